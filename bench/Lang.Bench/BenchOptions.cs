namespace Lang.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Quick">Small sizes: shows that everything runs, measures little.</param>
/// <param name="Rounds">How often each pair is run.</param>
/// <param name="Only">If given, only kernels (or micro-benchmarks) whose names contain it, or one of several between commas.</param>
/// <param name="Publish">Whether to publish lang first; without it the binaries of the last run are measured.</param>
/// <param name="Save">Whether to write bench/results and the tables in docs/performance.md.</param>
internal sealed record BenchOptions(bool Quick, int Rounds, string Only, bool Publish, bool Save)
{
    /// <summary>Whether a kernel of this name is to be run.</summary>
    public bool Selects(string name) => Only.Split(',').Any(part => name.Contains(part, StringComparison.Ordinal));
}
