using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lang.Bytecode.Profiling;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// The inline cache of one CALL_VALUE: the callees that it has met and how often. Empty at first, then of one callee, then of up to four; whoever comes
/// later is only counted. The interpreter and template code feed it, the optimising compiler decides by it. Functions are named by their
/// index, not by the address of their code, which changes with their tier: calls go through entry slots.
/// </summary>
/// <remarks>An index is stored plus one, so that zeroed memory is an empty cache. Template code knows this layout.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct InlineCache
{
    /// <summary>How many callees are told apart.</summary>
    public const int Ways = 4;

    /// <summary>Offsets in bytes: of the callees, of their counts, of the calls of others; and the size.</summary>
    public const int FunctionsOffset = 0, CountsOffset = Ways * sizeof(long), OthersOffset = 2 * Ways * sizeof(long), Size = OthersOffset + sizeof(long);

    private Four _functions, _counts;
    private long _others;

    /// <summary>Counts a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long function)
    {
        if (_functions[0] == function + 1)
            _counts[0]++;
        else
            AddOther(function);
    }

    private void AddOther(long function)
    {
        for (int way = 0; way < Ways; way++)
        {
            if (_functions[way] == 0)
                _functions[way] = function + 1;
            if (_functions[way] == function + 1)
            {
                _counts[way]++;
                return;
            }
        }
        _others++;
    }

    /// <summary>What it holds, as the profile of the CALL_VALUE at an offset.</summary>
    public readonly CalleeProfile Read(int offset)
    {
        var known = ImmutableArray.CreateBuilder<CalleeCount>(Ways);
        for (int way = 0; way < Ways && _functions[way] != 0; way++)
            known.Add(new CalleeCount((int)_functions[way] - 1, (uint)_counts[way]));
        return new CalleeProfile(offset, known.ToImmutable(), (uint)_others);
    }

    [InlineArray(Ways)]
    private struct Four
    {
        private long _first;
    }
}
