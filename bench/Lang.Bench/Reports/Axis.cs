namespace Lang.Bench.Reports;

/// <summary>The scale of a plot.</summary>
/// <param name="Position">Where a value lies: 0 at the beginning of the axis, 1 at its end.</param>
/// <param name="Ticks">The round values on it.</param>
internal sealed record Axis(Func<double, double> Position, IEnumerable<double> Ticks)
{
    /// <summary>From 0 to <paramref name="largest"/>.</summary>
    public static Axis Linear(double largest)
    {
        double step = largest switch { <= 1.2 => 0.2, <= 3 => 0.5, <= 6 => 1, _ => 5 };
        return new Axis(value => value / largest, Enumerable.Range(0, (int)(largest / step) + 1).Select(tick => tick * step));
    }

    /// <summary>Equal distances for equal ratios; neither bound may be 0.</summary>
    public static Axis Logarithmic(double smallest, double largest)
    {
        double width = Math.Log(largest / smallest);
        IEnumerable<double> ticks = Enumerable.Range(-3, 8)
            .SelectMany(power => (double[])[1, 2, 5], (power, digit) => digit * Math.Pow(10, power))
            .Where(tick => tick >= smallest && tick <= largest);
        return new Axis(value => Math.Log(value / smallest) / width, ticks);
    }
}
