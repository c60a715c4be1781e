using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>What guards and branches have made certain where they dominate: values that are constants there, and comparisons whose outcome follows.</summary>
/// <param name="table">Receives comparisons with their outcome.</param>
internal sealed class KnownValues(ValueTable table)
{
    private readonly List<(int Node, int Before)> _log = [];
    private IrFunction _function = null!;
    private int[] _known = [];
    private int _zero, _one;

    /// <summary>How much is known, to which <see cref="Release"/> goes back.</summary>
    public int Count => _log.Count;

    /// <summary>Begins a function: nothing is known. Puts the constants 0 and 1 into its entry block.</summary>
    public void Begin(IrFunction function)
    {
        Release(0);
        _function = function;
        if (_known.Length < function.NodeCount)
        {
            _known = new int[2 * function.NodeCount];
            Array.Fill(_known, -1);
        }
        int first = function.Block(0).First;
        while (function[first].Op is IrOp.Parameter or IrOp.LoadSlot)
            first = function[first].Next;
        _zero = function.ConstantBefore(first, 0);
        _one = function.ConstantBefore(first, 1);
    }

    /// <summary>The constant 1 or 0, which stands in the entry block.</summary>
    public int Boolean(bool holds) => holds ? _one : _zero;

    public void Release(int count)
    {
        while (_log.Count > count)
        {
            (int node, int before) = _log[^1];
            _known[node] = before;
            _log.RemoveAt(_log.Count - 1);
        }
    }

    /// <summary>The constant that a value is, or the value.</summary>
    public int Resolve(int value)
    {
        value = _function.Resolve(value);
        return value >= 0 && value < _known.Length && _known[value] >= 0 ? _known[value] : value;
    }

    /// <summary>Takes a condition for true (not 0) or false.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="holds">Whether it is true.</param>
    /// <param name="depth">How far what it consists of is looked at: it may be a chain of thousands.</param>
    public void Assume(int condition, bool holds, int depth = 16)
    {
        IrNode node = _function[condition];
        if (node.Op == IrOp.Constant || depth == 0)
            return;
        if (!holds || IsBoolean(_function, condition))
            Set(condition, holds ? _one : _zero);
        if (node.Op == IrOp.And && holds && IsBoolean(_function, node.A) && IsBoolean(_function, node.B))
        {
            Assume(node.A, true, depth - 1);
            Assume(node.B, true, depth - 1);
        }
        else if (node.Op == IrOp.Or && !holds)
        {
            Assume(node.A, false, depth - 1);
            Assume(node.B, false, depth - 1);
        }
        else if (node.Op == IrOp.Compare)
        {
            AssumeComparison(holds ? node.Condition : Simplifier.Negate(node.Condition, isFloat: false), node.A, node.B);
        }
        else if (node.Op == IrOp.FCompare)
        {
            Add(IrOp.FCompare, node.Condition, node.A, node.B, holds);
            Add(IrOp.FCompare, Simplifier.Negate(node.Condition, isFloat: true), node.A, node.B, !holds);
        }
        else if (_function[condition].Type == IrType.Int)
        {
            AssumeComparison(holds ? IrCondition.Ne : IrCondition.Eq, condition, _zero);
        }
    }

    /// <summary>Whether a value is 0 or 1.</summary>
    public static bool IsBoolean(IrFunction function, int value, int depth = 4)
    {
        IrNode node = function[value];
        return node.Op switch
        {
            IrOp.Compare or IrOp.FCompare => true,
            IrOp.Constant => node.Type == IrType.Int && node.Value is 0 or 1,
            IrOp.LoadElement => node.Memory == MemoryClass.Bools,
            IrOp.And or IrOp.Or or IrOp.Xor => depth > 0 && IsBoolean(function, node.A, depth - 1) && IsBoolean(function, node.B, depth - 1),
            _ => false,
        };
    }

    private void AssumeComparison(IrCondition condition, int a, int b)
    {
        if (condition is IrCondition.Below or IrCondition.NotBelow)
        {
            Add(IrOp.Compare, IrCondition.Below, a, b, condition == IrCondition.Below);
            Add(IrOp.Compare, IrCondition.NotBelow, a, b, condition == IrCondition.NotBelow);
            // Below what is not negative is not negative either.
            if (condition == IrCondition.Below && _function[b].Op is IrOp.ArrayLength or IrOp.StringLength)
            {
                AssumeComparison(IrCondition.Lt, a, b);
                AssumeComparison(IrCondition.Ge, a, _zero);
            }
            return;
        }
        int outcomes = Outcomes(condition);
        for (IrCondition other = IrCondition.Eq; other <= IrCondition.Ge; other++)
        {
            if ((outcomes & ~Outcomes(other)) == 0)
                Add(IrOp.Compare, other, a, b, true);
            else if ((outcomes & Outcomes(other)) == 0)
                Add(IrOp.Compare, other, a, b, false);
        }
        if (condition != IrCondition.Eq || _function[a].Type != IrType.Int || _function[b].Type != IrType.Int)
            return;
        if (_function[b].Op == IrOp.Constant && _function[a].Op != IrOp.Constant)
            Set(a, b);
        else if (_function[a].Op == IrOp.Constant && _function[b].Op != IrOp.Constant)
            Set(b, a);
    }

    // Less, equal, greater: which of them a comparison holds for.
    private static int Outcomes(IrCondition condition) => condition switch
    {
        IrCondition.Lt => 1,
        IrCondition.Eq => 2,
        IrCondition.Gt => 4,
        IrCondition.Le => 3,
        IrCondition.Ge => 6,
        _ => 5,
    };

    private void Add(IrOp op, IrCondition condition, int a, int b, bool holds) =>
        table.Add(_function, ValueTable.Normalize(IrNode.Make(op, IrType.Int, a, b) with { Condition = condition }), 0, holds ? _one : _zero);

    private void Set(int node, int constant)
    {
        if (node >= _known.Length)
        {
            int old = _known.Length;
            Array.Resize(ref _known, 2 * node);
            Array.Fill(_known, -1, old, _known.Length - old);
        }
        _log.Add((node, _known[node]));
        _known[node] = constant;
    }
}
