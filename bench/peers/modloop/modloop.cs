namespace Peers;

internal static class ModLoop
{
    public static void Run(long n)
    {
        long i = 0, sum = 0;
        while (i < n)
        {
            if (i % 3 == 0 || i % 5 == 0)
                sum += i / 7;
            i += 1;
        }
        Console.WriteLine(sum);
    }
}
