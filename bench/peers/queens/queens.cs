namespace Peers;

internal static class Queens
{
    private static long Place(long row, long n, bool[] columns, bool[] rising, bool[] falling)
    {
        if (row == n)
            return 1;
        long count = 0;
        for (long c = 0; c < n; c++)
        {
            if (!columns[c] && !rising[row + c] && !falling[row - c + n])
            {
                columns[c] = true;
                rising[row + c] = true;
                falling[row - c + n] = true;
                count += Place(row + 1, n, columns, rising, falling);
                columns[c] = false;
                rising[row + c] = false;
                falling[row - c + n] = false;
            }
        }
        return count;
    }

    public static void Run(long n) => Console.WriteLine(Place(0, n, new bool[n], new bool[2 * n], new bool[2 * n + 1]));
}
