using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Removes allocations of objects that nobody else sees: what they hold become values. Frame states get a description from which the object is made when the code is left.</summary>
/// <remarks>
/// Ensures: SSA. The description is a <see cref="IrOp.Rebuild"/> node before the node whose state needs it, with what the object holds there; states of one place that mention an
/// object share it, so that it is made once. States of callers are copied with it: an inlined function may have changed an object in the meantime.
/// </remarks>
internal sealed class ScalarReplacement
{
    /// <summary>How deep objects stand in each other: a function value, its environment, a cell, what it holds.</summary>
    private const int MostRounds = 6;

    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly List<LocalObject> _objects;
    private readonly FieldValues _values;
    private readonly RebuiltStates _states;

    /// <summary>Of nodes that are objects, or the address of their elements: which, from 1.</summary>
    private readonly int[] _objectOf;

    /// <summary>By field: the block in which its value is known, and the value.</summary>
    private readonly (int Block, int Value)[] _current;
    private readonly List<int> _addresses = [];

    private ScalarReplacement(IrFunction function, PassContext context, List<LocalObject> objects)
    {
        (_function, _context, _objects) = (function, context, objects);
        _values = new FieldValues(function, context.Dominators);
        _objectOf = new int[function.NodeCount];
        for (int i = 0; i < objects.Count; i++)
            _objectOf[objects[i].Node] = i + 1;
        _current = new (int, int)[objects.Sum(made => made.Fields.Length)];
        _states = new RebuiltStates(function, objects, _objectOf, Read);
    }

    public static void Run(IrFunction function, PassContext context)
    {
        context.Removed.Clear();
        context.Dominators.Compute(function);
        for (int round = 0; round < MostRounds && EscapeAnalysis.Find(function, context) is { Count: > 0 } objects; round++)
            new ScalarReplacement(function, context, objects).Replace();
    }

    private void Replace()
    {
        foreach (int block in _context.Dominators.Order)
            FindWrites(block);
        Array.Fill(_current, (-1, -1));
        foreach (int block in _context.Dominators.Order)
            Rewrite(block);
        _values.Finish();
        foreach (int address in _addresses)
            _function.Remove(address);
        _states.RemoveReplaced();
        foreach (LocalObject made in _objects)
        {
            _context.NoteRemoved(_function[made.Node]);
            _function.Remove(made.Node);
        }
        _function.ResolveOperands();
    }

    private void FindWrites(int block)
    {
        for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
        {
            IrNode at = _function[node];
            if (at.Op == IrOp.ArrayData && _objectOf[at.A] > 0)
            {
                _objectOf[node] = _objectOf[at.A];
                _addresses.Add(node);
            }
            if (at.Op == IrOp.Runtime && _objectOf[node] > 0)
            {
                LocalObject made = _objects[_objectOf[node] - 1];
                for (int i = 0; i < made.Fields.Length; i++)
                    _values.Write(made.First + i, block, made.Fields[i]);
            }
            else if (IsStore(at) && FieldOf(at) is var field and >= 0)
            {
                _values.Write(field, block, StoredBy(at));
            }
        }
    }

    private void Rewrite(int block)
    {
        _states.Begin();
        if (_function.Block(block).LoopState >= 0)
        {
            int state = _states.Rewrite(_function.Block(block).LoopState, BeginningOf(block));
            _function.Block(block).LoopState = state;
        }
        int next;
        for (int node = _function.Block(block).First; node >= 0; node = next)
        {
            next = _function[node].Next;
            // What was made on the way knows no object.
            if (node < _objectOf.Length)
                Rewrite(block, node);
        }
    }

    // Behind phis, and what the round before described there.
    private int BeginningOf(int block)
    {
        int node = _function.Block(block).First;
        while (_function[node].Op is IrOp.Phi or IrOp.Rebuild)
            node = _function[node].Next;
        return node;
    }

    private void Rewrite(int block, int node)
    {
        IrNode at = _function[node];
        if (at.State >= 0)
        {
            int state = _states.Rewrite(at.State, node);
            _function[node].State = state;
        }
        int made = _objectOf[node] - 1;
        if (made >= 0 && at.Op == IrOp.Runtime)
        {
            for (int i = 0; i < _objects[made].Fields.Length; i++)
                _current[_objects[made].First + i] = (block, _objects[made].Fields[i]);
            _states.Begin();
        }
        if (at.A < 0 || at.A >= _objectOf.Length || _objectOf[at.A] == 0 || at.Op is IrOp.ArrayData)
            return;
        LocalObject local = _objects[_objectOf[at.A] - 1];
        if (IsStore(at))
        {
            if (FieldOf(at) is var field and >= 0)
                _current[field] = (block, StoredBy(at));
            _function.Remove(node);
            _states.Begin();
            return;
        }
        int value = ValueOf(block, node, at, local);
        _function.ReplaceWith(node, value);
    }

    private int ValueOf(int block, int node, in IrNode load, in LocalObject local)
    {
        if (load.Op == IrOp.ArrayLength)
            return _function.ConstantBefore(node, local.Fields.Length);
        // No object is null.
        if (load.Op == IrOp.Compare)
            return _function.ConstantBefore(node, load.Condition == IrCondition.Ne ? 1 : 0);
        if (Allocations.IsCallee(local.Kind, load))
            return _function.ConstantBefore(node, _context.CalleeOfNew(_function[local.Node]));
        // Behind a check of the index that always fails nothing is reached.
        return FieldOf(load) is var field and >= 0 ? Read(field, block, load.Type) : _function.ConstantBefore(node, 0, load.Type);
    }

    private int Read(int field, int block, IrType type)
    {
        if (_current[field].Block != block)
            _current[field] = (block, _values.ReadAtBeginning(field, block, type));
        return _current[field].Value;
    }

    private static bool IsStore(in IrNode node) => node.Op is IrOp.StoreCell or IrOp.StoreElement;

    private static int StoredBy(in IrNode store) => store.Op == IrOp.StoreCell ? store.B : store.C;

    // The field that a load or store is of, or -1.
    private int FieldOf(in IrNode access)
    {
        if (access.A < 0 || _objectOf[access.A] == 0)
            return -1;
        LocalObject local = _objects[_objectOf[access.A] - 1];
        long index = access.Op is not (IrOp.LoadElement or IrOp.StoreElement) ? Allocations.FieldOf(local.Kind, access)
            : Simplifier.IsConstant(_function, access.B, out long constant) ? constant : -1;
        return index >= 0 && index < local.Fields.Length ? local.First + (int)index : -1;
    }
}
