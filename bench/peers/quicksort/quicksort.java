final class quicksort {
    static void sort(long[] a, int low, int high) {
        while (low < high) {
            long pivot = a[(low + high) / 2];
            int i = low, j = high;
            while (i <= j) {
                while (a[i] < pivot) i += 1;
                while (a[j] > pivot) j -= 1;
                if (i <= j) {
                    long t = a[i];
                    a[i] = a[j];
                    a[j] = t;
                    i += 1;
                    j -= 1;
                }
            }
            if (j - low < high - i) {
                sort(a, low, j);
                low = i;
            } else {
                sort(a, i, high);
                high = j;
            }
        }
    }

    public static void main(String[] args) {
        int rounds = Integer.parseInt(args[0]), n = 100000;
        long[] a = new long[n];
        long seed = 42, sum = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < n; i++) {
                seed = seed * 16807 % 2147483647;
                a[i] = seed;
            }
            sort(a, 0, n - 1);
            for (int i = 0; i < n; i++) sum = (sum + a[i] * i) % 1000000007;
        }
        System.out.println(sum);
    }
}
