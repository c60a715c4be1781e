using System.Numerics;
using System.Runtime.InteropServices;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <summary>Finds the live intervals of a function in one pass over its blocks, from the last to the first.</summary>
/// <remarks>
/// Source: Wimmer and Franz, "Linear Scan Register Allocation on SSA Form" (CGO 2010), BuildIntervals. What differs: live sets are lists, for they
/// are short; an interval ends at a hole and where hot and cold blocks meet, so that each has one range and the scan needs no list of inactive ones.
/// Requires: SSA form, definitions in front of their uses, loops that stand together.
/// </remarks>
internal sealed class IntervalBuilder(BlockOrder order, IntervalSet set)
{
    private LirFunction _function = null!;
    private Buffer<int> _live = new(), _marks = new();
    private Buffer<int> _liveIns = new(), _liveInStarts = new(), _liveInEnds = new();
    private int _mark;
    private RegisterSet _written;

    /// <summary>Steps done so far: tests count them.</summary>
    public long Work { get; private set; }

    /// <summary>Builds everything there is in the set.</summary>
    /// <returns>The registers that instructions write by themselves.</returns>
    public RegisterSet Build(LirFunction function, Allocation allocation)
    {
        _function = function;
        _written = default;
        _mark = 0;
        int values = function.Registers.Count, blocks = function.Blocks.Count;
        set.Clear(values);
        for (int v = 0; v < values; v++)
            set.Values[v].IsConstant = function.Registers[v].IsConstant;
        _marks.Resize(values, 0);
        _liveIns.Clear();
        _liveInStarts.Resize(blocks, 0);
        _liveInEnds.Resize(blocks, 0);
        for (int b = blocks - 1; b >= 0; b--)
            BuildBlock(b, allocation);
        LinkUses();
        return _written;
    }

    /// <summary>
    /// Values that live into a block, without its parameters. Those that live into the header of a loop around it live into it as well and are not
    /// all listed here.
    /// </summary>
    public ReadOnlySpan<int> LiveIn(int block) => _liveIns.Span[_liveInStarts[block].._liveInEnds[block]];

    private void BuildBlock(int b, Allocation allocation)
    {
        LirBlock block = _function.Blocks[b];
        _mark++;
        _live.Clear();
        AddLiveIn(b, block.Successor);
        AddLiveIn(b, block.OtherSuccessor);
        if (block.Successor >= 0)
            AddArguments(b, block);
        foreach (int v in _live.Span)
            AddRange(v, order.Start(b), order.End(b), block.IsCold);

        ReadOnlySpan<LirInstruction> instructions = CollectionsMarshal.AsSpan(_function.Instructions);
        for (int i = block.End - 1; i >= block.First; i--)
            BuildInstruction(instructions[i], 2 * BlockOrder.NumberOf(i, b), b, block.IsCold, allocation);

        DefineParameters(b, block);
        _liveInStarts[b] = _liveIns.Count;
        foreach (int v in _live.Span)
        {
            if (_marks[v] == _mark)
                _liveIns.Add(v);
        }
        _liveInEnds[b] = _liveIns.Count;
        Work += _live.Count;
        if (block.LoopEnd >= 0)
        {
            foreach (int v in LiveIn(b))
                CoverLoop(v, b, block.LoopEnd);
        }
    }

    private void AddLiveIn(int block, int successor)
    {
        if (successor > block)
        {
            foreach (int v in LiveIn(successor))
                MarkLive(v);
        }
    }

    private void AddArguments(int b, in LirBlock block)
    {
        ReadOnlySpan<VirtualRegister> arguments = _function.ArgumentsOf(block);
        if (arguments.IsEmpty)
            return;
        ReadOnlySpan<VirtualRegister> parameters = _function.ParametersOf(_function.Blocks[block.Successor]);
        bool isBackEdge = block.Successor <= b;
        for (int k = 0; k < arguments.Length; k++)
        {
            MarkLive(arguments[k].Index);
            // A back edge's wish counts more than that of an edge out of the loop.
            ref ValueState value = ref set.Values[arguments[k].Index];
            if (value.Phi < 0 || isBackEdge)
                value.Phi = parameters[k].Index;
        }
    }

    private bool MarkLive(int v)
    {
        if (_marks[v] == _mark)
            return false;
        _marks[v] = _mark;
        _live.Add(v);
        return true;
    }

    private void BuildInstruction(in LirInstruction instruction, int position, int b, bool isCold, Allocation allocation)
    {
        Work += instruction.OperandCount + 1;
        Span<LirOperand> operands = _function.OperandsOf(instruction);
        int first = instruction.FirstOperand;

        // Fixed ranges are added from the last to the first: losses and results, then uses.
        RegisterSet lost = instruction.Clobbers;
        _written |= lost;
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i].Role == OperandRole.Def)
                Define(operands[i], first + i, position, b, isCold, allocation);
            if (operands[i].Constraint == OperandConstraint.Fixed && !operands[i].IsUse)
                lost -= operands[i].Fixed;
        }
        for (uint bits = lost.Bits; bits != 0; bits &= bits - 1)
            set.AddFixed(BitOperations.TrailingZeroCount(bits), isCold, new FixedRange(position + 1, position + 2, -1));
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i].Role == OperandRole.Temp)
                AddTemp(operands[i], first + i, position, isCold, allocation);
            else if (operands[i].IsUse && operands[i].Constraint != OperandConstraint.Fixed)
                AddUse(operands[i], first + i, position, order.Start(b), isCold);
        }
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i].IsUse && operands[i].Constraint == OperandConstraint.Fixed)
                AddFixedUse(operands[i], first + i, position, order.Start(b), isCold, allocation);
        }
    }

    private void Define(in LirOperand operand, int index, int position, int b, bool isCold, Allocation allocation)
    {
        int v = operand.Register.Index;
        ref ValueState value = ref set.Values[v];
        value.Definition = position + 1;
        bool isFixed = operand.Constraint == OperandConstraint.Fixed;
        if (isFixed)
        {
            value.FixedDefinition = operand.Fixed.Number;
            set.AddFixed(operand.Fixed.Number, isCold, new FixedRange(position + 1, position + 2, v));
            allocation.SetLocation(index, operand.Fixed);
            _written |= operand.Fixed;
        }
        if (_marks[v] == _mark)
        {
            set.Intervals[value.FirstInterval].From = position + 1;
            _marks[v] = 0;
        }
        else if (!isFixed && !value.IsConstant)
        {
            AddRange(v, position + 1, position + 2, isCold);
        }
        if (!isFixed)
        {
            if (value.IsConstant)
                Prepend(ref value.FirstAnyUse, position + 1, index, UseKind.Def);
            else
                Prepend(ref value.FirstUse, position + 1, index, UseKind.Def);
        }
        PassWishOn(v);
    }

    /// <summary>What a result wants, the operand wants in whose register it is computed.</summary>
    private void PassWishOn(int v)
    {
        VirtualRegister hint = _function.Registers[v].Hint;
        if (!hint.Exists)
            return;
        ValueState value = set.Values[v];
        ref ValueState source = ref set.Values[hint.Index];
        if (source.Phi < 0)
            source.Phi = value.Phi;
        int use = value.FirstUse;
        if (use >= 0 && set.Uses[use].Kind == UseKind.Def)
            use = set.Uses[use].Next;
        source.FixedWish = use >= 0 && set.Uses[use].Kind == UseKind.Fixed
            ? _function.Operands[set.Uses[use].Operand].Fixed.Number
            : value.FixedWish;
    }

    private void AddTemp(in LirOperand operand, int index, int position, bool isCold, Allocation allocation)
    {
        int v = operand.Register.Index;
        if (operand.Constraint == OperandConstraint.Fixed)
        {
            set.AddFixed(operand.Fixed.Number, isCold, new FixedRange(position, position + 2, v));
            allocation.SetLocation(index, operand.Fixed);
            _written |= operand.Fixed;
            return;
        }
        AddRange(v, position, position + 2, isCold);
        Prepend(ref set.Values[v].FirstUse, position, index, UseKind.Temp);
        set.Values[v].Definition = position;
    }

    private void AddUse(in LirOperand operand, int index, int position, int blockStart, bool isCold)
    {
        int v = operand.Register.Index;
        bool isLate = operand.Role == OperandRole.LateUse;
        Extend(v, blockStart, position + (isLate ? 2 : 1), isCold);
        // A late one reads what is behind the middle of the instruction, where a register that is lost has been left.
        if (operand.Constraint == OperandConstraint.Any)
            Prepend(ref set.Values[v].FirstAnyUse, isLate ? position + 1 : position, index, isLate ? UseKind.LateUse : UseKind.Use);
        else
            Prepend(ref set.Values[v].FirstUse, position, index, isLate ? UseKind.LateUse : UseKind.Use);
    }

    private void AddFixedUse(in LirOperand operand, int index, int position, int blockStart, bool isCold, Allocation allocation)
    {
        int v = operand.Register.Index;
        set.AddFixed(operand.Fixed.Number, isCold, new FixedRange(position, position + (operand.Role == OperandRole.LateUse ? 2 : 1), v));
        allocation.SetLocation(index, operand.Fixed);
        Extend(v, blockStart, position, isCold);
        Prepend(ref set.Values[v].FirstUse, position - 1, index, UseKind.Fixed);
    }

    private void Extend(int v, int blockStart, int to, bool isCold)
    {
        if (MarkLive(v))
        {
            AddRange(v, blockStart, to, isCold);
            return;
        }
        ref LiveInterval interval = ref set.Intervals[set.Values[v].FirstInterval];
        interval.To = Math.Max(interval.To, to);
    }

    private void DefineParameters(int b, in LirBlock block)
    {
        ReadOnlySpan<VirtualRegister> parameters = _function.ParametersOf(block);
        for (int k = 0; k < parameters.Length; k++)
        {
            ref ValueState value = ref set.Values[parameters[k].Index];
            value.Definition = order.Start(b);
            value.ParameterBlock = b;
            value.ParameterNumber = k;
            _marks[parameters[k].Index] = 0;
        }
    }

    private void AddRange(int v, int from, int to, bool isCold)
    {
        ref ValueState value = ref set.Values[v];
        if (value.FirstInterval >= 0)
        {
            ref LiveInterval next = ref set.Intervals[value.FirstInterval];
            if (next.From == to && next.IsCold == isCold)
            {
                next.From = from;
                return;
            }
        }
        value.FirstInterval = set.Intervals.Add(new LiveInterval { Register = v, From = from, To = to, Next = value.FirstInterval, Assigned = -1, IsCold = isCold });
    }

    /// <summary>What lives into a loop is defined outside, so it lives all through the loop: it is needed again after a back edge.</summary>
    private void CoverLoop(int v, int header, int last)
    {
        int start = order.Start(header), end = order.End(last);
        ref ValueState value = ref set.Values[v];
        MarkLoopEnd(ref value, end);
        int to = end;
        while (value.FirstInterval >= 0 && set.Intervals[value.FirstInterval].From < end)
        {
            to = Math.Max(to, set.Intervals[value.FirstInterval].To);
            value.FirstInterval = set.Intervals[value.FirstInterval].Next;
        }
        for (int b = last; b >= header;)
        {
            int run = Math.Max(order.RunStart(b), header);
            AddRange(v, order.Start(run), to, _function.Blocks[b].IsCold);
            to = order.Start(run);
            b = run - 1;
            Work++;
        }
    }

    private void MarkLoopEnd(ref ValueState value, int end)
    {
        int last = -1;
        for (int use = value.FirstUse; use >= 0 && set.Uses[use].Position < end; use = set.Uses[use].Next)
        {
            last = use;
            Work++;
        }
        if (last < 0)
            return;
        int marker = set.Uses.Add(new UsePosition(end - 1, -1, UseKind.LoopEnd, set.Uses[last].Next));
        set.Uses[last].Next = marker;
    }

    private void Prepend(ref int list, int position, int operand, UseKind kind) =>
        list = set.Uses.Add(new UsePosition(position, operand, kind, list));

    /// <summary>Gives each interval its first use.</summary>
    private void LinkUses()
    {
        for (int v = 0; v < set.Values.Count; v++)
        {
            ref ValueState value = ref set.Values[v];
            int use = value.FirstUse;
            for (int i = value.FirstInterval; i >= 0; i = set.Intervals[i].Next)
            {
                ref LiveInterval interval = ref set.Intervals[i];
                while (use >= 0 && set.Uses[use].Position < interval.From)
                    use = set.Uses[use].Next;
                interval.FirstUse = use;
                value.End = interval.To;
                if (!interval.IsCold)
                    value.HotEnd = interval.To;
                Work++;
            }
        }
    }
}
