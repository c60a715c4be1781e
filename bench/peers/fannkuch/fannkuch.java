final class fannkuch {
    static long fannkuch(int n) {
        long[] current = new long[n], flipped = new long[n], counts = new long[n];
        for (int i = 0; i < n; i++) current[i] = i;
        long most = 0, checksum = 0;
        int r = n;
        boolean even = true;
        for (;;) {
            while (r != 1) {
                counts[r - 1] = r;
                r -= 1;
            }
            for (int i = 0; i < n; i++) flipped[i] = current[i];
            long flips = 0, first = flipped[0];
            while (first != 0) {
                int low = 0, high = (int) first;
                while (low < high) {
                    long t = flipped[low];
                    flipped[low] = flipped[high];
                    flipped[high] = t;
                    low += 1;
                    high -= 1;
                }
                flips += 1;
                first = flipped[0];
            }
            if (flips > most) most = flips;
            if (even) checksum += flips; else checksum -= flips;
            even = !even;

            boolean advanced = false;
            while (!advanced) {
                if (r == n) return checksum * 100 + most;
                long head = current[0];
                for (int i = 0; i < r; i++) current[i] = current[i + 1];
                current[r] = head;
                counts[r] -= 1;
                if (counts[r] > 0) advanced = true; else r += 1;
            }
        }
    }

    public static void main(String[] args) {
        long rounds = Long.parseLong(args[0]), sum = 0;
        for (long i = 0; i < rounds; i++) sum += fannkuch(8 + (int) (i % 2));
        System.out.println(sum);
    }
}
