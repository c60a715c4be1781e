namespace Lang.Testing.Engines;

/// <summary>How far random programs may go. The engines share it, so that they stop alike.</summary>
internal sealed record RunLimits
{
    /// <summary>Enough for every program that is generated; a shrunk one may have lost what made it end.</summary>
    public long Fuel { get; init; } = 3_000_000;

    public long HeapLimit { get; init; } = 64 << 20;

    public long OutputLimit { get; init; } = 1 << 20;

    /// <summary>Small, so that runaway recursion ends soon.</summary>
    public int MaxCallDepth { get; init; } = 500;

    /// <summary>What the program finds on standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; } = "one\ntwo\n"u8.ToArray();

    public IReadOnlyList<string> Arguments { get; init; } = ["a", "b"];
}
