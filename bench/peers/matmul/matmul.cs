namespace Peers;

internal static class MatMul
{
    public static double[] Matrix(long n, long seed)
    {
        double[] m = new double[n * n];
        for (long i = 0; i < n; i++)
        {
            for (long j = 0; j < n; j++)
                m[i * n + j] = (double)((i * seed + j * 7) % 11) / 8.0;
        }
        return m;
    }

    private static void Multiply(double[] a, double[] b, double[] c, long n)
    {
        for (long i = 0; i < n; i++)
        {
            for (long j = 0; j < n; j++)
            {
                double sum = 0.0;
                for (long k = 0; k < n; k++)
                    sum += a[i * n + k] * b[k * n + j];
                c[i * n + j] = sum;
            }
        }
    }

    public static void Run(long rounds) => Run(rounds, Multiply);

    /// <summary>All but the multiplication, which is compiled in another way as well.</summary>
    public static void Run(long rounds, Action<double[], double[], double[], long> multiply)
    {
        const long n = 200;
        double[] a = Matrix(n, 3), b = Matrix(n, 5), c = Matrix(n, 0);
        double trace = 0.0;
        for (long round = 0; round < rounds; round++)
        {
            multiply(a, b, c, n);
            for (long i = 0; i < n; i++)
                trace += c[i * n + i];
            a[round % n] += 1.0;
        }
        Console.WriteLine((long)(trace * 64.0));
    }
}
