namespace Peers;

internal static class Gcd
{
    private static long Of(long a, long b)
    {
        while (b != 0)
        {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    public static void Run(long n)
    {
        long sum = 0;
        for (long i = 1; i <= n; i++)
        {
            for (long j = 1; j <= n; j++)
                sum += Of(i, j);
        }
        Console.WriteLine(sum);
    }
}
