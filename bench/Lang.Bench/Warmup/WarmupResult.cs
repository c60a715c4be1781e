using System.Collections.Immutable;
using Lang.Bench.Measuring;

namespace Lang.Bench.Warmup;

/// <summary>The time of a process.</summary>
/// <param name="Processor">Seconds of processors.</param>
/// <param name="Elapsed">Seconds that a user waits.</param>
internal readonly record struct WarmupTime(double Processor, double Elapsed);

/// <summary>A kernel at one amount of work.</summary>
/// <param name="Kernel">Its name.</param>
/// <param name="Work">The work: milliseconds that the optimising tier alone takes for it, beyond the start of the process.</param>
/// <param name="Size">The argument that makes it so.</param>
/// <param name="Times">For each of <see cref="WarmupMode.All"/> the times of its runs, one a round; empty where it is left out since it was far too slow with less work.</param>
internal sealed record WarmupResult(string Kernel, int Work, int Size, ImmutableArray<ImmutableArray<WarmupTime>> Times)
{
    public bool Has(WarmupMode mode) => !TimesOf(mode).IsEmpty;

    /// <summary>The median of a mode's times, in seconds.</summary>
    public double Seconds(WarmupMode mode, Func<WarmupTime, double> time) => Statistics.Median(TimesOf(mode).Select(time));

    /// <summary>The mode that took least, auto aside.</summary>
    public WarmupMode Best(Func<WarmupTime, double> time) =>
        WarmupMode.All.Where(mode => mode != WarmupMode.Auto && Has(mode)).MinBy(mode => Seconds(mode, time))!;

    /// <summary>The median over the rounds of a mode's time over that of the best mode in the same round.</summary>
    public double Ratio(WarmupMode mode, Func<WarmupTime, double> time) =>
        Statistics.Median(TimesOf(mode).Zip(TimesOf(Best(time)), (own, best) => time(own) / time(best)));

    public ImmutableArray<WarmupTime> TimesOf(WarmupMode mode) => Times[WarmupMode.All.IndexOf(mode)];
}
