using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Computes no value twice: global value numbering over the dominator tree, with loads by versions of memory, stores forwarded to loads, and conditions that guards and branches have settled.</summary>
/// <remarks>
/// Requires: no unreachable blocks. Ensures: SSA; constant conditions of branches are left to dead code. A guard makes its condition hold in all it dominates, so a second equal one goes.
/// Each block and part of memory has a version: that of all predecessors if they agree, else a new one; a loop's header has a new one when the loop writes the part. A load's key contains its
/// version, so equal loads merge only where nothing was written in between. Source: Briggs, Cooper, Simpson, "Value Numbering", 1997 (dominator-based).
/// </remarks>
internal sealed class ValueNumbering
{
    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly ValueTable _table;
    private readonly KnownValues _known;
    private readonly LocalMemory _memory;
    private readonly JoinedValues _joined;
    private readonly List<(int Block, int Table, int Known)> _scopes = [];

    private ValueNumbering(IrFunction function, PassContext context)
    {
        (_function, _context) = (function, context);
        (_table, _known, _memory, _joined) = (context.Values, context.Known, context.Memory, context.Joined);
        _table.Clear();
        _memory.Begin(function);
        _known.Begin(function);
        _joined.Begin(function);
    }

    public static void Run(IrFunction function, PassContext context)
    {
        context.Dominators.Compute(function);
        context.Loops.Compute(function, context.Dominators);
        var pass = new ValueNumbering(function, context);
        foreach (int block in context.Dominators.Preorder)
            pass.Visit(block);
        function.ResolveOperands();
    }

    /// <summary>Finds only what is computed twice in some blocks; elsewhere it looks at constants alone.</summary>
    public static void Run(IrFunction function, PassContext context, HashSet<int> blocks)
    {
        context.Dominators.Compute(function);
        context.Loops.Compute(function, context.Dominators);
        var pass = new ValueNumbering(function, context);
        foreach (int block in context.Dominators.Preorder)
        {
            if (blocks.Contains(block))
                pass.Visit(block);
            else
                pass.VisitConstants(block);
        }
        function.ResolveOperands();
    }

    private void VisitConstants(int block)
    {
        BeginScope(block);
        int next;
        for (int node = _function.Block(block).First; node >= 0; node = next)
        {
            next = _function[node].Next;
            if (_function[node].Op == IrOp.Constant)
                Number(node, 0);
        }
    }

    private void BeginScope(int block)
    {
        while (_scopes.Count > 0 && !_context.Dominators.Dominates(_scopes[^1].Block, block))
        {
            _table.Release(_scopes[^1].Table);
            _known.Release(_scopes[^1].Known);
            _scopes.RemoveAt(_scopes.Count - 1);
        }
        _scopes.Add((block, _table.Count, _known.Count));
    }

    private void Visit(int block)
    {
        BeginScope(block);
        AssumeEdge(block);
        _memory.Enter(block);
        int node = _function.Block(block).First, next;
        for (; node >= 0 && _function[node].Op == IrOp.Phi; node = next)
        {
            next = _function[node].Next;
            VisitPhi(block, node);
        }
        _joined.Enter(block);
        for (; node >= 0; node = next)
        {
            next = _function[node].Next;
            VisitNode(node);
        }
        _memory.Leave(block);
        ResolvePhiOperands(block);
    }

    // Behind a branch its condition is known.
    private void AssumeEdge(int block)
    {
        int entry = _context.Dominators.EntryOf(_function, block);
        if (entry >= 0 && _function[_function.Block(entry).Last] is { Op: IrOp.Branch, A: var condition })
            _known.Assume(condition, _function.Block(entry).Successor == block);
    }

    private void VisitNode(int node)
    {
        ResolveOperands(node);
        int before = _function.NodeCount;
        if (_function[node].Op is IrOp.Add or IrOp.Sub)
            AddToKnownSum(node);
        int same = Simplifier.SimplifyInPlace(_function, node);
        // Constants that were made for it.
        for (int made = before; made < _function.NodeCount; made++)
            Number(made, 0);
        if (same >= 0)
        {
            _function.ReplaceWith(node, _known.Resolve(same));
            return;
        }
        ResolveOperands(node);
        if (_function[node].Op == IrOp.Div)
            ReduceExactDivision(node);
        IrNode at = _function[node];
        if (_context.IsPure(at) || _context.IsPureCall(at) || at.Op is (>= IrOp.Div and <= IrOp.UMod) or IrOp.RangeLast or IrOp.FloatToInt)
            Number(node, 0);
        else if (IrOpTable.Get(at.Op).Is(IrFlags.Reads))
            VisitLoad(node);
        else if (at.Op == IrOp.Guard)
            VisitGuard(node);
        else
            _memory.Write(node);
        if (at.State >= 0 || at.Op == IrOp.Poll)
            _memory.Observe();
    }

    // Where x + y is known, (x + c) + y is c more: copied rounds of a loop, and neighbours in a row, share an address and differ in the displacement.
    private void AddToKnownSum(int node)
    {
        IrNode at = _function[node];
        (int x, int y) = (at.A, at.B);
        if (IsSum(x, out long added))
            x = _function[x].A;
        else if (IsSum(y, out added))
            (y, added) = (_function[y].A, at.Op == IrOp.Sub ? -added : added);
        else
            return;
        int known = _table.Find(_function, ValueTable.Normalize(IrNode.Make(at.Op, IrType.Int, x, y)), 0);
        if (known < 0)
            return;
        int constant = _function.ConstantBefore(node, added);
        ref IrNode sum = ref _function[node];
        (sum.Op, sum.A, sum.B) = (IrOp.Add, known, constant);

        bool IsSum(int value, out long constant)
        {
            constant = 0;
            return _function[value].Op == IrOp.Add && Simplifier.IsConstant(_function, _function[value].B, out constant);
        }
    }

    // A number of which a test has shown that a power of two divides it: a shift is enough, since nothing has to be rounded towards zero.
    private void ReduceExactDivision(int node)
    {
        IrNode at = _function[node];
        if (!Simplifier.IsConstant(_function, at.B, out long divisor) || divisor <= 1 || !long.IsPow2(divisor))
            return;
        IrNode constant = IrNode.Make(IrOp.Constant, IrType.Int);
        int mask = _table.Find(_function, constant with { Value = divisor - 1 }, 0);
        int remainder = mask < 0 ? -1 : _table.Find(_function, ValueTable.Normalize(IrNode.Make(IrOp.And, IrType.Int, at.A, mask)), 0);
        if (remainder < 0 || !Simplifier.IsConstant(_function, _known.Resolve(remainder), out long rest) || rest != 0)
            return;
        int shift = _function.InsertBefore(node, constant with { Value = long.Log2(divisor) });
        (_function[node].Op, _function[node].B) = (IrOp.Shr, shift);
    }

    private void VisitPhi(int block, int node)
    {
        foreach (ref int operand in _function.ListOf(_function[node]))
            operand = _function.Resolve(operand);
        int same = Simplifier.Simplify(_function, ref _function[node], -1, node);
        if (same >= 0)
            _function.ReplaceWith(node, same);
        else if (!_context.Loops.IsHeader(block))
            Number(node, 0);
    }

    private void VisitLoad(int node)
    {
        MemorySet read = MemoryEffects.Read(_function[node]);
        _memory.Read(read);
        Number(node, _memory.VersionOf(read));
        if (_function[node].Op != IrOp.Copy && read != MemorySet.None)
            _memory.Loaded(node);
    }

    private void VisitGuard(int node)
    {
        int condition = _function[node].A;
        if (Simplifier.IsConstant(_function, condition, out long value) && value != 0)
            _function.Remove(node);
        else
            _known.Assume(condition, true);
    }

    // Replaces a node by an equal one, or is the one for others.
    private void Number(int node, int version)
    {
        IrNode key = ValueTable.Normalize(_function[node]);
        int known = _table.Find(_function, key, version);
        if (known >= 0)
            _function.ReplaceWith(node, _known.Resolve(known));
        else
            _table.Add(_function, key, version, node);
    }

    private void ResolveOperands(int node)
    {
        ref IrNode at = ref _function[node];
        (at.A, at.B, at.C) = (_known.Resolve(at.A), _known.Resolve(at.B), _known.Resolve(at.C));
        foreach (ref int operand in _function.ListOf(at))
            operand = _known.Resolve(operand);
    }

    // What is known at the block's end, and of a branch's condition on the edge, is what successors' phis get.
    private void ResolvePhiOperands(int block)
    {
        IrBlock at = _function.Block(block);
        for (int i = 0; i < 2; i++)
        {
            int successor = i == 0 ? at.Successor : at.OtherSuccessor;
            if (successor < 0)
                continue;
            (int table, int known) = (_table.Count, _known.Count);
            if (_function[at.Last].Op == IrOp.Branch)
                _known.Assume(_function[at.Last].A, i == 0);
            int edge = _function.PredecessorsOf(successor).IndexOf(block);
            for (int phi = _function.Block(successor).First; phi >= 0 && _function[phi].Op == IrOp.Phi; phi = _function[phi].Next)
            {
                ref int operand = ref _function.ListOf(_function[phi])[edge];
                int resolved = _known.Resolve(operand);
                if (_function[resolved].Type == _function[phi].Type)
                    operand = resolved;
            }
            _joined.NoteEdge(successor, edge);
            _table.Release(table);
            _known.Release(known);
        }
    }
}
