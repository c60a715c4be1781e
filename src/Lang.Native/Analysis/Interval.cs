namespace Lang.Native.Analysis;

/// <summary>Integers from one to another, both inclusive. What may wrap around is everything.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
internal readonly record struct Interval(long Low, long High)
{
    public static readonly Interval All = new(long.MinValue, long.MaxValue);

    public static readonly Interval Boolean = new(0, 1);

    /// <summary>Lengths of arrays and strings: less than what any memory holds.</summary>
    public static readonly Interval Length = new(0, 1L << 44);

    public bool IsEmpty => Low > High;

    public bool IsConstant => Low == High;

    public static Interval Of(long value) => new(value, value);

    public bool Contains(long value) => Low <= value && value <= High;

    public Interval Meet(Interval other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    public Interval Join(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>Both ends moved; false when one of them would wrap around.</summary>
    public bool TryAdd(long distance, out Interval moved)
    {
        moved = All;
        if (distance > 0 ? High > long.MaxValue - distance : Low < long.MinValue - distance)
            return false;
        moved = new(Low + distance, High + distance);
        return true;
    }

    public static Interval operator +(Interval a, Interval b) =>
        TrySum(a.Low, b.Low, out long low) && TrySum(a.High, b.High, out long high) ? new(low, high) : All;

    public static Interval operator -(Interval a, Interval b) =>
        TryDifference(a.Low, b.High, out long low) && TryDifference(a.High, b.Low, out long high) ? new(low, high) : All;

    public static Interval operator *(Interval a, Interval b) =>
        TryProduct(a.Low, b.Low, out long w) && TryProduct(a.Low, b.High, out long x) && TryProduct(a.High, b.Low, out long y) && TryProduct(a.High, b.High, out long z)
            ? new(Math.Min(Math.Min(w, x), Math.Min(y, z)), Math.Max(Math.Max(w, x), Math.Max(y, z))) : All;

    // Not in 128 bits: .NET compiles methods that use them at run time only.
    private static bool TrySum(long a, long b, out long sum)
    {
        sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) >= 0;
    }

    private static bool TryDifference(long a, long b, out long difference)
    {
        difference = unchecked(a - b);
        return ((a ^ b) & (a ^ difference)) >= 0;
    }

    private static bool TryProduct(long a, long b, out long product) => Math.BigMul(a, b, out product) == product >> 63;
}
