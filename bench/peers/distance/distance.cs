using System.Text;

namespace Peers;

internal static class Distance
{
    private static string Text(long length, long seed)
    {
        var s = new StringBuilder();
        for (long i = 0; i < length; i++)
        {
            seed = seed * 16807 % 2147483647;
            s.Append((char)(97 + (seed >> 16) % 6));
        }
        return s.ToString();
    }

    private static long Between(string s, string t)
    {
        long[] previous = new long[t.Length + 1], current = new long[t.Length + 1];
        for (int j = 0; j <= t.Length; j++)
            previous[j] = j;
        for (int i = 1; i <= s.Length; i++)
        {
            current[0] = i;
            char c = s[i - 1];
            for (int j = 1; j <= t.Length; j++)
            {
                long best = previous[j - 1];
                if (c != t[j - 1])
                    best += 1;
                if (previous[j] + 1 < best)
                    best = previous[j] + 1;
                if (current[j - 1] + 1 < best)
                    best = current[j - 1] + 1;
                current[j] = best;
            }
            (previous, current) = (current, previous);
        }
        return previous[t.Length];
    }

    public static void Run(long n) => Console.WriteLine(Between(Text(n, 1), Text(n, 2)));
}
