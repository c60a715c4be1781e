using Lang.Bench.Measuring;

namespace Lang.Bench.Peers;

/// <summary>Seconds of one process, from its start to its end.</summary>
internal readonly record struct PeerTime(double Processor, double Elapsed);

/// <summary>What was measured of a kernel: for each peer that has it, a time a round; of a slow peer, only the first round's.</summary>
internal sealed class PeerResult(Kernel kernel)
{
    private readonly Dictionary<Peer, List<PeerTime>> _times = [];

    public Kernel Kernel => kernel;

    public void Add(Peer peer, PeerTime time)
    {
        if (!_times.TryGetValue(peer, out List<PeerTime>? times))
            _times.Add(peer, times = []);
        times.Add(time);
    }

    public IReadOnlyList<PeerTime> Times(Peer peer) => _times.TryGetValue(peer, out List<PeerTime>? times) ? times : [];

    public double? Seconds(Peer peer, Func<PeerTime, double> time) =>
        Times(peer) is { Count: > 0 } times ? Statistics.Median(times.Select(time)) : null;

    /// <summary>The median over the rounds of one peer's time over another's; null if one of them has not got the kernel.</summary>
    public double? Ratio(Peer peer, Peer reference, Func<PeerTime, double> time)
    {
        double[] ratios = [.. Times(peer).Zip(Times(reference), (one, other) => time(one) / time(other))];
        return ratios.Length > 0 ? Statistics.Median(ratios) : null;
    }
}
