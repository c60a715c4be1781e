using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lang.Bench.Peers;

/// <summary>Every time that was taken, a line each, so that columns may come and go with the peers.</summary>
internal static class PeerCsv
{
    private const string Header = "kernel,argument,round,peer,processor_s,elapsed_s";

    public static string Write(IEnumerable<PeerResult> results, ImmutableArray<Peer> peers, bool quick)
    {
        var text = new StringBuilder(Header + "\n");
        foreach (PeerResult result in results)
        {
            foreach (Peer peer in peers)
            {
                foreach ((int round, PeerTime time) in result.Times(peer).Index())
                {
                    text.Append(CultureInfo.InvariantCulture, $"{result.Kernel.Name},{result.Kernel.Argument(result.Kernel.Size, quick)},{round + 1},");
                    text.Append(CultureInfo.InvariantCulture, $"{peer.Name},{time.Processor:0.0000},{time.Elapsed:0.0000}\n");
                }
            }
        }
        return text.ToString();
    }

    /// <summary>What was written, of kernels and peers that there are still, and of the kernels' present size.</summary>
    public static IEnumerable<PeerResult> Read(string text, ImmutableArray<Peer> peers)
    {
        string[][] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))];
        foreach (Kernel kernel in Kernel.All)
        {
            var result = new PeerResult(kernel);
            string argument = kernel.Argument(kernel.Size);
            foreach (string[] line in lines.Where(line => line[0] == kernel.Name && line[1] == argument))
            {
                if (peers.FirstOrDefault(peer => peer.Name == line[3]) is { } peer)
                    result.Add(peer, new PeerTime(Seconds(line[4]), Seconds(line[5])));
            }
            if (result.Times(Peer.Gcc).Count > 0)
                yield return result;
        }
    }

    private static double Seconds(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
