namespace Peers;

internal static class Heapsort
{
    private static void Sift(double[] a, long root, long end)
    {
        double value = a[root];
        while (true)
        {
            long child = 2 * root + 1;
            if (child >= end)
                break;
            if (child + 1 < end && a[child] < a[child + 1])
                child += 1;
            if (value >= a[child])
                break;
            a[root] = a[child];
            root = child;
        }
        a[root] = value;
    }

    private static void Sort(double[] a, long n)
    {
        for (long i = n / 2 - 1; i >= 0; i--)
            Sift(a, i, n);
        for (long end = n - 1; end > 0; end--)
        {
            double t = a[0];
            a[0] = a[end];
            a[end] = t;
            Sift(a, 0, end);
        }
    }

    public static void Run(long rounds)
    {
        const long n = 100_000;
        double[] a = new double[n];
        long seed = 7;
        double sum = 0.0;
        for (long round = 0; round < rounds; round++)
        {
            for (long i = 0; i < n; i++)
            {
                seed = seed * 16807 % 2147483647;
                a[i] = seed / 2147483648.0;
            }
            Sort(a, n);
            for (long i = 0; i < n; i++)
                sum += a[i] * (i % 16);
        }
        Console.WriteLine((long)(sum * 1000.0));
    }
}
