using System.Numerics;
using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Versions of memory for value numbering, and what stores make known: the value for loads that follow, that an earlier store is overwritten.</summary>
internal sealed class LocalMemory
{
    private const int Parts = MemoryEffects.Count, MostAvailable = 16;

    /// <summary>The version at the end of a block that was not looked at: any.</summary>
    private const int NotVisited = -1;

    private readonly PassContext _context;
    private readonly ValueTable _table;
    private IrFunction _function = null!;

    /// <summary>Of each part of memory: its version now, the last store of this block if nothing could have seen it yet.</summary>
    private readonly int[] _versions = new int[Parts];
    private readonly int[] _lastStores = new int[Parts];

    private int[] _versionsAtEnd = [];
    private MemorySet[] _writtenInLoop = [];

    /// <summary>What was stored in this block and is still there: loads of other places survive a store.</summary>
    private readonly List<(IrNode Load, int Value)> _available = [];
    private int _newest;

    public LocalMemory(PassContext context, ValueTable table) => (_context, _table) = (context, table);

    /// <summary>Begins a function.</summary>
    public void Begin(IrFunction function)
    {
        (_function, _newest) = (function, 0);
        if (_versionsAtEnd.Length < function.BlockCount * Parts)
            _versionsAtEnd = new int[2 * function.BlockCount * Parts];
        _versionsAtEnd.AsSpan(0, function.BlockCount * Parts).Fill(NotVisited);
        _writtenInLoop = LoopMemory.Find(function, _context);
    }

    /// <summary>The version of one part; 0 of what never changes.</summary>
    public int VersionOf(MemorySet part) => part == MemorySet.None ? 0 : _versions[BitOperations.Log2((uint)part)];

    public void Enter(int block)
    {
        Array.Fill(_lastStores, -1);
        _available.Clear();
        MemorySet written = _context.Loops.IsHeader(block) ? _writtenInLoop[_context.Loops.LoopOf(block)] : MemorySet.None;
        for (int part = 0; part < Parts; part++)
            _versions[part] = ((int)written >> part & 1) != 0 ? ++_newest : Incoming(block, part);
    }

    public void Leave(int block) => _versions.CopyTo(_versionsAtEnd, block * Parts);

    /// <summary>Somebody reads a part of memory.</summary>
    public void Read(MemorySet part)
    {
        if (part != MemorySet.None)
            _lastStores[BitOperations.Log2((uint)part)] = -1;
    }

    /// <summary>A load that gave a new value: stores to other places leave it known.</summary>
    public void Loaded(int node) => MakeAvailable(ValueTable.Normalize(_function[node]), node);

    /// <summary>Execution may leave: what was stored is seen.</summary>
    public void Observe() => Array.Fill(_lastStores, -1);

    /// <summary>A node that may write. It is removed when it writes what is there already.</summary>
    public void Write(int node)
    {
        IrNode at = _function[node];
        if (at.Op == IrOp.Runtime)
            NoteLength(node);
        MemorySet written = _context.Written(at);
        if (written == MemorySet.None)
            return;
        if (!IrOpTable.Get(at.Op).Is(IrFlags.Writes))
        {
            for (int part = 0; part < Parts; part++)
                _versions[part] = ((int)written >> part & 1) != 0 ? ++_newest : _versions[part];
            _available.RemoveAll(known => (MemoryEffects.Read(known.Load) & written) != 0);
            return;
        }
        Store(node, BitOperations.Log2((uint)written));
    }

    private int Incoming(int block, int part)
    {
        int version = -1;
        foreach (int predecessor in _function.PredecessorsOf(block))
        {
            // A loop that does not write the part brings back what it was entered with.
            if (_context.Loops.IsHeader(block) && _context.Dominators.Dominates(block, predecessor))
                continue;
            int other = _versionsAtEnd[(predecessor * Parts) + part];
            if (other == NotVisited || (version >= 0 && version != other))
                return ++_newest;
            version = other;
        }
        return Math.Max(version, 0);
    }

    private void Store(int node, int part)
    {
        IrNode load = LoadOf(_function[node], out int value);
        if (_table.Find(_function, load, _versions[part]) == value)
        {
            _function.Remove(node);
            return;
        }
        int last = _lastStores[part];
        if (last >= 0 && IsSamePlace(LoadOf(_function[last], out _), load))
            _function.Remove(last);
        _lastStores[part] = node;
        _versions[part] = ++_newest;
        _available.RemoveAll(known => MemoryEffects.Read(known.Load) == (MemorySet)(1 << part) && !AreApart(known.Load, load));
        if (load.Memory != MemoryClass.Bools || KnownValues.IsBoolean(_function, value))
            MakeAvailable(load, value);
        foreach ((IrNode known, int knownValue) in _available)
        {
            if (MemoryEffects.Read(known) == (MemorySet)(1 << part))
                _table.Add(_function, known, _versions[part], knownValue);
        }
    }

    // How long a new array is, is known.
    private void NoteLength(int node)
    {
        if (_context.LengthOfNew(_function, node) is var length and >= 0)
            _table.Add(_function, IrNode.Make(IrOp.ArrayLength, IrType.Int, node) with { Memory = MemoryClass.ArrayHeader }, VersionOf(MemorySet.Lengths), length);
    }

    private void MakeAvailable(in IrNode load, int value)
    {
        if (_available.Count == MostAvailable)
            _available.RemoveAt(0);
        _available.Add((load, value));
    }

    // The load that would read what a store writes.
    private IrNode LoadOf(in IrNode store, out int value)
    {
        value = store.Op switch { IrOp.StoreElement => store.C, IrOp.StoreGlobal => store.A, _ => store.B };
        IrType type = _function[value].Type;
        return store.Op switch
        {
            IrOp.StoreElement => IrNode.Make(IrOp.LoadElement, type, store.A, store.B) with { Memory = store.Memory },
            IrOp.StoreGlobal => IrNode.Make(IrOp.LoadGlobal, type) with { Memory = store.Memory, Value = store.Value },
            IrOp.StoreCell => IrNode.Make(IrOp.LoadCell, type, store.A) with { Memory = store.Memory },
            _ => IrNode.Make(IrOp.ArrayLength, type, store.A) with { Memory = store.Memory },
        };
    }

    private static bool IsSamePlace(in IrNode a, in IrNode b) => a.Op == b.Op && a.A == b.A && a.B == b.B && a.Value == b.Value && a.Memory == b.Memory;

    // Other globals, and what is known of stores, which a store itself does not change; elements of the same array at a constant distance.
    private bool AreApart(in IrNode a, in IrNode b)
    {
        if (a.Op == IrOp.GlobalState)
            return true;
        if (a.Op == IrOp.LoadGlobal)
            return a.Value != b.Value;
        if (a.Op != IrOp.LoadElement || a.A != b.A)
            return false;
        (int first, long distance) = Split(a.B);
        (int second, long other) = Split(b.B);
        return first == second && distance != other;
    }

    private (int Base, long Distance) Split(int index)
    {
        IrNode node = _function[index];
        if (node.Op == IrOp.Constant)
            return (-1, node.Value);
        return node.Op == IrOp.Add && Simplifier.IsConstant(_function, node.B, out long distance) ? (node.A, distance) : (index, 0);
    }
}
