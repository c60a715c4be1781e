using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench.Kernels;

/// <summary>
/// Runs every kernel on Lua and on both published forms of lang. In each round the three run one after the other, so
/// that a noisy moment strikes all of them; the figure of a kernel is the median over the rounds of each round's ratio.
/// Times are processor times of whole processes, start included: what else runs on the machine changes them little.
/// </summary>
internal static class KernelBenchmark
{
    private const string Lua = "lua5.4";

    public static void Run(BenchOptions options)
    {
        if (!ChildProcess.Exists(Lua))
            throw new BenchException("lua5.4 is missing; Debian: apt-get install lua5.4");
        Publishing published = Publishing.Get(options);
        Kernel[] kernels = [.. Kernel.All.Where(k => k.Name.Contains(options.Only, StringComparison.Ordinal))];
        if (kernels.Length == 0)
            throw new BenchException($"no kernel's name contains {options.Only}");
        KernelResult[] results = [.. kernels.Select(kernel => Measure(kernel, published, options))];
        new KernelReport(results).Write(options);
    }

    private static KernelResult Measure(Kernel kernel, Publishing published, BenchOptions options)
    {
        string argument = kernel.Argument(options.Quick);
        var rounds = new List<KernelRound>();
        for (int i = 0; i < options.Rounds; i++)
        {
            ChildRun lua = ChildProcess.Run(Lua, [kernel.Lua, argument]);
            rounds.Add(new KernelRound(
                lua.Processor.TotalSeconds,
                Checked(published.NativeAot).TotalSeconds,
                Checked(published.ReadyToRun).TotalSeconds));

            TimeSpan Checked(string lang)
            {
                ChildRun run = ChildProcess.Run(lang, ["run", kernel.Tl, argument]);
                return run.Output == lua.Output ? run.Processor
                    : throw new BenchException($"{kernel.Name} {argument}: Lua prints {lua.Output.Trim()}, TL prints {run.Output.Trim()}");
            }
        }
        var result = new KernelResult(kernel, [.. rounds]);
        Console.Error.WriteLine($"{kernel.Name,-12} {result.NativeAotRatio,6:0.00} {result.ReadyToRunRatio,6:0.00}");
        return result;
    }
}

/// <summary>Seconds of one round.</summary>
internal readonly record struct KernelRound(double Lua, double NativeAot, double ReadyToRun);

/// <summary>All rounds of a kernel. Ratios are TL's time over Lua's: below 1, TL is faster.</summary>
internal sealed record KernelResult(Kernel Kernel, KernelRound[] Rounds)
{
    public double LuaSeconds => Statistics.Median(Rounds.Select(r => r.Lua));

    public double NativeAotRatio => Statistics.Median(Rounds.Select(r => r.NativeAot / r.Lua));

    public double ReadyToRunRatio => Statistics.Median(Rounds.Select(r => r.ReadyToRun / r.Lua));
}
