using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Values by what they are computed of, in scopes: what was added last goes first.</summary>
internal sealed class ValueTable
{
    private const int Buckets = 1024;

    private readonly int[] _buckets = new int[Buckets];
    private Entry[] _entries = new Entry[256];

    public ValueTable() => Array.Fill(_buckets, -1);

    private struct Entry
    {
        public IrNode Key;
        public int Version, Value, Hash, Next;
    }

    /// <summary>How many entries there are, to which <see cref="Release"/> goes back.</summary>
    public int Count { get; private set; }

    /// <summary>The value of a computation, or -1.</summary>
    /// <param name="function">The function.</param>
    /// <param name="key">The computation, in normal form.</param>
    /// <param name="version">Of what it reads.</param>
    public int Find(IrFunction function, in IrNode key, int version)
    {
        int hash = Hash(function, key, version);
        for (int entry = _buckets[hash & (Buckets - 1)]; entry >= 0; entry = _entries[entry].Next)
        {
            ref Entry found = ref _entries[entry];
            if (found.Hash == hash && found.Version == version && IsSame(function, found.Key, key))
                return found.Value;
        }
        return -1;
    }

    public void Add(IrFunction function, in IrNode key, int version, int value)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);
        int hash = Hash(function, key, version);
        ref int bucket = ref _buckets[hash & (Buckets - 1)];
        _entries[Count] = new Entry { Key = key, Version = version, Value = value, Hash = hash, Next = bucket };
        bucket = Count++;
    }

    public void Clear() => Release(0);

    public void Release(int count)
    {
        while (Count > count)
        {
            ref Entry last = ref _entries[--Count];
            _buckets[last.Hash & (Buckets - 1)] = last.Next;
        }
    }

    /// <summary>One form for computations that are the same with their operands exchanged.</summary>
    public static IrNode Normalize(in IrNode node)
    {
        IrNode key = node;
        bool exchange = node.A > node.B && IrOpTable.Get(node.Op).Is(IrFlags.Commutes);
        if (node.Op == IrOp.Compare)
        {
            exchange = node.Condition is IrCondition.Gt or IrCondition.Ge || (node.A > node.B && node.Condition is IrCondition.Eq or IrCondition.Ne);
            key.Condition = node.Condition switch { IrCondition.Gt => IrCondition.Lt, IrCondition.Ge => IrCondition.Le, _ => node.Condition };
        }
        if (exchange)
            (key.A, key.B) = (key.B, key.A);
        return key;
    }

    // Products with an odd number, whose upper half is well mixed.
    private static int Hash(IrFunction function, in IrNode key, int version)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong hash = ((ulong)key.Op << 16) | ((ulong)key.Type << 8) | (ulong)key.Condition | ((ulong)(uint)version << 32);
        hash = (hash * Factor) ^ (((ulong)(uint)key.A << 32) | (uint)key.B);
        hash = ((hash ^ (hash >> 32)) * Factor) ^ (uint)key.C ^ (ulong)key.Value;
        if (key.Count > 0)
        {
            foreach (int operand in function.ListOf(key))
                hash = ((hash ^ (hash >> 32)) * Factor) ^ (uint)operand;
        }
        return (int)((hash ^ (hash >> 32)) * Factor >> 32);
    }

    private static bool IsSame(IrFunction function, in IrNode a, in IrNode b) =>
        a.Op == b.Op && a.Type == b.Type && a.Condition == b.Condition && a.Memory == b.Memory && a.Value == b.Value
        && a.A == b.A && a.B == b.B && a.C == b.C && (a.Op != IrOp.Phi || a.Block == b.Block)
        && a.Count == b.Count && (a.Count == 0 || function.ListOf(a).SequenceEqual(function.ListOf(b)));
}
