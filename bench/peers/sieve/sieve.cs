namespace Peers;

internal static class Sieve
{
    private static long Count(long n)
    {
        bool[] composite = new bool[n + 1];
        long count = 0;
        for (long i = 2; i <= n; i++)
        {
            if (!composite[i])
            {
                count += 1;
                for (long j = i * i; j <= n; j += i)
                    composite[j] = true;
            }
        }
        return count;
    }

    public static void Run(long rounds)
    {
        long sum = 0;
        for (long i = 0; i < rounds; i++)
            sum += Count(1_000_000 + i);
        Console.WriteLine(sum);
    }
}
