namespace Peers;

internal static class Heat
{
    private static void Step(double[] from, double[] to, long w, long h)
    {
        for (long y = 1; y < h - 1; y++)
        {
            for (long x = 1; x < w - 1; x++)
            {
                long at = y * w + x;
                to[at] = from[at] + 0.1 * (from[at - 1] + from[at + 1] + from[at - w] + from[at + w] - 4.0 * from[at]);
            }
        }
    }

    public static void Run(long rounds)
    {
        const long w = 300, h = 200;
        double[] a = new double[w * h], b = new double[w * h];
        for (long i = 0; i < w * h; i++)
        {
            a[i] = (double)(i * 7 % 11);
            b[i] = a[i];
        }
        for (long round = 0; round < rounds; round++)
        {
            Step(a, b, w, h);
            Step(b, a, w, h);
        }
        double sum = 0.0;
        foreach (double x in a)
            sum += x;
        Console.WriteLine((long)(sum * 1000.0));
    }
}
