namespace Lang.Bytecode.Optimization;

/// <summary>
/// Makes jumps shorter: to a jump (go where that goes), to the next instruction (drop it), to RETURN (return at once), over
/// a jump (turn the condition round), and to a condition whose value was just pushed (go where it goes).
/// </summary>
internal sealed class JumpThreading
{
    // Chains of jumps are short; a longer one, and a circle of jumps, is left as it is.
    private const int MostHops = 64;
    private readonly List<CodeItem> _items;
    private readonly int[] _next;
    private readonly List<int> _placeOf;
    private readonly bool[] _dropped;
    private readonly Dictionary<int, int> _labelAfter = [];
    private bool _changed;

    private JumpThreading(List<CodeItem> items, int labels)
    {
        _items = items;
        _dropped = new bool[items.Count];
        _next = new int[items.Count + 1];
        _next[items.Count] = items.Count;
        _placeOf = [.. new int[labels]];
        for (int i = items.Count - 1; i >= 0; i--)
        {
            _next[i] = items[i].IsLabel ? _next[i + 1] : i;
            if (items[i].IsLabel)
                _placeOf[items[i].Label] = i;
        }
    }

    /// <summary>Rewrites <paramref name="items"/>; whether anything changed.</summary>
    public static bool Run(ref List<CodeItem> items, ref int labels)
    {
        var pass = new JumpThreading(items, labels);
        for (int i = 0; i < items.Count; i++)
            pass.Visit(i);
        items = pass.Rebuild();
        labels = pass._placeOf.Count;
        return pass._changed;
    }

    private void Visit(int index)
    {
        if (_dropped[index])
            return;
        if (_items[index].Is(Opcode.LoadConst))
            DecideEarly(index);
        else if (_items[index].IsJump)
            Shorten(index);
    }

    private int Target(int label) => _next[_placeOf[label]];

    private void Shorten(int index)
    {
        CodeItem jump = _items[index];
        int label = Follow(jump.Label), target = Target(label), following = _next[index + 1];
        if (target != Target(jump.Label))
            Replace(index, jump = jump with { Label = label });
        if (target == following)
            DropJump(index, jump);
        else if (jump.Opcode == Opcode.Jump && target < _items.Count && _items[target].Is(Opcode.Return))
            Replace(index, CodeItem.Plain(Opcode.Return, jump.Position));
        else if (jump.IsConditional && !_labelAfter.ContainsKey(index) && following == index + 1 && following < _items.Count && _items[following].Is(Opcode.Jump) && target == _next[following + 1])
        {
            Replace(index, CodeItem.Jump(Opposite(jump.Opcode), _items[following].Label, jump.Position));
            _dropped[following] = true;
        }
    }

    private int Follow(int label)
    {
        int at = label;
        for (int hop = 0; hop < MostHops; hop++)
        {
            int target = Target(at);
            if (target >= _items.Count || !_items[target].Is(Opcode.Jump) || _dropped[target])
                return at;
            at = _items[target].Label;
        }
        return label;
    }

    private void DropJump(int index, CodeItem jump)
    {
        if (jump.IsConditional)
        {
            Replace(index, CodeItem.Plain(Opcode.Pop, jump.Position));
            return;
        }
        _dropped[index] = true;
        _changed = true;
    }

    /// <summary>A constant that goes straight to a conditional jump, by a jump or through a label, goes where that one leads.</summary>
    private void DecideEarly(int index)
    {
        int behind = index + 1;
        if (behind >= _items.Count)
            return;
        bool byJump = _items[behind].Is(Opcode.Jump) && !_dropped[behind];
        if (!byJump && !_items[behind].IsLabel)
            return;
        int test = byJump ? Target(_items[behind].Label) : _next[behind];
        if (test >= _items.Count || !_items[test].IsConditional || _dropped[test])
            return;
        bool taken = (_items[index].Constant != 0) == (_items[test].Opcode == Opcode.JumpIfTrue);
        int label = taken ? _items[test].Label : LabelAfter(test);
        Replace(index, CodeItem.Jump(Opcode.Jump, label, _items[index].Position));
        _dropped[behind] |= byJump;
    }

    private int LabelAfter(int index)
    {
        if (!_labelAfter.TryGetValue(index, out int label))
        {
            label = _placeOf.Count;
            _labelAfter.Add(index, label);
            _placeOf.Add(index + 1);
        }
        return label;
    }

    private void Replace(int index, CodeItem item)
    {
        _items[index] = item;
        _changed = true;
    }

    private static Opcode Opposite(Opcode jump) => jump == Opcode.JumpIfTrue ? Opcode.JumpIfFalse : Opcode.JumpIfTrue;

    private List<CodeItem> Rebuild()
    {
        if (!_changed)
            return _items;
        var items = new List<CodeItem>(_items.Count);
        for (int i = 0; i < _items.Count; i++)
        {
            if (!_dropped[i])
                items.Add(_items[i]);
            if (_labelAfter.TryGetValue(i, out int label))
                items.Add(CodeItem.LabelHere(label));
        }
        return items;
    }
}
