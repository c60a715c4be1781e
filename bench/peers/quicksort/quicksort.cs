namespace Peers;

internal static class Quicksort
{
    private static void Sort(long[] a, long low, long high)
    {
        while (low < high)
        {
            long pivot = a[(low + high) / 2], i = low, j = high;
            while (i <= j)
            {
                while (a[i] < pivot)
                    i += 1;
                while (a[j] > pivot)
                    j -= 1;
                if (i <= j)
                {
                    long t = a[i];
                    a[i] = a[j];
                    a[j] = t;
                    i += 1;
                    j -= 1;
                }
            }
            if (j - low < high - i)
            {
                Sort(a, low, j);
                low = i;
            }
            else
            {
                Sort(a, i, high);
                high = j;
            }
        }
    }

    public static void Run(long rounds)
    {
        const long n = 100_000;
        long[] a = new long[n];
        long seed = 42, sum = 0;
        for (long round = 0; round < rounds; round++)
        {
            for (long i = 0; i < n; i++)
            {
                seed = seed * 16807 % 2147483647;
                a[i] = seed;
            }
            Sort(a, 0, n - 1);
            for (long i = 0; i < n; i++)
                sum = (sum + a[i] * i) % 1000000007;
        }
        Console.WriteLine(sum);
    }
}
