final class queens {
    static long place(int row, int n, boolean[] columns, boolean[] rising, boolean[] falling) {
        if (row == n) return 1;
        long count = 0;
        for (int c = 0; c < n; c++) {
            if (!columns[c] && !rising[row + c] && !falling[row - c + n]) {
                columns[c] = true;
                rising[row + c] = true;
                falling[row - c + n] = true;
                count += place(row + 1, n, columns, rising, falling);
                columns[c] = false;
                rising[row + c] = false;
                falling[row - c + n] = false;
            }
        }
        return count;
    }

    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        System.out.println(place(0, n, new boolean[n], new boolean[2 * n], new boolean[2 * n + 1]));
    }
}
