final class gcd {
    static long gcd(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    public static void main(String[] args) {
        long n = Long.parseLong(args[0]), sum = 0;
        for (long i = 1; i <= n; i++) {
            for (long j = 1; j <= n; j++) sum += gcd(i, j);
        }
        System.out.println(sum);
    }
}
