final class heat {
    static void step(double[] from, double[] to, int w, int h) {
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                int at = y * w + x;
                to[at] = from[at] + 0.1 * (from[at - 1] + from[at + 1] + from[at - w] + from[at + w] - 4.0 * from[at]);
            }
        }
    }

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]), w = 300, h = 200;
        double[] a = new double[w * h], b = new double[w * h];
        for (int i = 0; i < w * h; i++) {
            a[i] = (double) (i * 7 % 11);
            b[i] = a[i];
        }
        for (int round = 0; round < rounds; round++) {
            step(a, b, w, h);
            step(b, a, w, h);
        }
        double sum = 0.0;
        for (double x : a) sum += x;
        System.out.println((long) (sum * 1000.0));
    }
}
