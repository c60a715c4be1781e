using System.Collections.Immutable;
using Lang.Native.Ir;
using Lang.Native.Optimizer.Passes;

namespace Lang.Native.Optimizer;

/// <summary>The passes between SSA construction and lowering.</summary>
internal static class OptimizingPipeline
{
    /// <summary>In order; a name that stands twice tells its turn.</summary>
    public static ImmutableArray<Pass> Passes { get; } =
    [
        new("full-unrolling", FullUnrolling.Run),
        new("scalar-replacement", ScalarReplacement.Run),
        new("value-numbering", ValueNumbering.Run),
        new("loop-latches", LoopLatches.Run),
        new("pure-calls", PureCalls.Run),
        new("partial-inlining", PartialInlining.Run),
        new("dead-code", DeadCode.Run),
        new("loop-invariants", LoopInvariantCodeMotion.Run),
        new("loop-unswitching", LoopUnswitching.Run),
        new("ranges", Ranges.Run),
        new("dead-code-2", DeadCode.Run),
        new("if-conversion", IfConversion.Run),
        new("value-numbering-2", ValueNumbering.Run),
        new("loop-invariants-2", LoopInvariantCodeMotion.Run),
        new("ranges-2", Ranges.Run),
        new("strength-reduction", StrengthReduction.Run),
        new("poll-sinking", PollSinking.Run),
        new("strip-mining", StripMining.Run),
        new("search-loops", SearchLoops.Run),
        new("loop-tests", LoopTests.Run),
        new("loop-unrolling", LoopUnrolling.Run),
        new("jump-threading", JumpThreading.Run),
        new("early-loads", EarlyLoads.Run),
        new("dead-code-3", DeadCode.Run),
        new("paired-divisions", PairedDivisions.Run),
    ];
}
