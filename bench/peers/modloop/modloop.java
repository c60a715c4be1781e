final class modloop {
    public static void main(String[] args) {
        long n = Long.parseLong(args[0]), i = 0, sum = 0;
        while (i < n) {
            if (i % 3 == 0 || i % 5 == 0) sum += i / 7;
            i += 1;
        }
        System.out.println(sum);
    }
}
