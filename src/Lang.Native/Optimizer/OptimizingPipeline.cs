using System.Collections.Immutable;
using Lang.Native.Optimizer.Passes;

namespace Lang.Native.Optimizer;

/// <summary>The passes between SSA construction and lowering.</summary>
internal static class OptimizingPipeline
{
    public static ImmutableArray<Pass> Passes { get; } =
    [
        new("dead-code", DeadCode.Run),
    ];
}
