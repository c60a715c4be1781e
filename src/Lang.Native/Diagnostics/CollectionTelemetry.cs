using Lang.Bytecode.Runtime;

namespace Lang.Native.Diagnostics;

/// <summary>Tells the host's monitoring of collections.</summary>
internal sealed class CollectionTelemetry : ICollectionListener
{
    public static readonly CollectionTelemetry Instance = new();

    private CollectionTelemetry()
    {
    }

    public bool IsListening => Telemetry.WantsCollections;

    public void Collected(TimeSpan pause, long freedBytes, long liveBytes) => Telemetry.Collected(pause, freedBytes, liveBytes);
}
