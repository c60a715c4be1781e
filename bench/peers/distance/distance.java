final class distance {
    static String text(int length, long seed) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < length; i++) {
            seed = seed * 16807 % 2147483647;
            s.append((char) (97 + (seed >> 16) % 6));
        }
        return s.toString();
    }

    static long distance(String s, String t) {
        long[] previous = new long[t.length() + 1], current = new long[t.length() + 1];
        for (int j = 0; j <= t.length(); j++) previous[j] = j;
        for (int i = 1; i <= s.length(); i++) {
            current[0] = i;
            char c = s.charAt(i - 1);
            for (int j = 1; j <= t.length(); j++) {
                long best = previous[j - 1];
                if (c != t.charAt(j - 1)) best += 1;
                if (previous[j] + 1 < best) best = previous[j] + 1;
                if (current[j - 1] + 1 < best) best = current[j - 1] + 1;
                current[j] = best;
            }
            long[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[t.length()];
    }

    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        System.out.println(distance(text(n, 1), text(n, 2)));
    }
}
