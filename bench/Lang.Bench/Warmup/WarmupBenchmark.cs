using System.Collections.Immutable;
using System.Globalization;
using Lang.Bench.Measuring;

namespace Lang.Bench.Warmup;

/// <summary>
/// How soon scripts are fast: every kernel with ever more work, by each tier alone and by all of them together. Work is measured by the milliseconds
/// that the optimising tier takes for it. In each round the modes run one after the other, and all kernels have had a round before any has the next one: a machine that others
/// use is slow for seconds or minutes, which then strike every kernel once and not one of them in all its rounds.
/// What is measured is whole processes of the NativeAOT form, start included.
/// </summary>
internal static class WarmupBenchmark
{
    /// <summary>A mode that took so many times as long as the best one is left out where there is more work; sooner where there is so much that all goes slowly.</summary>
    private const double FarTooSlow = 4, TooSlow = 1.5;

    /// <summary>Milliseconds from which on that is so. With less work there are so many times as many runs: a few milliseconds are soon disturbed, and cost little.</summary>
    private const int MuchWork = 200, MoreRuns = 3;

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
        WarmupResult[] results = [.. kernels.SelectMany(kernel => FirstRound(kernel, lang, start, works))];
        for (int round = 1; round < options.Rounds; round++)
        {
            for (int i = 0; i < results.Length; i++)
                results[i] = results[i].With(Round(results[i].Kernel, lang, results[i].Size, results[i].Work, [.. WarmupMode.All.Where(results[i].Has)], round));
        }
        new WarmupReport(options.Save ? [.. WithSaved(results)] : results, start).Write(options);
    }

    /// <summary>What is measured now stands in for what was saved of the same kernels; the others stay as they were.</summary>
    private static IEnumerable<WarmupResult> WithSaved(WarmupResult[] results)
    {
        string path = Repository.PathOf("bench", "results", "warmup.csv");
        var kernels = results.Select(result => result.Kernel).ToHashSet();
        WarmupResult[] saved = File.Exists(path) ? [.. WarmupCsv.Read(File.ReadAllText(path)).Where(result => !kernels.Contains(result.Kernel))] : [];
        return saved.Concat(results).OrderBy(result => Kernel.All.IndexOf(result.Kernel)).ThenBy(result => result.Work);
    }

    /// <summary>Finds out how much of a kernel is so much work, and which modes are far too slow for it.</summary>
    private static IEnumerable<WarmupResult> FirstRound(Kernel kernel, string lang, double start, int[] works)
    {
        var sizes = new WorkSizes(lang, kernel.Text(".tl"), start);
        ImmutableArray<WarmupMode> modes = WarmupMode.All;
        int size = kernel.Quick;
        WarmupResult? last = null;
        foreach (int work in works)
        {
            size = sizes.Find(work, size);
            if (last is not null)
                modes = [.. modes.Where(mode => mode == WarmupMode.Auto || (last.Has(mode) && last.Ratio(mode, time => time.Processor) < (work < MuchWork ? FarTooSlow : TooSlow)))];
            WarmupResult result = last = new WarmupResult(kernel, work, size, Round(kernel, lang, size, work, modes, 0));
            Console.Error.WriteLine($"{kernel.Name} {size}: " + string.Join(
                ", ", WarmupMode.All.Where(result.Has).Select(mode => string.Create(CultureInfo.InvariantCulture, $"{mode.Name} {result.Ratio(mode, time => time.Elapsed):0.00}"))));
            yield return result;
        }
    }

    private static ImmutableArray<ImmutableArray<WarmupTime>> Round(Kernel kernel, string lang, int size, int work, ImmutableArray<WarmupMode> modes, int round)
    {
        var times = WarmupMode.All.ToDictionary(mode => mode, _ => new List<WarmupTime>());
        var slow = new HashSet<WarmupMode>();
        string? output = null;
        for (int run = 0; run < (work < MuchWork ? MoreRuns : 1); run++)
        {
            foreach (WarmupMode mode in (round + run) % 2 == 0 ? modes : modes.Reverse())
            {
                string[] command = mode.Command(lang, kernel.Text(".tl"));
                if (slow.Contains(mode))
                    continue;
                TimeSpan longest = mode == WarmupMode.Auto ? Timeout.InfiniteTimeSpan : s_patience + (2 * FarTooSlow * TimeSpan.FromMilliseconds(work));
                if (ChildProcess.TryRun(command[0], [.. command[1..], size.ToString(CultureInfo.InvariantCulture)], longest) is not { } ended)
                {
                    slow.Add(mode);
                    times[mode].Clear();
                    continue;
                }
                output ??= ended.Output;
                if (ended.Output != output)
                    throw new BenchException($"{kernel.Name} {size}: {mode.Name} prints {ended.Output.Trim()}, another tier {output.Trim()}");
                times[mode].Add(new WarmupTime(ended.Processor.TotalSeconds, ended.Elapsed.TotalSeconds));
            }
        }
        return [.. WarmupMode.All.Select(mode => times[mode].ToImmutableArray())];
    }
}
