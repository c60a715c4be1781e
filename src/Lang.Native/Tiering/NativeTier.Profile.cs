using System.Collections.Immutable;
using Lang.Bytecode.Profiling;
using Lang.Native.Template;

namespace Lang.Native.Tiering;

// What optimised code is made by: what the interpreter and template code counted. It stays when code goes, so whatever is compiled again knows more.
internal sealed unsafe partial class NativeTier
{
    private BranchCounters? _branchCounters;

    /// <summary>Places that execution reached although code had guessed that it never would. A new one makes a new set: the compiler may be reading this one.</summary>
    private HashSet<long> _reached = [];

    private void NoteReached(long place)
    {
        if (!_reached.Contains(place))
            _reached = [.. _reached, place];
    }

    /// <inheritdoc/>
    public CalleeProfile CalleesOf(int function, int offset) => _interpreter.CalleesOf(function, offset);

    /// <inheritdoc/>
    public bool WasCalled(int function) => _interpreter.WasExecuted(function) || BestOf(function) is not null;

    /// <inheritdoc/>
    public ImmutableArray<BranchProfile> BranchesOf(int function)
    {
        ImmutableArray<BranchProfile> interpreted = _interpreter.BranchesOf(function);
        if (_branchCounters?.Of(function) is not { } row)
            return interpreted;
        var all = ImmutableArray.CreateBuilder<BranchProfile>(interpreted.Length);
        int next = 0;
        foreach (BranchProfile branch in interpreted)
        {
            // Jumps without a condition are the interpreter's alone.
            while (next < row.Offsets.Length && row.Offsets[next] < branch.Offset)
                next++;
            bool isCounted = next < row.Offsets.Length && row.Offsets[next] == branch.Offset;
            all.Add(isCounted ? WithCounters(branch, row.First + (next * BranchCounters.Size), row.EndLoops[next]) : branch);
        }
        return all.MoveToImmutable();
    }

    // Where only ways out are counted they tell nothing of how many rounds there are: what the interpreter saw stands, except that a loop that it never saw end may have ended.
    private BranchProfile WithCounters(BranchProfile branch, int counters, bool endsLoop)
    {
        byte* at = _memory!.Base + _layout.BranchCounters + counters;
        uint taken = *(uint*)(at + BranchCounters.TakenOffset), notTaken = *(uint*)(at + BranchCounters.NotTakenOffset);
        if (!endsLoop)
            return branch with { Taken = branch.Taken + taken, NotTaken = branch.NotTaken + notTaken };
        return branch with { Taken = Math.Max(branch.Taken, Math.Min(taken, 1)), NotTaken = Math.Max(branch.NotTaken, Math.Min(notTaken, 1)) };
    }
}
