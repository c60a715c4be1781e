namespace Peers;

internal static class Mandelbrot
{
    public static void Run(long n)
    {
        long total = 0;
        for (long y = 0; y < n; y++)
        {
            double ci = 2.0 * (double)y / (double)n - 1.0;
            for (long x = 0; x < n; x++)
            {
                double cr = 2.0 * (double)x / (double)n - 1.5;
                double zr = 0.0, zi = 0.0, r2 = 0.0, i2 = 0.0;
                long steps = 0;
                while (steps < 200 && r2 + i2 <= 4.0)
                {
                    zi = 2.0 * zr * zi + ci;
                    zr = r2 - i2 + cr;
                    r2 = zr * zr;
                    i2 = zi * zi;
                    steps += 1;
                }
                total += steps;
            }
        }
        Console.WriteLine(total);
    }
}
