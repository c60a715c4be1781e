using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Products of an innermost loop's variable and of what does not change in it become variables of their own, to which the same is added in each round.</summary>
/// <remarks>
/// With k running by steps of s, <c>k * n + j</c> begins as <c>k0 * n + j</c> and grows by <c>s * n</c>: exact, since integers wrap. Products with constants stay, which cost
/// no more than an addition, unless something is added to them.
/// Requires: SSA, loop-invariant code motion. Ensures: SSA. Source: Muchnick 14.1.2.
/// </remarks>
internal sealed class StrengthReduction
{
    /// <summary>New variables of a loop: each takes a register throughout.</summary>
    private const int Most = 4;

    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly int[] _uses;
    private int _loop, _entry, _latch, _made;

    private StrengthReduction(IrFunction function, PassContext context)
    {
        (_function, _context) = (function, context);
        _uses = new int[function.NodeCount];
        for (int block = 0; block < function.BlockCount; block++)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
            {
                foreach (int operand in new IrOperands(function, function[node]))
                    _uses[operand]++;
            }
        }
    }

    public static void Run(IrFunction function, PassContext context)
    {
        context.AnalyzeLoops(function);
        if (context.Loops.Count == 0)
            return;
        var pass = new StrengthReduction(function, context);
        for (int loop = 0; loop < context.Loops.Count; loop++)
            pass.Visit(loop);
        function.ResolveOperands();
    }

    private void Visit(int loop)
    {
        Loop at = _context.Loops[loop];
        List<int> predecessors = _function.PredecessorsOf(at.Header);
        if (predecessors.Count != 2)
            return;
        _entry = predecessors.IndexOf(at.Preheader);
        (_loop, _latch, _made) = (loop, predecessors[1 - _entry], 0);
        for (int i = _context.Dominators.NumberOf(at.Header); i <= at.Last; i++)
        {
            int block = _context.Dominators.Order[i];
            if (_context.Loops.LoopOf(block) != loop && _context.Loops.Contains(loop, block))
                return;
        }
        // Sums first: a product that is used by sums alone is then used no more.
        foreach (IrOp op in (ReadOnlySpan<IrOp>)[IrOp.Add, IrOp.Mul])
        {
            for (int i = _context.Dominators.NumberOf(at.Header); i <= at.Last; i++)
            {
                if (_context.Loops.LoopOf(_context.Dominators.Order[i]) == loop)
                    Visit(_context.Dominators.Order[i], op);
            }
        }
    }

    private void Visit(int block, IrOp op)
    {
        int next;
        for (int node = _function.Block(block).First; node >= 0 && _made < Most; node = next)
        {
            next = _function[node].Next;
            IrNode at = _function[node];
            if (at.Op != op || node >= _uses.Length || _uses[node] == 0)
                continue;
            if (op == IrOp.Mul ? TryProduct(node, out Product product) && !product.IsByConstant : TrySum(at, out product))
                Reduce(node, product);
        }
    }

    /// <summary>A value that is (<paramref name="Phi"/> + <paramref name="Ahead"/>) * <paramref name="Factor"/> + <paramref name="Added"/>.</summary>
    /// <param name="Phi">A variable of the loop.</param>
    /// <param name="Step">What is added to it in each round, a constant.</param>
    /// <param name="Ahead">A constant.</param>
    /// <param name="Factor">The same in all rounds.</param>
    /// <param name="IsByConstant">Whether the factor is a constant.</param>
    /// <param name="Added">The same in all rounds, or -1.</param>
    private readonly record struct Product(int Phi, long Step, long Ahead, int Factor, bool IsByConstant, int Added);

    private bool TrySum(in IrNode sum, out Product product)
    {
        product = default;
        (int inner, int added) = IsInvariant(sum.B) ? (sum.A, sum.B) : (sum.B, sum.A);
        if (!IsInvariant(added) || !TryProduct(inner, out product))
            return false;
        product = product with { Added = added };
        _uses[inner]--;
        return true;
    }

    private bool TryProduct(int node, out Product product)
    {
        product = default;
        IrNode at = _function[node];
        if (at.Op != IrOp.Mul || !_context.Loops.Contains(_loop, at.Block))
            return false;
        (int variable, int factor) = IsInvariant(at.B) ? (at.A, at.B) : (at.B, at.A);
        if (!IsInvariant(factor))
            return false;
        long ahead = 0;
        if (_function[variable].Op == IrOp.Add && Simplifier.IsConstant(_function, _function[variable].B, out ahead))
            variable = _function[variable].A;
        if (!IsVariable(variable, out long step))
            return false;
        product = new Product(variable, step, ahead, factor, _function[factor].Op == IrOp.Constant, -1);
        return true;
    }

    private bool IsVariable(int phi, out long step)
    {
        step = 0;
        if (_function[phi].Op != IrOp.Phi || _function[phi].Block != _context.Loops[_loop].Header)
            return false;
        IrNode next = _function[_function.ListOf(_function[phi])[1 - _entry]];
        return next.Op == IrOp.Add && next.A == phi && Simplifier.IsConstant(_function, next.B, out step);
    }

    private bool IsInvariant(int node) => !_context.Loops.Contains(_loop, _function[node].Block) || _function[node].Op == IrOp.Constant;

    private void Reduce(int node, in Product product)
    {
        int header = _context.Loops[_loop].Header, end = _function.Block(_context.Loops[_loop].Preheader).Last;
        int factor = product.IsByConstant ? _function.ConstantBefore(end, _function[product.Factor].Value) : product.Factor;
        int first = _function.ListOf(_function[product.Phi])[_entry];
        if (product.Ahead != 0)
            first = Before(end, IrOp.Add, first, _function.ConstantBefore(end, product.Ahead));
        int start = Before(end, IrOp.Mul, first, factor);
        if (product.Added >= 0)
            start = Before(end, IrOp.Add, start, _function[product.Added].Op == IrOp.Constant ? _function.ConstantBefore(end, _function[product.Added].Value) : product.Added);
        int growth = Before(end, IrOp.Mul, factor, _function.ConstantBefore(end, product.Step));

        int reduced = _function.AddPhi(header, IrType.Int, 2);
        int next = _function.InsertBefore(_function.Block(_latch).Last, IrNode.Make(IrOp.Add, IrType.Int, reduced, growth));
        Span<int> operands = _function.ListOf(_function[reduced]);
        (operands[_entry], operands[1 - _entry]) = (start, next);
        _function.ReplaceWith(node, reduced);
        _made++;
    }

    private int Before(int place, IrOp op, int a, int b) => Simplifier.InsertBefore(_function, place, IrNode.Make(op, IrType.Int, a, b));
}
