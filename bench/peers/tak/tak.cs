namespace Peers;

internal static class Tak
{
    private static long Of(long x, long y, long z)
    {
        if (y >= x)
            return z;
        return Of(Of(x - 1, y, z), Of(y - 1, z, x), Of(z - 1, x, y));
    }

    public static void Run(long rounds)
    {
        long sum = 0;
        for (long i = 0; i < rounds; i++)
            sum += Of(18, 12, 6 - i % 2);
        Console.WriteLine(sum);
    }
}
