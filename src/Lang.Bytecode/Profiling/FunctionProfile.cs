using System.Collections.Immutable;

namespace Lang.Bytecode.Profiling;

/// <summary>What the interpreter, and code of the template compiler that may be optimised yet, counted in one function so far.</summary>
/// <param name="Calls">How often it was called by the interpreter.</param>
/// <param name="Branches">Its jumps that were decoded, in the order of their offsets.</param>
/// <param name="Callees">Its CALL_VALUE instructions, in the order of their offsets.</param>
public sealed record FunctionProfile(long Calls, ImmutableArray<BranchProfile> Branches, ImmutableArray<CalleeProfile> Callees)
{
    /// <summary>How often its loops went round: taken jumps backwards.</summary>
    public long BackEdges => Branches.Where(branch => branch.IsBackward).Sum(branch => (long)branch.Taken);
}

/// <summary>Counts of one jump. Counters wrap at 2^32.</summary>
/// <param name="Offset">Offset of the jump instruction.</param>
/// <param name="IsBackward">Whether it leads to its own offset or before: a loop's back-edge.</param>
/// <param name="Taken">How often it was taken.</param>
/// <param name="NotTaken">How often it was not.</param>
public sealed record BranchProfile(int Offset, bool IsBackward, uint Taken, uint NotTaken);

/// <summary>Callees of one CALL_VALUE instruction. Counters wrap at 2^32.</summary>
/// <param name="Offset">Offset of the instruction.</param>
/// <param name="Known">The first callees it met, at most four.</param>
/// <param name="Others">Calls of any other function.</param>
public sealed record CalleeProfile(int Offset, ImmutableArray<CalleeCount> Known, uint Others);

/// <summary>How often a CALL_VALUE called one function.</summary>
/// <param name="Function">Index of the function.</param>
/// <param name="Calls">How often.</param>
public sealed record CalleeCount(int Function, uint Calls);
