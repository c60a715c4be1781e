using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>An object that only the code at hand sees.</summary>
/// <param name="Node">What makes it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Fields">The values it begins with.</param>
/// <param name="First">The number of its first field among all fields of such objects.</param>
internal readonly record struct LocalObject(int Node, AllocationKind Kind, int[] Fields, int First);

/// <summary>
/// Finds objects that do not escape: their parts are read and written at known places, and otherwise only frame states mention them. One look at every
/// operand, wherever it stands in the flow.
/// </summary>
/// <remarks>
/// What an object holds escapes as long as the object is there. Once the object's allocation is gone, so is that use: whoever removes allocations looks
/// again, and gets from outer objects to those in them. An object that holds itself, over however many steps, is never found. Source of the idea: Choi and others, "Escape Analysis for Java", 1999.
/// </remarks>
internal sealed class EscapeAnalysis
{
    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly List<(int Node, AllocationKind Kind, bool Escapes)> _candidates = [];

    /// <summary>Of nodes that make an object, or are the address of an array's elements: which candidate it is, from 1.</summary>
    private int[] _candidateOf = [];

    private EscapeAnalysis(IrFunction function, PassContext context) => (_function, _context) = (function, context);

    /// <summary>The objects that do not escape.</summary>
    public static List<LocalObject> Find(IrFunction function, PassContext context)
    {
        var analysis = new EscapeAnalysis(function, context);
        analysis.FindCandidates();
        if (analysis._candidates.Count == 0)
            return [];
        foreach (int block in context.Dominators.Order)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
                analysis.VisitUses(node);
        }
        return analysis.Finish();
    }

    // In dominator order: an array comes before the address of its elements.
    private void FindCandidates()
    {
        foreach (int block in _context.Dominators.Order)
        {
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                IrNode at = _function[node];
                if (at.Op == IrOp.ArrayData && _candidates.Count > 0)
                {
                    _candidateOf[node] = _candidateOf[at.A];
                }
                else if (_context.AllocationOf(_function, at) is not AllocationKind.None and var kind)
                {
                    // Most functions make none.
                    if (_candidates.Count == 0)
                        _candidateOf = new int[_function.NodeCount];
                    _candidates.Add((node, kind, false));
                    _candidateOf[node] = _candidates.Count;
                }
            }
        }
    }

    private void VisitUses(int node)
    {
        IrNode at = _function[node];
        foreach (int operand in new IrOperands(_function, at))
        {
            int candidate = _candidateOf[operand] - 1;
            if (candidate >= 0 && !IsLocal(at, operand, _candidates[candidate].Kind))
                _candidates[candidate] = _candidates[candidate] with { Escapes = true };
        }
    }

    private bool IsLocal(in IrNode use, int value, AllocationKind kind)
    {
        switch (use.Op)
        {
            case IrOp.LoadCell or IrOp.LoadField or IrOp.LoadFunction:
                return Allocations.IsCallee(kind, use) || Allocations.FieldOf(kind, use) >= 0;
            case IrOp.StoreCell:
                return use.B != value && Allocations.FieldOf(kind, use) >= 0;
            case IrOp.ArrayLength or IrOp.ArrayData:
                return kind == AllocationKind.Array;
            case IrOp.LoadElement or IrOp.StoreElement:
                return use.C != value && IsElement(use, value);
            case IrOp.Compare:
                return use.Condition is IrCondition.Eq or IrCondition.Ne && use.A == value && Simplifier.IsConstant(_function, use.B, out long zero) && zero == 0;
            default:
                return use.Op == IrOp.Rebuild;
        }
    }

    // An element of bools is a byte: it holds what a bool is, and nothing else.
    private bool IsElement(in IrNode use, int data)
    {
        if (use.A != data || _function[data].Op != IrOp.ArrayData || !Simplifier.IsConstant(_function, use.B, out _))
            return false;
        if (use.Memory != MemoryClass.Bools)
            return true;
        if (use.Op == IrOp.StoreElement)
            return KnownValues.IsBoolean(_function, use.C);
        foreach (int field in _context.FieldsOf(_function, _function[_function[data].A]))
        {
            if (!KnownValues.IsBoolean(_function, field))
                return false;
        }
        return true;
    }

    private List<LocalObject> Finish()
    {
        var found = new List<LocalObject>();
        int fields = 0;
        foreach ((int node, AllocationKind kind, bool escapes) in _candidates)
        {
            if (escapes || found.Count == Allocations.MostObjects)
                continue;
            found.Add(new LocalObject(node, kind, _context.FieldsOf(_function, _function[node]), fields));
            fields += found[^1].Fields.Length;
        }
        return found;
    }
}
