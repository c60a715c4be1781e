using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench.Peers;

/// <summary>The peers' tables (Markdown), every time that was taken (CSV), and the plot.</summary>
internal sealed class PeerReport(ImmutableArray<Peer> peers, IReadOnlyList<PeerResult> results)
{
    private const string Mark = " \\*";

    private static readonly Func<PeerTime, double> s_processor = time => time.Processor, s_elapsed = time => time.Elapsed;

    private readonly PeerResult[] _evidence = [.. results.Where(result => result.Kernel.IsEvidence)];

    public void Write(BenchOptions options)
    {
        string tables = $"{ByKernel()}\n{Notes()}\n\n{AgainstEach()}";
        Console.WriteLine(tables);
        if (!options.Save)
            return;
        ReportFile.Save("peers", tables, Plot());
        ReportFile.Write("peers.csv", PeerCsv.Write(results, peers, options.Quick));
    }

    /// <summary>A row a kernel: seconds of gcc's program, and for each other peer its processor time over that.</summary>
    private string ByKernel()
    {
        Peer[] others = [.. peers.Where(peer => peer != Peer.Gcc)];
        var text = new StringBuilder($"| kernel | {Peer.Gcc.Name}, s ");
        text.AppendJoin("", others.Select(peer => $"| {peer.Name} ")).Append("|\n| --- | ---: ");
        text.AppendJoin("", others.Select(_ => "| ---: ")).Append("|\n");
        foreach (PeerResult result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Kernel.Name}{(result.Kernel.IsEvidence ? "" : Mark)} | {result.Seconds(Peer.Gcc, s_processor):0.00} ");
            foreach (Peer peer in others)
                text.Append(CultureInfo.InvariantCulture, $"| {result.Ratio(peer, Peer.Gcc, s_processor):0.00} ");
            text.Append("|\n");
        }
        Mean("geometric mean", s_processor);
        Mean("the same, elapsed time", s_elapsed);
        return text.ToString();

        void Mean(string name, Func<PeerTime, double> time)
        {
            text.Append(CultureInfo.InvariantCulture, $"| **{name}** | ");
            foreach (Peer peer in others)
                text.Append(CultureInfo.InvariantCulture, $"| **{MeanRatio(peer, Peer.Gcc, time):0.00}** ");
            text.Append("|\n");
        }
    }

    private static string Notes() => $"""
        Kernels marked{Mark} say little of compilers, since C takes the same time with and without optimisation: they are left out of the
        means. A mean is over the kernels that the peer has. Of slow peers ({string.Join(", ", Peer.All.Where(peer => peer.IsSlow).Select(peer => peer.Name))}) only the first round was run.
        """;

    /// <summary>A row a peer: TL's time over the peer's, where both have the kernel.</summary>
    private string AgainstEach()
    {
        var text = new StringBuilder("| TL against | kernels | processor time | elapsed time | TL takes less in |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (Peer peer in peers.Where(peer => peer != Peer.Tl))
        {
            double[] ratios = [.. Ratios(Peer.Tl, peer, s_processor)];
            text.Append(CultureInfo.InvariantCulture, $"| {peer.Name} | {ratios.Length} | {MeanRatio(Peer.Tl, peer, s_processor):0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {MeanRatio(Peer.Tl, peer, s_elapsed):0.00} | {ratios.Count(ratio => ratio < 1)} |\n");
        }
        return text.ToString();
    }

    private string Plot()
    {
        var plot = new BarPlot(
            $"Time over {Peer.Gcc.Name}'s", $"geometric mean of {_evidence.Length} kernels; shorter is faster; logarithmic; the line is {Peer.Gcc.Name}",
            ["processor time", "elapsed time"], 1.0, logarithmic: true);
        foreach (Peer peer in peers.Where(peer => MeanRatio(peer, Peer.Gcc, s_processor) is not null).OrderBy(peer => MeanRatio(peer, Peer.Gcc, s_processor)))
            plot.Add(peer.Name, MeanRatio(peer, Peer.Gcc, s_processor)!.Value, MeanRatio(peer, Peer.Gcc, s_elapsed)!.Value);
        return plot.ToSvg();
    }

    private double? MeanRatio(Peer peer, Peer reference, Func<PeerTime, double> time) =>
        Ratios(peer, reference, time).ToArray() is { Length: > 0 } ratios ? Statistics.GeometricMean(ratios) : null;

    private IEnumerable<double> Ratios(Peer peer, Peer reference, Func<PeerTime, double> time) =>
        _evidence.Select(result => result.Ratio(peer, reference, time)).OfType<double>();
}
