using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <summary>
/// Replays allocated code over all paths: a dataflow of which virtual registers each place holds. Every use has to find the value it was given.
/// </summary>
/// <remarks>
/// Knows nothing of intervals: what it sees is what an emitter sees. A set of values is a row of bits for each place; where paths meet, rows are
/// intersected. Costs places times values for each block, so it is for tests and checked builds.
/// </remarks>
internal sealed class AllocationChecker
{
    private const int Registers = 32;

    private readonly LirFunction _function;
    private readonly Allocation _allocation;
    private readonly RegisterSet _allowed;
    private readonly int _places, _words;
    private readonly ulong[]?[] _entries;
    private readonly int[] _firstMoves;
    private ulong[] _state = [];
    private string? _violation;

    private AllocationChecker(LirFunction function, Allocation allocation, RegisterSet allowed)
    {
        (_function, _allocation, _allowed) = (function, allocation, allowed);
        _places = Registers + allocation.SpillSlots;
        _words = (function.Registers.Count + 63) / 64;
        _entries = new ulong[]?[function.Blocks.Count];
        _firstMoves = new int[function.Instructions.Count + 1];
        int move = 0;
        for (int i = 0; i <= function.Instructions.Count; i++)
        {
            while (move < allocation.Moves.Length && allocation.Moves[move].Instruction < i)
                move++;
            _firstMoves[i] = move;
        }
    }

    /// <summary>Checks an allocation.</summary>
    /// <param name="function">The function.</param>
    /// <param name="allocation">Its allocation.</param>
    /// <param name="allocatable">The registers that values may be in; fixed operands and moves may name others.</param>
    /// <returns>The first violation, or null.</returns>
    public static string? Check(LirFunction function, Allocation allocation, RegisterSet allocatable) =>
        new AllocationChecker(function, allocation, allocatable).Run();

    private string? Run()
    {
        var work = new Queue<int>();
        _entries[0] = new ulong[_places * _words];
        work.Enqueue(0);
        // First the sets at all block entries, then the checks: before the end, sets are too large.
        while (work.TryDequeue(out int b))
        {
            Replay(b, checks: false);
            LirBlock block = _function.Blocks[b];
            if (Flow(b, block.Successor))
                work.Enqueue(block.Successor);
            if (Flow(b, block.OtherSuccessor))
                work.Enqueue(block.OtherSuccessor);
        }
        for (int b = 0; b < _function.Blocks.Count && _violation is null; b++)
        {
            if (_entries[b] is not null)
                Replay(b, checks: true);
        }
        return _violation;
    }

    private void Replay(int b, bool checks)
    {
        _state = (ulong[])_entries[b]!.Clone();
        for (int i = _function.Blocks[b].First; i < _function.Blocks[b].End; i++)
        {
            for (int m = _firstMoves[i]; m < _firstMoves[i + 1]; m++)
                Replay(_allocation.Moves[m], checks);
            LirInstruction instruction = _function.Instructions[i];
            if (checks)
                Check(i, instruction);
            Replay(instruction);
        }
    }

    private void Replay(in LirMove move, bool checks)
    {
        if (checks)
        {
            Require(!(move.From.IsSlot && move.To.IsSlot), $"before {move.Instruction}: a move from slot to slot");
            Require(!move.To.IsRegister || _allocation.UsedRegisters.Contains(move.To.Register), $"before {move.Instruction}: {move.To} is not among the used registers");
            Require(FitsClass(move.To, move.Class) && FitsClass(move.From, move.Class), $"before {move.Instruction}: {move.From} to {move.To} of class {move.Class}");
        }
        Span<ulong> to = Row(move.To.Code);
        if (move.From.Exists)
        {
            Row(move.From.Code).CopyTo(to);
            return;
        }
        to.Clear();
        for (int v = 0; v < _function.Registers.Count; v++)
        {
            RegisterInfo register = _function.Registers[v];
            if (register.IsConstant && register.Constant == move.Constant && register.Class == move.Class)
                to[v / 64] |= 1UL << v;
        }
    }

    private static bool FitsClass(Location location, ValueClass valueClass) =>
        !location.IsRegister || location.Register.IsXmm == (valueClass == ValueClass.Float);

    private void Replay(in LirInstruction instruction)
    {
        for (int r = 0; r < Registers; r++)
        {
            if (instruction.Clobbers.Contains(new PhysicalRegister((byte)r)))
                Row(r).Clear();
        }
        for (int k = 0; k < instruction.OperandCount; k++)
        {
            Location place = _allocation.LocationOf(instruction.FirstOperand + k);
            if (_function.Operands[instruction.FirstOperand + k].Role == OperandRole.Temp)
                Row(place.Code).Clear();
        }
        for (int k = 0; k < instruction.OperandCount; k++)
        {
            LirOperand operand = _function.Operands[instruction.FirstOperand + k];
            if (operand.Role != OperandRole.Def)
                continue;
            Forget(operand.Register.Index);
            Location place = _allocation.LocationOf(instruction.FirstOperand + k);
            if (!place.Exists)
                continue;
            Row(place.Code).Clear();
            Row(place.Code)[operand.Register.Index / 64] |= 1UL << operand.Register.Index;
        }
    }

    /// <summary>A value that is defined anew is no longer where an earlier iteration had it.</summary>
    private void Forget(int v)
    {
        for (int place = 0; place < _places; place++)
            Row(place)[v / 64] &= ~(1UL << v);
    }

    private void Check(int index, in LirInstruction instruction)
    {
        Span<LirOperand> operands = _function.OperandsOf(instruction);
        for (int k = 0; k < operands.Length; k++)
        {
            LirOperand operand = operands[k];
            Location place = _allocation.LocationOf(instruction.FirstOperand + k);
            string what = $"instruction {index}, operand {k} ({operand.Register} in {place})";
            RegisterInfo register = _function.Registers[operand.Register.Index];
            if (!place.Exists)
            {
                bool isLeftOut = operand.Role == OperandRole.Def || operand.Constraint == OperandConstraint.Any;
                Require(register.IsConstant && isLeftOut, $"{what}: has no place");
                continue;
            }
            Require(place.Code < _places && FitsClass(place, register.Class), $"{what}: not a place for it");
            switch (operand.Constraint)
            {
                case OperandConstraint.Register:
                    Require(place.IsRegister && _allowed.Contains(place.Register), $"{what}: not an allocatable register");
                    break;
                case OperandConstraint.Fixed:
                    Require(place == operand.Fixed, $"{what}: {operand.Fixed} is wanted");
                    break;
            }
            if (!operand.IsUse)
                Require(place.IsRegister && _allocation.UsedRegisters.Contains(place.Register), $"{what}: not among the used registers");
            else if (_violation is null && place.Code < _places)
                Require((Row(place.Code)[operand.Register.Index / 64] >> operand.Register.Index & 1) != 0, $"{what}: it holds another value");
            CheckConflicts(what, instruction, operands, k);
        }
    }

    private void CheckConflicts(string what, in LirInstruction instruction, Span<LirOperand> operands, int k)
    {
        Location place = _allocation.LocationOf(instruction.FirstOperand + k);
        if (operands[k].Role == OperandRole.LateUse && place.IsRegister && operands[k].Constraint != OperandConstraint.Fixed)
            Require(!instruction.Clobbers.Contains(place.Register), $"{what}: lost before it is read");
        for (int other = 0; other < operands.Length; other++)
        {
            if (other == k || _allocation.LocationOf(instruction.FirstOperand + other) != place)
                continue;
            bool conflicts = (operands[k].Role, operands[other].Role) switch
            {
                (OperandRole.Temp, _) or (_, OperandRole.Temp) => true,
                (OperandRole.Def, OperandRole.Def or OperandRole.LateUse) => true,
                _ => false,
            };
            Require(!conflicts, $"{what}: operand {other} is there too");
        }
    }

    private bool Flow(int from, int to)
    {
        if (to < 0)
            return false;
        ulong[] edge = PassArguments(from, to);
        if (_entries[to] is not { } entry)
        {
            _entries[to] = edge;
            return true;
        }
        bool changed = false;
        for (int i = 0; i < entry.Length; i++)
        {
            ulong both = entry[i] & edge[i];
            changed |= both != entry[i];
            entry[i] = both;
        }
        return changed;
    }

    /// <summary>Along an edge a place that holds an argument holds the parameter, and nothing holds the parameter of before.</summary>
    private ulong[] PassArguments(int from, int to)
    {
        var edge = (ulong[])_state.Clone();
        ReadOnlySpan<VirtualRegister> arguments = _function.ArgumentsOf(_function.Blocks[from]);
        if (arguments.IsEmpty)
            return edge;
        ReadOnlySpan<VirtualRegister> parameters = _function.ParametersOf(_function.Blocks[to]);
        for (int place = 0; place < _places; place++)
        {
            for (int k = 0; k < parameters.Length; k++)
            {
                (int parameter, int argument) = (parameters[k].Index, arguments[k].Index);
                ulong bit = Row(place)[argument / 64] >> argument & 1;
                ref ulong word = ref edge[place * _words + parameter / 64];
                word = word & ~(1UL << parameter) | bit << parameter;
            }
        }
        return edge;
    }

    private Span<ulong> Row(int place) => _state.AsSpan(place * _words, _words);

    private void Require(bool condition, string violation)
    {
        if (!condition)
            _violation ??= violation;
    }
}
