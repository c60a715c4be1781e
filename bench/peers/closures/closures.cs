namespace Peers;

internal static class Closures
{
    private static Func<long> Counter()
    {
        long count = 0;
        return () =>
        {
            count += 1;
            return count;
        };
    }

    private static long Fold(long[] values, long start, Func<long, long, long> f)
    {
        long result = start;
        for (int i = 0; i < values.Length; i++)
            result = f(result, values[i]);
        return result;
    }

    public static void Run(long n)
    {
        long[] values = new long[100];
        for (long i = 0; i < 100; i++)
            values[i] = i * 37 % 101;
        long scale = 3;
        Func<long, long, long>[] steps =
        [
            (a, b) => a + b,
            (a, b) => b * scale - a,
            (a, b) => a > b ? a - b : b - a,
        ];
        Func<long> next = Counter();
        long total = 0;
        for (long i = 0; i < n; i++)
            total += Fold(values, next(), steps[i % 3]);
        Console.WriteLine($"{total} {next()}");
    }
}
