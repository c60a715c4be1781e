final class heapsort {
    static void sift(double[] a, int root, int end) {
        double value = a[root];
        for (;;) {
            int child = 2 * root + 1;
            if (child >= end) break;
            if (child + 1 < end && a[child] < a[child + 1]) child += 1;
            if (value >= a[child]) break;
            a[root] = a[child];
            root = child;
        }
        a[root] = value;
    }

    static void sort(double[] a, int n) {
        for (int i = n / 2 - 1; i >= 0; i--) sift(a, i, n);
        for (int end = n - 1; end > 0; end--) {
            double t = a[0];
            a[0] = a[end];
            a[end] = t;
            sift(a, 0, end);
        }
    }

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]), n = 100000;
        double[] a = new double[n];
        long seed = 7;
        double sum = 0.0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < n; i++) {
                seed = seed * 16807 % 2147483647;
                a[i] = seed / 2147483648.0;
            }
            sort(a, n);
            for (int i = 0; i < n; i++) sum += a[i] * (i % 16);
        }
        System.out.println((long) (sum * 1000.0));
    }
}
