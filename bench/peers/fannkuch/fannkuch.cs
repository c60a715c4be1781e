namespace Peers;

internal static class Fannkuch
{
    private static long Flips(long n)
    {
        long[] current = new long[n], flipped = new long[n], counts = new long[n];
        for (long i = 0; i < n; i++)
            current[i] = i;
        long most = 0, checksum = 0, r = n;
        bool even = true;
        while (true)
        {
            while (r != 1)
            {
                counts[r - 1] = r;
                r -= 1;
            }
            for (long i = 0; i < n; i++)
                flipped[i] = current[i];
            long flips = 0, first = flipped[0];
            while (first != 0)
            {
                long low = 0, high = first;
                while (low < high)
                {
                    long t = flipped[low];
                    flipped[low] = flipped[high];
                    flipped[high] = t;
                    low += 1;
                    high -= 1;
                }
                flips += 1;
                first = flipped[0];
            }
            if (flips > most)
                most = flips;
            if (even)
                checksum += flips;
            else
                checksum -= flips;
            even = !even;

            bool advanced = false;
            while (!advanced)
            {
                if (r == n)
                    return checksum * 100 + most;
                long head = current[0];
                for (long i = 0; i < r; i++)
                    current[i] = current[i + 1];
                current[r] = head;
                counts[r] -= 1;
                if (counts[r] > 0)
                    advanced = true;
                else
                    r += 1;
            }
        }
    }

    public static void Run(long rounds)
    {
        long sum = 0;
        for (long i = 0; i < rounds; i++)
            sum += Flips(8 + i % 2);
        Console.WriteLine(sum);
    }
}
