using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Frame states without objects whose allocation is removed: copies with a description in the object's place.</summary>
/// <param name="function">The function.</param>
/// <param name="objects">The objects.</param>
/// <param name="objectOf">By node: which object it is, from 1.</param>
/// <param name="read">Reads what a field holds at the node at hand: the field, the node's block, its type.</param>
internal sealed class RebuiltStates(IrFunction function, List<LocalObject> objects, int[] objectOf, Func<int, int, IrType, int> read)
{
    /// <summary>Since the last change of an object in this block: what states and values became.</summary>
    private readonly Dictionary<int, int> _states = [], _values = [];

    /// <summary>By state and by description: whether it mentions an object, over whatever it holds.</summary>
    private readonly Dictionary<int, bool> _stateMentions = [], _mentions = [];

    /// <summary>A block begins, or an object was changed: what was described before holds no longer.</summary>
    public void Begin()
    {
        if (_states.Count > 0)
            _states.Clear();
        if (_values.Count > 0)
            _values.Clear();
    }

    /// <summary>The state to be used instead, with descriptions put before a node.</summary>
    public int Rewrite(int state, int before)
    {
        if (state < 0 || !Mentions(state))
            return state;
        if (_states.TryGetValue(state, out int known))
            return known;
        FrameState frame = function.States[state];
        int count = frame.Variables + frame.Stack, first = function.NewList(count);
        for (int i = 0; i < count; i++)
        {
            int value = RewriteValue(function.Lists[frame.First + i], before);
            function.Lists[first + i] = value;
        }
        int parent = Rewrite(frame.Parent, before);
        function.States.Add(frame with { First = first, Parent = parent });
        return _states[state] = function.States.Count - 1;
    }

    /// <summary>Removes descriptions that others took the place of.</summary>
    public void RemoveReplaced()
    {
        foreach ((int node, bool mentions) in _mentions)
        {
            if (mentions)
                function.Remove(node);
        }
    }

    private int RewriteValue(int value, int before)
    {
        if (!MentionsObject(value))
            return value;
        if (_values.TryGetValue(value, out int known))
            return known;
        IrNode described = function[value], made = IrNode.Make(IrOp.Rebuild, IrType.Ref) with { Value = described.Value };
        int local = value < objectOf.Length ? objectOf[value] - 1 : -1;
        int[] fields = local >= 0 ? objects[local].Fields : function.ListOf(described).ToArray();
        int[] values = new int[fields.Length];
        for (int i = 0; i < fields.Length; i++)
            values[i] = local >= 0 ? read(objects[local].First + i, function[before].Block, function[fields[i]].Type) : RewriteValue(fields[i], before);
        (made.First, made.Count) = (function.NewList(values.Length), values.Length);
        values.CopyTo(function.Lists[made.First..]);
        return _values[value] = function.InsertBefore(before, made);
    }

    private bool Mentions(int state)
    {
        if (_stateMentions.TryGetValue(state, out bool known))
            return known;
        FrameState frame = function.States[state];
        bool mentions = frame.Parent >= 0 && Mentions(frame.Parent);
        foreach (int value in function.ValuesOf(frame))
            mentions |= MentionsObject(value);
        return _stateMentions[state] = mentions;
    }

    private bool MentionsObject(int value)
    {
        if (value < 0)
            return false;
        if (function[value].Op != IrOp.Rebuild)
            return value < objectOf.Length && objectOf[value] > 0 && function[value].Op == IrOp.Runtime;
        if (_mentions.TryGetValue(value, out bool known))
            return known;
        bool mentions = false;
        foreach (int field in function.ListOf(function[value]))
            mentions |= MentionsObject(field);
        return _mentions[value] = mentions;
    }
}
