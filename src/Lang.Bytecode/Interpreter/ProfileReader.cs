using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Bytecode.Profiling;

namespace Lang.Bytecode.Interpretation;

/// <summary>Reads the counters that lie in decoded code.</summary>
internal static unsafe class ProfileReader
{
    /// <summary>The profile of a function, as it stands.</summary>
    public static FunctionProfile Read(DecodedFunction function, long calls)
    {
        var branches = ImmutableArray.CreateBuilder<BranchProfile>(function.Branches.Length);
        foreach (int word in function.Branches)
        {
            Word* branch = function.Start + word;
            branches.Add(new BranchProfile(function.OffsetOf(word), branch[1].Cost != 0, branch[2].Taken, branch[2].NotTaken));
        }
        var callees = ImmutableArray.CreateBuilder<CalleeProfile>(function.CalleeSites.Count);
        for (int i = 0; i < function.CalleeSites.Count; i++)
            callees.Add(ReadCallees(function.OffsetOf(function.CalleeSites[i]), ref function.Records[i]));
        return new FunctionProfile(calls, branches.MoveToImmutable(), callees.MoveToImmutable());
    }

    private static CalleeProfile ReadCallees(int offset, ref CalleeRecord record)
    {
        Span<int> functions = MemoryMarshal.CreateSpan(ref record.Function0, CalleeRecord.Ways);
        Span<uint> counts = MemoryMarshal.CreateSpan(ref record.Count0, CalleeRecord.Ways);
        var known = ImmutableArray.CreateBuilder<CalleeCount>();
        for (int way = 0; way < CalleeRecord.Ways && functions[way] != 0; way++)
            known.Add(new CalleeCount(functions[way] - 1, counts[way]));
        return new CalleeProfile(offset, known.ToImmutable(), record.Others);
    }
}
