final class spectral {
    static double entry(long i, long j) { return 1.0 / (double) ((i + j) * (i + j + 1) / 2 + i + 1); }

    static void times(int n, double[] x, double[] y) {
        for (int i = 0; i < n; i++) {
            double sum = 0.0;
            for (int j = 0; j < n; j++) sum += entry(i, j) * x[j];
            y[i] = sum;
        }
    }

    static void timesTransposed(int n, double[] x, double[] y) {
        for (int i = 0; i < n; i++) {
            double sum = 0.0;
            for (int j = 0; j < n; j++) sum += entry(j, i) * x[j];
            y[i] = sum;
        }
    }

    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        double[] u = new double[n], v = new double[n], w = new double[n];
        for (int i = 0; i < n; i++) u[i] = 1.0;
        for (int round = 0; round < 10; round++) {
            times(n, u, w);
            timesTransposed(n, w, v);
            times(n, v, w);
            timesTransposed(n, w, u);
        }
        double vbv = 0.0, vv = 0.0;
        for (int i = 0; i < n; i++) {
            vbv += u[i] * v[i];
            vv += v[i] * v[i];
        }
        System.out.println((long) (Math.sqrt(vbv / vv) * 1e12));
    }
}
