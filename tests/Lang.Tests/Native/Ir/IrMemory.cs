using Lang.Native.Analysis;

namespace Lang.Tests.Native.Ir;

/// <summary>An array or a string.</summary>
internal sealed class IrObject(int number, int length, int capacity)
{
    public int Number => number;

    public int Length { get; set; } = length;

    public long[] Slots { get; private set; } = new long[capacity];

    /// <summary>What its elements are; none of strings and of arrays that the function made.</summary>
    public MemorySet Elements { get; init; }

    /// <summary>Whether all slots are references: somebody stored one, or it was made of one. Their numbers say nothing.</summary>
    public bool HoldsReferences { get; set; }

    /// <summary>Which slots are references, where they differ.</summary>
    public bool[] References { get; init; } = [];

    public void Push(long value)
    {
        if (Length == Slots.Length)
            Slots = [.. Slots, 0, 0, 0];
        Slots[Length++] = value;
    }
}

/// <summary>Memory of <see cref="IrInterpreter"/>, and the log of what it did to the world.</summary>
internal sealed class IrMemory
{
    private readonly List<IrObject> _objects = [];
    private readonly Dictionary<long, long> _strings = [];

    public List<string> Log { get; } = [];

    public Dictionary<long, long> Globals { get; } = [];

    /// <summary>Stores into globals that hold functions, up to two: a global state.</summary>
    public Dictionary<long, long> Stores { get; } = [];

    /// <summary>References are numbers from 1; 0 is none.</summary>
    public IrObject this[long reference] => _objects[checked((int)reference - 1)];

    /// <summary>Whether nobody may read a global that has no value. A load that was moved before a loop may.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Globals that are integers: calls may change them.</summary>
    public List<long> Numbers { get; } = [];

    /// <summary>What is compared in the end: arguments.</summary>
    public List<long> Roots { get; } = [];

    /// <summary>Indices of their types.</summary>
    public List<int> RootTypes { get; } = [];

    public long Global(long index) => Globals.TryGetValue(index, out long value) || !IsStrict ? value : throw new NotSupportedException("A global of a type that is not made here.");

    public long New(int length, int capacity, MemorySet elements = MemorySet.None, bool[]? references = null)
    {
        _objects.Add(new IrObject(_objects.Count + 1, length, capacity) { Elements = elements, References = references ?? [] });
        return _objects.Count;
    }

    /// <summary>A string of the module's pool: bytes that depend on its index.</summary>
    public long String(long index)
    {
        if (!_strings.TryGetValue(index, out long text))
        {
            _strings[index] = text = New((int)index % 5, (int)index % 5);
            for (int i = 0; i < this[text].Length; i++)
                this[text].Slots[i] = 65 + index + i;
        }
        return text;
    }

    /// <summary>What somebody does who may write these parts.</summary>
    public void Change(MemorySet parts, long hash)
    {
        foreach (IrObject changed in _objects)
        {
            if ((parts & changed.Elements & (MemorySet.Ints | MemorySet.Floats)) != 0)
            {
                for (int i = 0; i < changed.Length; i++)
                    changed.Slots[i] ^= hash >> 40 & 1;
            }
            if ((parts & MemorySet.Lengths) != 0 && changed.Elements != MemorySet.None && changed.Length > 0 && (hash & 4) != 0)
                changed.Length--;
        }
        if ((parts & MemorySet.Globals) != 0)
        {
            foreach (long global in Numbers)
                Globals[global] ^= hash >> 41 & 1;
        }
    }

    public string Describe() => $"[{string.Join("; ", Log)}] {string.Join(' ', Numbers.Order().Select(global => Globals[global]))} {string.Join(' ', Roots.Select(Describe))}";

    public string Describe(long reference) => DescribeNested(reference, MostDepth);

    /// <summary>A closure may hold itself.</summary>
    private const int MostDepth = 8;

    private string DescribeNested(long reference, int depth)
    {
        if (reference == 0)
            return "none";
        if (depth == 0)
            return "...";
        IrObject known = this[reference];
        IEnumerable<string> elements = known.Slots.Take(known.Length)
            .Select((slot, i) => known.HoldsReferences || known.Elements == MemorySet.Refs || (i < known.References.Length && known.References[i]) ? DescribeNested(slot, depth - 1) : $"{slot:x}");
        return $"{{{string.Join(' ', elements)}}}";
    }
}
