namespace Peers;

internal static class Spectral
{
    private static double Entry(long i, long j) => 1.0 / (double)((i + j) * (i + j + 1) / 2 + i + 1);

    private static void Times(long n, double[] x, double[] y)
    {
        for (long i = 0; i < n; i++)
        {
            double sum = 0.0;
            for (long j = 0; j < n; j++)
                sum += Entry(i, j) * x[j];
            y[i] = sum;
        }
    }

    private static void TimesTransposed(long n, double[] x, double[] y)
    {
        for (long i = 0; i < n; i++)
        {
            double sum = 0.0;
            for (long j = 0; j < n; j++)
                sum += Entry(j, i) * x[j];
            y[i] = sum;
        }
    }

    public static void Run(long n)
    {
        double[] u = new double[n], v = new double[n], w = new double[n];
        Array.Fill(u, 1.0);
        for (long round = 0; round < 10; round++)
        {
            Times(n, u, w);
            TimesTransposed(n, w, v);
            Times(n, v, w);
            TimesTransposed(n, w, u);
        }
        double vbv = 0.0, vv = 0.0;
        for (long i = 0; i < n; i++)
        {
            vbv += u[i] * v[i];
            vv += v[i] * v[i];
        }
        Console.WriteLine((long)(Math.Sqrt(vbv / vv) * 1e12));
    }
}
