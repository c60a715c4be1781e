final class matmul {
    static double[] matrix(int n, int seed) {
        double[] m = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) m[i * n + j] = (double) ((i * seed + j * 7) % 11) / 8.0;
        }
        return m;
    }

    static void multiply(double[] a, double[] b, double[] c, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0.0;
                for (int k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
                c[i * n + j] = sum;
            }
        }
    }

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]), n = 200;
        double[] a = matrix(n, 3), b = matrix(n, 5), c = matrix(n, 0);
        double trace = 0.0;
        for (int round = 0; round < rounds; round++) {
            multiply(a, b, c, n);
            for (int i = 0; i < n; i++) trace += c[i * n + i];
            a[round % n] += 1.0;
        }
        System.out.println((long) (trace * 64.0));
    }
}
