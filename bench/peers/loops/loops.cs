namespace Peers;

internal static class Loops
{
    public static void Run(long n)
    {
        long count = 0;
        for (long a = 1; a < n; a++)
        {
            for (long b = a; b < n; b++)
            {
                for (long c = b; c < n; c++)
                {
                    if (a * a + b * b == c * c)
                        count += 1;
                }
            }
        }
        Console.WriteLine(count);
    }
}
