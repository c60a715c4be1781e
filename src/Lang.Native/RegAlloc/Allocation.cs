using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <summary>A move that allocation adds. Never from slot to slot; the ones before an instruction are done one after the other, in their order.</summary>
/// <param name="Instruction">Index of the instruction before which it is done.</param>
/// <param name="From">A register, a slot, or none for a constant.</param>
/// <param name="To">A register or a slot. A constant goes to a slot by way of the scratch register when it has to: it is free then.</param>
/// <param name="Constant">The integer or the bits of the float when there is no <paramref name="From"/>.</param>
/// <param name="Class">The file of the registers among the two places.</param>
internal readonly record struct LirMove(int Instruction, Location From, Location To, long Constant, ValueClass Class);

/// <summary>Where every operand of a function is and what is moved. Valid until the allocator runs again.</summary>
internal sealed class Allocation
{
    private Buffer<Location> _operands = new();
    private Buffer<LirMove> _moves = new();

    /// <summary>Moves by ascending instruction.</summary>
    /// <remarks>
    /// Moves of an edge stand before the predecessor's terminator or, when that has two successors, before the successor's first
    /// instruction. They may stand between a comparison and its branch: nothing that they are made of may change flags.
    /// </remarks>
    public ReadOnlySpan<LirMove> Moves => _moves.Span;

    /// <summary>Number of 8-byte slots.</summary>
    public int SpillSlots { get; internal set; }

    /// <summary>All registers that are written anywhere, by instructions and by moves.</summary>
    public RegisterSet UsedRegisters { get; internal set; }

    /// <summary>
    /// The place of an operand. None for a constant that is not in a register: of an <see cref="OperandConstraint.Any"/> use it stands for the
    /// constant itself, of a definition it says that the instruction is left out, for the constant is made where it is needed.
    /// </summary>
    /// <param name="operandIndex">Its index among <see cref="LirFunction.Operands"/>.</param>
    public Location LocationOf(int operandIndex) => _operands[operandIndex];

    internal void Reset(int operands)
    {
        _operands.Resize(operands, Location.None);
        _moves.Clear();
        SpillSlots = 0;
        UsedRegisters = default;
    }

    internal void SetLocation(int operandIndex, Location location) => _operands[operandIndex] = location;

    /// <summary>Puts other moves in place of all there are: tests spoil allocations.</summary>
    internal void SetMoves(ReadOnlySpan<LirMove> moves)
    {
        _moves.Clear();
        foreach (LirMove move in moves)
            Add(move);
    }

    internal void Add(in LirMove move)
    {
        _moves.Add(move);
        if (move.To.IsRegister)
            UsedRegisters |= move.To.Register;
    }
}
