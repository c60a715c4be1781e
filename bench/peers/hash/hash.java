final class hash {
    public static void main(String[] args) {
        long n = Long.parseLong(args[0]), state = 2463534242L, h = 0x811C9DC5L;
        for (long i = 0; i < n; i++) {
            state ^= (state << 13) & 0xFFFFFFFFL;
            state ^= state >> 17;
            state ^= (state << 5) & 0xFFFFFFFFL;
            h = ((h ^ (state & 0xFF)) * 65599) & 0xFFFFFFFFL;
            h ^= h >> 15;
        }
        System.out.println(h + " " + state);
    }
}
