using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Lowering;

// Which nodes become part of other instructions.
internal sealed partial class X64Lowering
{
    private void FindFolded()
    {
        // Users stand after what they use, except phis, which fold nothing: comparisons first, since loads fold into what they end in.
        foreach (int block in _order.Blocks)
        {
            for (int node = _ir.Block(block).First; node >= 0; node = _ir[node].Next)
                _folded[node] = _ir[node].Op == IrOp.Constant;
        }
        FindFoldedComparisons();
        foreach (int block in _order.Blocks)
        {
            for (int node = _ir.Block(block).First; node >= 0; node = _ir[node].Next)
                _folded[node] |= IsLoad(_ir[node].Op) ? BecomesOperand(node) : _ir[node].Op == IrOp.Add ? BecomesDisplacement(node)
                    : _ir[node].Op == IrOp.And && BecomesTest(node);
        }
    }

    /// <summary>Constants that loops use and that are no operands of their instructions: made once, as far as registers last.</summary>
    private readonly Dictionary<long, VirtualRegister> _integers = [], _floats = [];

    private void FindLoopConstants()
    {
        _integers.Clear();
        _floats.Clear();
        foreach (int block in _order.Blocks)
        {
            if (_order.Loops.DepthOf(block) == 0)
                continue;
            for (int node = _ir.Block(block).First; node >= 0; node = _ir[node].Next)
                FindLoopConstants(node, _ir[node]);
        }
    }

    private void FindLoopConstants(int node, in IrNode user)
    {
        if (user.Op is >= IrOp.Div and <= IrOp.UMod && IsMagic(user.B))
            KeepInteger(Reciprocal.Of(_ir[user.B].Value).Multiplier);
        else if (user.B >= 0 && user.Op != IrOp.Phi && _ir[user.B] is { Op: IrOp.Constant, Type: IrType.Int } && !IsImmediate(user.B, out _)
            && !(user.Op == IrOp.And && _ir[user.B].Value == uint.MaxValue))
            KeepInteger(_ir[user.B].Value);
        else if (user.Op is (>= IrOp.FAdd and <= IrOp.FDiv) or IrOp.FCompare)
            KeepFloats(node, user);
    }

    // The second operand of an instruction on floats comes from memory, unless it is zero or one of a pair.
    private void KeepFloats(int node, in IrNode user)
    {
        (int left, int right) = IsSwapped(user) ? (user.B, user.A) : (user.A, user.B);
        if (_ir[left].Op == IrOp.Constant)
            KeepFloat(_ir[left].Value);
        if (_ir[right].Op == IrOp.Constant && (_ir[right].Value == 0 || IsPaired(node)))
            KeepFloat(_ir[right].Value);
    }

    private void KeepInteger(long value)
    {
        const int Most = 6;
        if (_integers.Count < Most)
            _integers.TryAdd(value, VirtualRegister.None);
    }

    private void KeepFloat(long bits)
    {
        const int Most = 4;
        if (_floats.Count < Most)
            _floats.TryAdd(bits, VirtualRegister.None);
    }

    private bool IsMagic(int divisor) => _ir[divisor] is { Op: IrOp.Constant, Value: not (0 or 1 or -1 or long.MinValue) and var by } && !(by > 0 && long.IsPow2(by));

    private void MakeLoopConstants()
    {
        // The value of a key that is there may change meanwhile.
        foreach (long value in _integers.Keys)
            _integers[value] = MakeConstant(value, ValueClass.Int);
        foreach (long bits in _floats.Keys)
            _floats[bits] = MakeConstant(bits, ValueClass.Float);
    }

    // A comparison is repeated at each branch, guard and selection rather than kept in a register, unless something wants it as a value.
    private void FindFoldedComparisons()
    {
        foreach (int block in _order.Blocks)
        {
            for (int node = _ir.Block(block).First; node >= 0; node = _ir[node].Next)
            {
                if (_ir[node].Op is IrOp.Compare or IrOp.FCompare)
                    _folded[node] = _stateUses[node] == 0;
            }
        }
        foreach (int block in _order.Blocks)
        {
            for (int node = _ir.Block(block).First; node >= 0; node = _ir[node].Next)
            {
                ref IrNode user = ref _ir[node];
                bool tests = user.Op is IrOp.Branch or IrOp.Guard or IrOp.Select;
                if (!tests)
                    KeepComparison(user.A);
                KeepComparison(user.B);
                KeepComparison(user.C);
                foreach (int operand in _ir.ListOf(user))
                    KeepComparison(operand);
            }
        }
    }

    private void KeepComparison(int node)
    {
        if (node >= 0 && _ir[node].Op is IrOp.Compare or IrOp.FCompare)
            _folded[node] = false;
    }

    private static bool IsLoad(IrOp op) => op is IrOp.LoadElement or IrOp.ArrayLength or IrOp.ArrayCapacity or IrOp.LoadGlobal or IrOp.GlobalState or IrOp.LoadCell or IrOp.LoadField or IrOp.LoadFunction;

    /// <summary>
    /// Whether a load becomes its only user's memory operand: nothing may write between them. Bytes are extended by a load of their own, unless they only decide a branch.
    /// </summary>
    private bool BecomesOperand(int node)
    {
        ref IrNode load = ref _ir[node];
        if (_uses[node] != 1 || _stateUses[node] > 0 || (load.Op == IrOp.LoadElement && load.Memory == MemoryClass.Constant))
            return false;
        int user = _user[node];
        if (load.Op == IrOp.LoadElement && load.Memory == MemoryClass.Bools)
        {
            if (_ir[user].Op is not (IrOp.Branch or IrOp.Guard))
                return false;
        }
        else if (_folded[user] && _ir[user].Op is IrOp.Compare or IrOp.FCompare)
        {
            // One test alone, and that of the last comparison's operand that the processor takes from memory, or of the first with a constant.
            bool isLast = _ir[user].B == node && !IsSwapped(_ir[user]);
            if (_uses[user] != 1 || !(isLast || IsComparedWithConstant(user, node)))
                return false;
            user = _user[user];
            // A selection has two values besides: with an address it would take five registers at once.
            if (_ir[user].Op == IrOp.Select)
                return false;
        }
        else if (_ir[user].B != node || _ir[user].A == node || IsPaired(user) || !TakesMemory(_ir[user]))
        {
            return false;
        }
        return _ir[user].Block == load.Block && _epochs[user] == _epochs[node];
    }

    private bool IsComparedWithConstant(int comparison, int load) =>
        _ir[comparison].Op == IrOp.Compare && _ir[comparison].A == load && IsImmediate(_ir[comparison].B, out _);

    private bool TakesMemory(in IrNode user) => user.Op switch
    {
        IrOp.And when BecomesTest(_ir[user.B].Op == IrOp.Constant ? -1 : _user[user.B]) => false,
        IrOp.Add or IrOp.Sub or IrOp.And or IrOp.Or or IrOp.Xor or IrOp.Mul => user.Type != IrType.Float && !IsImmediate(user.A, out _),
        IrOp.FAdd or IrOp.FSub or IrOp.FMul or IrOp.FDiv => true,
        _ => false,
    };

    // x & y compared with 0, once.
    private bool BecomesTest(int node)
    {
        if (node < 0 || _uses[node] != 1 || _stateUses[node] > 0)
            return false;
        int user = _user[node];
        return _folded[user] && _ir[user].Op == IrOp.Compare && _uses[user] == 1 && _ir[user].A == node
            && _ir[user].Condition is not (IrCondition.Below or IrCondition.NotBelow) && IsImmediate(_ir[user].B, out int zero) && zero == 0;
    }

    // x + c as the index of elements alone: their addresses add it.
    private bool BecomesDisplacement(int node)
    {
        ref IrNode sum = ref _ir[node];
        const int Most = 1 << 20;
        return _uses[node] == _indexUses[node] && _stateUses[node] == 0 && IsImmediate(sum.B, out int added) && Math.Abs((long)added) <= Most;
    }
}
