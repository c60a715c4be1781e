final class loops {
    public static void main(String[] args) {
        long n = Long.parseLong(args[0]), count = 0;
        for (long a = 1; a < n; a++) {
            for (long b = a; b < n; b++) {
                for (long c = b; c < n; c++) {
                    if (a * a + b * b == c * c) count += 1;
                }
            }
        }
        System.out.println(count);
    }
}
