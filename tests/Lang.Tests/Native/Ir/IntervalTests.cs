using Lang.Native.Analysis;

namespace Lang.Tests.Native.Ir;

/// <summary>Arithmetic of intervals, against numbers of 128 bits.</summary>
public sealed class IntervalTests
{
    private static readonly long[] s_ends =
        [long.MinValue, long.MinValue + 1, -(1L << 32), -(1L << 31) - 1, -7, -1, 0, 1, 2, 3, 1L << 31, 3037000499, 3037000500, 1L << 62, long.MaxValue - 1, long.MaxValue];

    [Fact]
    public void Sums_differences_and_products_are_exact_or_everything()
    {
        Interval[] intervals = [.. from low in s_ends from high in s_ends where low <= high select new Interval(low, high)];
        foreach (Interval a in intervals)
        {
            foreach (Interval b in intervals)
            {
                (a + b).Should().Be(Of((Int128)a.Low + b.Low, (Int128)a.High + b.High), "of {0} + {1}", a, b);
                (a - b).Should().Be(Of((Int128)a.Low - b.High, (Int128)a.High - b.Low), "of {0} - {1}", a, b);
                Int128[] corners = [(Int128)a.Low * b.Low, (Int128)a.Low * b.High, (Int128)a.High * b.Low, (Int128)a.High * b.High];
                (a * b).Should().Be(Of(corners.Min(), corners.Max()), "of {0} * {1}", a, b);
            }
        }
    }

    private static Interval Of(Int128 low, Int128 high) => low < long.MinValue || high > long.MaxValue ? Interval.All : new((long)low, (long)high);
}
