final class tak {
    static long tak(long x, long y, long z) {
        if (y >= x) return z;
        return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
    }

    public static void main(String[] args) {
        long rounds = Long.parseLong(args[0]), sum = 0;
        for (long i = 0; i < rounds; i++) sum += tak(18, 12, 6 - i % 2);
        System.out.println(sum);
    }
}
