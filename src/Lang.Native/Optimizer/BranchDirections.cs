using System.Collections.Immutable;
using Lang.Bytecode.Profiling;

namespace Lang.Native.Optimizer;

/// <summary>Which way the branches of one function went so far.</summary>
/// <param name="profile">The profile, in the order of offsets.</param>
internal sealed class BranchDirections(ImmutableArray<BranchProfile> profile)
{
    /// <summary>Below so many executions nothing is concluded.</summary>
    private const long Few = 16;

    /// <summary>A side is never thought to be taken less often than this: it happened to be so.</summary>
    private const float Least = 1f / 1024;

    /// <summary>How often the conditional jump at an offset was taken, and how often not.</summary>
    public (long Taken, long NotTaken) CountsOf(int offset)
    {
        int low = 0, high = profile.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (profile[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low < profile.Length && profile[low].Offset == offset ? (profile[low].Taken, profile[low].NotTaken) : (0, 0);
    }

    /// <summary>The share of a branch's executions that take it, or null when there were too few.</summary>
    public float? ShareOf(int offset)
    {
        (long taken, long notTaken) = CountsOf(offset);
        long all = taken + notTaken;
        return all < Few ? null : Math.Clamp((float)taken / all, Least, 1 - Least);
    }
}
