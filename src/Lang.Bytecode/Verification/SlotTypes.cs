using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Lang.Bytecode.Verification;

/// <summary>
/// What the verifier found out about one function and every executor needs: depth of the operand stack at each
/// instruction that can be reached, and types of its slots where jumps lead. Between two such
/// points the types follow from the opcode table.
/// </summary>
public sealed class SlotTypes
{
    private readonly ushort[] _depths;
    private readonly Dictionary<int, TypeId[]> _joins;

    internal SlotTypes(ushort[] depths, Dictionary<int, TypeId[]> joins, int maxDepth, bool[] readBeforeAssigned, int selfCalls)
    {
        _depths = depths;
        _joins = joins;
        MaxDepth = maxDepth;
        SelfCalls = selfCalls;
        ReadBeforeAssigned = ImmutableCollectionsMarshal.AsImmutableArray(readBeforeAssigned);
    }

    /// <summary>Depth value of bytes that begin no instruction, and of instructions that no path reaches.</summary>
    public const ushort Unreachable = ushort.MaxValue;

    /// <summary>Greatest depth of the operand stack, in slots.</summary>
    public int MaxDepth { get; }

    /// <summary>How many instructions call the function itself.</summary>
    internal int SelfCalls { get; }

    /// <summary>Per variable: whether a path reads it before it was assigned (it then counts as 0).</summary>
    public ImmutableArray<bool> ReadBeforeAssigned { get; }

    /// <summary>Depth of the operand stack before the instruction at <paramref name="offset"/>, or <see cref="Unreachable"/>. The end of the code has a depth too.</summary>
    public ushort DepthAt(int offset) => _depths[offset];

    /// <summary>Whether a jump leads to <paramref name="offset"/>.</summary>
    public bool IsJumpTarget(int offset) => _joins.ContainsKey(offset);

    /// <summary>The types of the operand stack, bottom first, at a reachable jump target.</summary>
    public ReadOnlySpan<TypeId> StackAt(int jumpTarget) => _joins[jumpTarget];
}
