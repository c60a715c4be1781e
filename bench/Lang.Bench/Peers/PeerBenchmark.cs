using System.Collections.Immutable;
using System.Globalization;
using Lang.Bench.Measuring;

namespace Lang.Bench.Peers;

/// <summary>
/// Runs every kernel in every language. In each round all peers run one after the other, every other round in the opposite order, so
/// that a noisy moment strikes all; the figure of a kernel is the median over the rounds of each round's ratio.
/// What is measured is whole processes, as a user waits for them: start, parsing and compiling at run time included.
/// </summary>
internal static class PeerBenchmark
{
    public static void Run(BenchOptions options)
    {
        ImmutableArray<Peer> peers = Peer.FindAll();
        ImmutableArray<Kernel> kernels = [.. Kernel.All.Where(kernel => options.Selects(kernel.Name))];
        if (kernels.IsEmpty)
            throw new BenchException($"no kernel's name contains {options.Only}");
        using var programs = new PeerPrograms(kernels, options);
        foreach (Action<PeerPrograms> build in peers.Select(peer => peer.Build).OfType<Action<PeerPrograms>>())
            build(programs);
        PeerResult[] results = [.. kernels.Select(kernel => Measure(kernel, peers, programs, options))];
        new PeerReport(peers, options.Save ? [.. WithSaved(results, peers)] : results).Write(options);
    }

    /// <summary>What is measured now stands in for what was saved of the same kernels; the others stay as they were.</summary>
    private static IEnumerable<PeerResult> WithSaved(PeerResult[] results, ImmutableArray<Peer> peers)
    {
        string path = Repository.PathOf("bench", "results", "peers.csv");
        var kernels = results.Select(result => result.Kernel).ToHashSet();
        PeerResult[] saved = File.Exists(path) ? [.. PeerCsv.Read(File.ReadAllText(path), peers).Where(result => !kernels.Contains(result.Kernel))] : [];
        return saved.Concat(results).OrderBy(result => Kernel.All.IndexOf(result.Kernel));
    }

    private static PeerResult Measure(Kernel kernel, ImmutableArray<Peer> peers, PeerPrograms programs, BenchOptions options)
    {
        string size = kernel.Argument(kernel.Size, options.Quick);
        var result = new PeerResult(kernel);
        (Peer Peer, string Output)? first = null;
        for (int round = 0; round < options.Rounds; round++)
        {
            foreach (Peer peer in round % 2 == 0 ? peers : peers.Reverse())
            {
                if (peer.Command(programs, kernel) is not { } command || (peer.IsSlow && round > 0))
                    continue;
                ChildRun run = ChildProcess.Run(command[0], [.. command[1..], size]);
                first ??= (peer, run.Output);
                if (run.Output != first.Value.Output)
                    throw new BenchException($"{kernel.Name} {size}: {first.Value.Peer.Name} prints {first.Value.Output.Trim()}, {peer.Name} prints {run.Output.Trim()}");
                result.Add(peer, new PeerTime(run.Processor.TotalSeconds, run.Elapsed.TotalSeconds));
            }
        }
        IEnumerable<string> seconds = peers.Select(peer => string.Create(CultureInfo.InvariantCulture, $"{peer.Name} {result.Seconds(peer, time => time.Processor):0.00}"));
        Console.Error.WriteLine($"{kernel.Name}: {string.Join(", ", seconds)}");
        return result;
    }
}
