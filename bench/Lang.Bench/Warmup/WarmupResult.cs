using System.Collections.Immutable;

namespace Lang.Bench.Warmup;

/// <summary>The time of a process.</summary>
/// <param name="Processor">Seconds of processors.</param>
/// <param name="Elapsed">Seconds that a user waits.</param>
internal readonly record struct WarmupTime(double Processor, double Elapsed);

/// <summary>A kernel at one amount of work.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Work">The work: milliseconds that the optimising tier alone takes for it, beyond the start of the process.</param>
/// <param name="Size">The argument that makes it so.</param>
/// <param name="Times">For each of <see cref="WarmupMode.All"/> the times of its runs; empty where it is left out since it was far too slow with less work.</param>
internal sealed record WarmupResult(Kernel Kernel, int Work, int Size, ImmutableArray<ImmutableArray<WarmupTime>> Times)
{
    /// <summary>The same with the times of one more round.</summary>
    public WarmupResult With(ImmutableArray<ImmutableArray<WarmupTime>> more) => this with { Times = [.. Times.Zip(more, (known, added) => known.AddRange(added))] };

    public bool Has(WarmupMode mode) => !TimesOf(mode).IsEmpty;

    /// <summary>The least of a mode's times, in seconds: whatever else runs on the machine only adds to them.</summary>
    public double Seconds(WarmupMode mode, Func<WarmupTime, double> time) => TimesOf(mode).Min(time);

    /// <summary>The mode that took least, auto aside.</summary>
    public WarmupMode Best(Func<WarmupTime, double> time) =>
        WarmupMode.All.Where(mode => mode != WarmupMode.Auto && Has(mode)).MinBy(mode => Seconds(mode, time))!;

    /// <summary>A mode's time over that of the best mode.</summary>
    public double Ratio(WarmupMode mode, Func<WarmupTime, double> time) => Seconds(mode, time) / Seconds(Best(time), time);

    public ImmutableArray<WarmupTime> TimesOf(WarmupMode mode) => Times[WarmupMode.All.IndexOf(mode)];
}
