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

    public static Interval operator +(Interval a, Interval b) => Of((Int128)a.Low + b.Low, (Int128)a.High + b.High);

    public static Interval operator -(Interval a, Interval b) => Of((Int128)a.Low - b.High, (Int128)a.High - b.Low);

    public static Interval operator *(Interval a, Interval b)
    {
        Int128 w = (Int128)a.Low * b.Low, x = (Int128)a.Low * b.High, y = (Int128)a.High * b.Low, z = (Int128)a.High * b.High;
        return Of(Int128.Min(Int128.Min(w, x), Int128.Min(y, z)), Int128.Max(Int128.Max(w, x), Int128.Max(y, z)));
    }

    private static Interval Of(Int128 low, Int128 high) => low < long.MinValue || high > long.MaxValue ? All : new((long)low, (long)high);
}
