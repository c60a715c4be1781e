using System.Runtime.InteropServices;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

/// <summary>A heap with a few types and root slots, as an interpreter's frames would be.</summary>
internal sealed unsafe class HeapFixture : IRootSource, IDisposable
{
    public const int SlotCount = 64;

    private readonly TypeTable _types = new();

    public HeapFixture(HeapOptions? options = null)
    {
        Ints = _types.Array(TypeId.I64);
        Bools = _types.Array(TypeId.Bool);
        Floats = _types.Array(TypeId.F64);
        Strings = _types.Array(TypeId.String);
        IntRows = _types.Array(Ints);
        StringRows = _types.Array(Strings);
        Function = _types.Function([], TypeId.None);
        Functions = _types.Array(Function);
        FunctionCell = _types.Cell(Function);
        Closure = _types.Environment("adder", [TypeId.I64, TypeId.String]);
        Closures = _types.Array(Closure);
        Node = _types.Environment("node", [Functions, TypeId.I64, TypeId.String, FunctionCell]);
        Slots = (long*)NativeMemory.AllocZeroed(SlotCount, sizeof(long));
        Heap = new Heap(new RuntimeTypes(_types, ["main", "", "square"]), options ?? new HeapOptions());
        Heap.AddRootSource(this);
    }

    public Heap Heap { get; }

    /// <summary>Words that the collector takes for roots.</summary>
    public long* Slots { get; }

    public TypeId Ints { get; }

    public TypeId Bools { get; }

    public TypeId Floats { get; }

    public TypeId Strings { get; }

    public TypeId IntRows { get; }

    public TypeId StringRows { get; }

    public TypeId Function { get; }

    public TypeId Functions { get; }

    public TypeId FunctionCell { get; }

    public TypeId Closure { get; }

    public TypeId Closures { get; }

    public TypeId Node { get; }

    public static string Text(TlString* text) => Encoding.Latin1.GetString(text->Span);

    public TlString* NewString(string text) => StringOperations.Create(Heap, Encoding.Latin1.GetBytes(text));

    /// <summary>An array of those slots, whose values are kept in root slots meanwhile.</summary>
    public TlArray* NewArray(TypeId type, params ReadOnlySpan<long> values)
    {
        fixed (long* slots = values)
            return ArrayOperations.Create(Heap, Heap.Types[type], slots, values.Length);
    }

    public void ReportRoots(Collector collector) => collector.MarkConservatively((ulong*)Slots, SlotCount);

    public void ClearRoots() => new Span<long>(Slots, SlotCount).Clear();

    public void Dispose()
    {
        Heap.Dispose();
        NativeMemory.Free(Slots);
    }
}
