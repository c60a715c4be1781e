using System.Collections.Immutable;
using Lang.Bytecode.Profiling;

namespace Lang.Bytecode.Interpretation;

/// <summary>Reads the counters that lie in decoded code.</summary>
internal static unsafe class ProfileReader
{
    /// <summary>The profile of a function, as it stands.</summary>
    public static FunctionProfile Read(DecodedFunction function, long calls)
    {
        var callees = ImmutableArray.CreateBuilder<CalleeProfile>(function.CalleeSites.Count);
        foreach (int word in function.CalleeSites)
            callees.Add(((InlineCache*)function.Start[word + 1].Raw)->Read(function.OffsetOf(word)));
        return new FunctionProfile(calls, ReadBranches(function), callees.MoveToImmutable());
    }

    /// <summary>The profile of its branches, in the order of their offsets.</summary>
    public static ImmutableArray<BranchProfile> ReadBranches(DecodedFunction function)
    {
        var branches = ImmutableArray.CreateBuilder<BranchProfile>(function.Branches.Length);
        foreach (int word in function.Branches)
        {
            Word* branch = function.Start + word;
            branches.Add(new BranchProfile(function.OffsetOf(word), branch[1].Cost != 0, branch[2].Taken, branch[2].NotTaken));
        }
        return branches.MoveToImmutable();
    }
}
