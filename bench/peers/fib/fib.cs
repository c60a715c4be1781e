namespace Peers;

internal static class Fib
{
    private static long Of(long n)
    {
        if (n < 2)
            return n;
        return Of(n - 1) + Of(n - 2);
    }

    public static void Run(long n) => Console.WriteLine(Of(n));
}
