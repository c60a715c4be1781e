using System.Collections.Immutable;
using System.Globalization;
using Lang.Bench.Measuring;

namespace Lang.Bench.Warmup;

/// <summary>
/// How soon scripts are fast: every kernel with ever more work, by each tier alone and by all of them together. Work is measured by the milliseconds
/// that the optimising tier takes for it. In each round the modes run one after the other, so that a noisy moment strikes all.
/// What is measured is whole processes of the NativeAOT form, start included.
/// </summary>
internal static class WarmupBenchmark
{
    /// <summary>A mode that took so many times as long as the best one is left out where there is more work; sooner where there is so much that all goes slowly.</summary>
    private const double FarTooSlow = 4, TooSlow = 1.5;

    /// <summary>Milliseconds from which on that is so. With less work there are so many times as many rounds: a few milliseconds are soon disturbed, and cost little.</summary>
    private const int MuchWork = 200, MoreRounds = 3;

    /// <summary>What a process may take besides that: where merging calls changes how time grows with the argument, other modes would never end.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    public static void Run(BenchOptions options)
    {
        string lang = Publishing.NativeAotOnly(options);
        Kernel[] kernels = [.. Kernel.All.Where(kernel => options.Selects(kernel.Name))];
        if (kernels.Length == 0)
            throw new BenchException($"no kernel's name contains {options.Only}");
        double start = Enumerable.Range(0, 5).Min(_ => ChildProcess.Run(lang, ["run", Repository.PathOf("bench", "scripts", "hello.tl")]).Processor.TotalSeconds);
        int[] works = options.Quick ? [10, 50] : [2, 10, 50, 200, 1000];
        WarmupResult[] results = [.. kernels.SelectMany(kernel => Measure(kernel, lang, start, works, options))];
        new WarmupReport(results, start).Write(options);
    }

    private static IEnumerable<WarmupResult> Measure(Kernel kernel, string lang, double start, int[] works, BenchOptions options)
    {
        string script = kernel.Text(".tl");
        var sizes = new WorkSizes(lang, script, start);
        ImmutableArray<WarmupMode> modes = WarmupMode.All;
        int size = kernel.Quick;
        WarmupResult? last = null;
        foreach (int work in works)
        {
            size = sizes.Find(work, size);
            if (last is not null)
                modes = [.. modes.Where(mode => mode == WarmupMode.Auto || (last.Has(mode) && last.Ratio(mode, time => time.Processor) < (work < MuchWork ? FarTooSlow : TooSlow)))];
            int rounds = work < MuchWork ? MoreRounds * options.Rounds : options.Rounds;
            WarmupResult result = last = new WarmupResult(kernel.Name, work, size, Times(kernel, lang, script, size, work, modes, rounds));
            Console.Error.WriteLine($"{kernel.Name} {size}: " + string.Join(
                ", ", WarmupMode.All.Where(result.Has).Select(mode => string.Create(CultureInfo.InvariantCulture, $"{mode.Name} {result.Ratio(mode, time => time.Elapsed):0.00}"))));
            yield return result;
        }
    }

    private static ImmutableArray<ImmutableArray<WarmupTime>> Times(
        Kernel kernel, string lang, string script, int size, int work, ImmutableArray<WarmupMode> modes, int rounds)
    {
        var times = WarmupMode.All.ToDictionary(mode => mode, _ => new List<WarmupTime>());
        var slow = new HashSet<WarmupMode>();
        string? output = null;
        for (int round = 0; round < rounds; round++)
        {
            foreach (WarmupMode mode in round % 2 == 0 ? modes : modes.Reverse())
            {
                string[] command = mode.Command(lang, script);
                if (slow.Contains(mode))
                    continue;
                TimeSpan longest = mode == WarmupMode.Auto ? Timeout.InfiniteTimeSpan : s_patience + (2 * FarTooSlow * TimeSpan.FromMilliseconds(work));
                if (ChildProcess.TryRun(command[0], [.. command[1..], size.ToString(CultureInfo.InvariantCulture)], longest) is not { } run)
                {
                    slow.Add(mode);
                    times[mode].Clear();
                    continue;
                }
                output ??= run.Output;
                if (run.Output != output)
                    throw new BenchException($"{kernel.Name} {size}: {mode.Name} prints {run.Output.Trim()}, another tier {output.Trim()}");
                times[mode].Add(new WarmupTime(run.Processor.TotalSeconds, run.Elapsed.TotalSeconds));
            }
        }
        return [.. WarmupMode.All.Select(mode => times[mode].ToImmutableArray())];
    }
}
