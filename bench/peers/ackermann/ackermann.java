final class ackermann {
    static long ack(long m, long n) {
        if (m == 0) return n + 1;
        if (n == 0) return ack(m - 1, 1);
        return ack(m - 1, ack(m, n - 1));
    }

    public static void main(String[] args) {
        long rounds = Long.parseLong(args[0]), sum = 0;
        for (long i = 0; i < rounds; i++) sum += ack(3, 5 + i % 3);
        System.out.println(sum);
    }
}
