namespace Peers;

internal static class Ackermann
{
    private static long Ack(long m, long n)
    {
        if (m == 0)
            return n + 1;
        if (n == 0)
            return Ack(m - 1, 1);
        return Ack(m - 1, Ack(m, n - 1));
    }

    public static void Run(long rounds)
    {
        long sum = 0;
        for (long i = 0; i < rounds; i++)
            sum += Ack(3, 5 + i % 3);
        Console.WriteLine(sum);
    }
}
