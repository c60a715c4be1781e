namespace Lang.Native.Target;

/// <summary>Fixed-point reciprocals by which compilers divide: the upper half of a product, shifted and corrected by the sign, is the quotient.</summary>
/// <remarks>Source: Warren, "Hacker's Delight", figure 10-1.</remarks>
internal static class Reciprocal
{
    /// <summary>Multiplier and shift for a divisor that is not -1, 0, 1 or a power of two.</summary>
    public static (long Multiplier, int Shift) Of(long divisor)
    {
        const ulong Half = 1UL << 63;
        ulong magnitude = divisor < 0 ? 0 - (ulong)divisor : (ulong)divisor;
        ulong t = Half + ((ulong)divisor >> 63);
        ulong limit = t - 1 - (t % magnitude);
        int p = 63;
        ulong q1 = Half / limit, r1 = Half - (q1 * limit), q2 = Half / magnitude, r2 = Half - (q2 * magnitude), delta;
        do
        {
            p++;
            q1 *= 2;
            r1 *= 2;
            if (r1 >= limit)
            {
                q1++;
                r1 -= limit;
            }
            q2 *= 2;
            r2 *= 2;
            if (r2 >= magnitude)
            {
                q2++;
                r2 -= magnitude;
            }
            delta = magnitude - r2;
        }
        while (q1 < delta || (q1 == delta && r1 == 0));
        var multiplier = (long)(q2 + 1);
        return (divisor < 0 ? -multiplier : multiplier, p - 64);
    }
}
