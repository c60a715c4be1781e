final class collatz {
    public static void main(String[] args) {
        long n = Long.parseLong(args[0]), best = 0, start = 0;
        for (long i = 1; i < n; i++) {
            long x = i, steps = 0;
            while (x != 1) {
                if (x % 2 == 0) x = x / 2; else x = 3 * x + 1;
                steps += 1;
            }
            if (steps > best) {
                best = steps;
                start = i;
            }
        }
        System.out.println(start + " " + best);
    }
}
