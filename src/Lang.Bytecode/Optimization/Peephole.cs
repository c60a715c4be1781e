namespace Lang.Bytecode.Optimization;

/// <summary>
/// Folds constants and drops what has no effect, looking at the instructions that end the output so far. Since a
/// rewritten instruction meets its predecessors again, a whole constant expression folds in one walk.
/// </summary>
internal sealed class Peephole
{
    private readonly List<CodeItem> _out;
    private readonly bool[] _isRead;
    private bool _changed;

    private Peephole(int capacity, bool[] isRead)
    {
        _out = new List<CodeItem>(capacity);
        _isRead = isRead;
    }

    /// <summary>Rewrites <paramref name="items"/>; whether anything changed.</summary>
    public static bool Run(ref List<CodeItem> items, int variables)
    {
        var isRead = new bool[variables];
        foreach (CodeItem item in items)
        {
            if (item.Is(Opcode.LoadVar))
                isRead[item.A] = true;
        }
        var pass = new Peephole(items.Count, isRead);
        foreach (CodeItem item in items)
            pass.Add(item);
        items = pass._out;
        return pass._changed;
    }

    private void Add(CodeItem item)
    {
        if (item.IsLabel || !TryRewrite(item))
            _out.Add(item);
        else
            _changed = true;
    }

    // Every rule makes the code shorter or replaces an opcode by one that no rule turns back.
    private bool TryRewrite(CodeItem item) => item.Opcode switch
    {
        Opcode.Pop => DropPushed(item),
        Opcode.StoreVar when !_isRead[item.A] => Rewrite(item, Opcode.Pop),
        Opcode.Dup when EndsInConstants(1) => Again(_out[^1] with { Position = item.Position }),
        Opcode.JumpIfFalse or Opcode.JumpIfTrue => DecideJump(item),
        Opcode.Not when Inverse(_out) is { } inverse => ReplaceLast(_out[^1] with { Opcode = inverse }),
        Opcode.Not when EndsIn(Opcode.Not) => DropLast(),
        Opcode.Assert when EndsInConstants(1) && _out[^1].Constant != 0 => DropLast(),
        _ => IsNeutral(item) ? DropLast() : Fold(item),
    };

    private bool EndsIn(Opcode opcode) => _out.Count > 0 && _out[^1].Is(opcode);

    private bool EndsInConstants(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            if (_out.Count < i || !_out[^i].IsConstant)
                return false;
        }
        return true;
    }

    /// <summary>POP behind a push drops both; behind a pure instruction it pops that one's operands instead.</summary>
    private bool DropPushed(CodeItem pop)
    {
        if (_out.Count == 0 || _out[^1].IsLabel)
            return false;
        OpcodeInfo last = _out[^1].Info;
        if (last.Opcode is Opcode.Dup or Opcode.LoadGlobal)
            return DropLast();
        if (!last.Is(OpcodeFlags.Pure) || last.Pushes.Length != 1)
            return false;
        DropLast();
        foreach (StackKind _ in last.Pops)
            Add(pop);
        return true;
    }

    private bool DecideJump(CodeItem jump)
    {
        if (EndsInConstants(1))
        {
            bool taken = (_out[^1].Constant != 0) == (jump.Opcode == Opcode.JumpIfTrue);
            DropLast();
            return !taken || Again(jump with { Opcode = Opcode.Jump });
        }
        if (!EndsIn(Opcode.Not))
            return false;
        DropLast();
        return Again(jump with { Opcode = jump.Opcode == Opcode.JumpIfTrue ? Opcode.JumpIfFalse : Opcode.JumpIfTrue });
    }

    /// <summary>The comparison that is true when the last one is false. Floats have none: NaN is neither.</summary>
    private static Opcode? Inverse(List<CodeItem> items) => items is not [.., { IsLabel: false } last] ? null : last.Opcode switch
    {
        Opcode.Eq => Opcode.Ne,
        Opcode.Ne => Opcode.Eq,
        Opcode.Lt => Opcode.Ge,
        Opcode.Ge => Opcode.Lt,
        Opcode.Le => Opcode.Gt,
        Opcode.Gt => Opcode.Le,
        _ => null,
    };

    /// <summary>Whether the operation leaves its left operand as it is: x + 0, x * 1 and the like.</summary>
    private bool IsNeutral(CodeItem item) => EndsIn(Opcode.LoadConst) && (_out[^1].Constant, item.Opcode)
        is (0, Opcode.Add or Opcode.Sub or Opcode.Or or Opcode.Xor or Opcode.Shl or Opcode.Shr or Opcode.UShr) or (1, Opcode.Mul or Opcode.Div);

    private bool Fold(CodeItem item)
    {
        OpcodeInfo info = item.Info;
        int count = info.Pops.Length;
        if (count is 0 or > 3 || info.Pushes is not [var push] || !EndsInConstants(count))
            return false;
        Span<long> operands = stackalloc long[count];
        for (int i = 0; i < count; i++)
            operands[i] = _out[^(count - i)].Constant;
        if (ConstantFolding.Fold(item.Opcode, operands) is not { } value)
            return false;
        _out.RemoveRange(_out.Count - count, count);
        return Again(CodeItem.Load(push == StackKind.F64 ? Opcode.LoadFloat : Opcode.LoadConst, value, item.Position));
    }

    private bool Rewrite(CodeItem item, Opcode opcode) => Again(CodeItem.Plain(opcode, item.Position));

    private bool Again(CodeItem item)
    {
        Add(item);
        return true;
    }

    private bool ReplaceLast(CodeItem item)
    {
        _out[^1] = item;
        return true;
    }

    private bool DropLast()
    {
        _out.RemoveAt(_out.Count - 1);
        return true;
    }
}
