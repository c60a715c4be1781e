import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;

final class closures {
    static LongSupplier counter() {
        long[] count = { 0 };
        return () -> {
            count[0] += 1;
            return count[0];
        };
    }

    static long fold(long[] values, long start, LongBinaryOperator f) {
        long result = start;
        for (int i = 0; i < values.length; i++) result = f.applyAsLong(result, values[i]);
        return result;
    }

    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        long[] values = new long[100];
        for (int i = 0; i < 100; i++) values[i] = i * 37 % 101;
        long scale = 3;
        LongBinaryOperator[] steps = {
            (a, b) -> a + b,
            (a, b) -> b * scale - a,
            (a, b) -> a > b ? a - b : b - a,
        };
        LongSupplier next = counter();
        long total = 0;
        for (int i = 0; i < n; i++) total += fold(values, next.getAsLong(), steps[i % 3]);
        System.out.println(total + " " + next.getAsLong());
    }
}
