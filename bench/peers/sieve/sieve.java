final class sieve {
    static long sieve(long n) {
        boolean[] composite = new boolean[(int) n + 1];
        long count = 0;
        for (long i = 2; i <= n; i++) {
            if (!composite[(int) i]) {
                count += 1;
                for (long j = i * i; j <= n; j += i) composite[(int) j] = true;
            }
        }
        return count;
    }

    public static void main(String[] args) {
        long rounds = Long.parseLong(args[0]), sum = 0;
        for (long i = 0; i < rounds; i++) sum += sieve(1000000 + i);
        System.out.println(sum);
    }
}
