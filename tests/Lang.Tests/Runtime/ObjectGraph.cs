using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

/// <summary>
/// A graph of closures, arrays, cells and strings in a heap, and the same graph in managed objects to compare with. A node is a function value; its
/// environment holds the children (an array of functions), a number, a label and a cell with one more edge.
/// </summary>
internal sealed unsafe class ObjectGraph(HeapFixture fixture, int seed)
{
    private const int Scratch = HeapFixture.SlotCount - 8, RootCount = Scratch;

    private readonly Random _random = new(seed);
    private readonly Node?[] _roots = new Node?[RootCount];
    private int _nextId;

    private sealed class Node(long id)
    {
        public long Id { get; } = id;

        public List<Node> Children { get; } = [];

        public Node? Extra { get; set; }
    }

    private Heap Heap => fixture.Heap;

    private long* Slots => fixture.Slots;

    public void Step()
    {
        int slot = _random.Next(RootCount), other = _random.Next(RootCount);
        switch (_random.Next(8))
        {
            case 0 or 1 or 2:
                _roots[slot] = NewNode(slot);
                break;
            case 3 or 4 when _roots[slot] is { } parent && _roots[other] is { } child:
                ArrayOperations.TryPush(Heap, Children(Slots[slot]), Slots[other]).Should().BeTrue();
                parent.Children.Add(child);
                break;
            case 5 when _roots[slot] is { } from && _roots[other] is { } to:
                Extra(Slots[slot])->Value = Slots[other];
                from.Extra = to;
                break;
            case 6 when _roots[slot] is { Children.Count: > 0 } holder:
                int index = _random.Next(holder.Children.Count);
                Slots[other] = ArrayOperations.Load(Children(Slots[slot]), index);
                _roots[other] = holder.Children[index];
                break;
            case 7:
                Slots[slot] = 0;
                _roots[slot] = null;
                break;
        }
    }

    /// <summary>A chain of nodes, each the first child of the next, in slot 0.</summary>
    public void MakeChain(int length, int siblings)
    {
        for (int i = 0; i < length; i++)
        {
            Node last = NewNode(1);
            for (int n = 0; n < siblings; n++)
            {
                Node sibling = NewNode(2);
                ArrayOperations.TryPush(Heap, Children(Slots[1]), Slots[2]).Should().BeTrue();
                last.Children.Add(sibling);
            }
            if (_roots[0] is { } previous)
            {
                ArrayOperations.TryPush(Heap, Children(Slots[1]), Slots[0]).Should().BeTrue();
                last.Children.Add(previous);
            }
            _roots[0] = last;
            Slots[0] = Slots[1];
        }
        Slots[1] = Slots[2] = 0;
    }

    /// <summary>Walks both graphs and compares them.</summary>
    /// <returns>Bytes of all objects found in the heap.</returns>
    public long Check()
    {
        var seen = new Dictionary<long, Node>();
        var objects = new Dictionary<nint, long>();
        var work = new Stack<(long Address, Node Node)>();
        for (int i = 0; i < RootCount; i++)
        {
            if (_roots[i] is { } root)
                work.Push((Slots[i], root));
        }
        while (work.TryPop(out (long Address, Node Node) next))
        {
            if (seen.TryGetValue(next.Address, out Node? known))
            {
                known.Should().BeSameAs(next.Node);
                continue;
            }
            seen.Add(next.Address, next.Node);
            TlEnvironment* environment = ((TlFunction*)next.Address)->Environment;
            (*Heap.Field(environment, 1)).Should().Be(next.Node.Id);
            var label = (TlString*)(*Heap.Field(environment, 2));
            HeapFixture.Text(label).Should().Be(Label(next.Node.Id));
            TlArray* children = Children(next.Address);
            children->Length.Should().Be(next.Node.Children.Count);
            for (int i = 0; i < next.Node.Children.Count; i++)
                work.Push((ArrayOperations.Load(children, i), next.Node.Children[i]));
            TlCell* extra = Extra(next.Address);
            (extra->Value != 0).Should().Be(next.Node.Extra is not null);
            if (next.Node.Extra is { } target)
                work.Push((extra->Value, target));
            Measure(objects, (TlFunction*)next.Address, environment, label, children, extra);
        }
        return objects.Values.Sum();
    }

    private static void Measure(
        Dictionary<nint, long> objects, TlFunction* function, TlEnvironment* environment, TlString* label, TlArray* children, TlCell* extra)
    {
        objects[(nint)function] = SizeClasses.Rounded(TlFunction.Size);
        objects[(nint)environment] = SizeClasses.Rounded(TlEnvironment.FieldsOffset + (4 * sizeof(long)));
        objects[(nint)label] = SizeClasses.Rounded(TlString.Size);
        objects[(nint)label->Buffer] = SizeClasses.Rounded(StringBuffer.BytesOffset + label->Buffer->Capacity);
        objects[(nint)children] = SizeClasses.Rounded(TlArray.Size);
        if (children->Data != null)
            objects[(nint)children->Data] = SizeClasses.Rounded(ArrayBuffer.ElementsOffset + (children->Capacity * sizeof(long)));
        objects[(nint)extra] = SizeClasses.Rounded(TlCell.Size);
    }

    private Node NewNode(int slot)
    {
        var node = new Node(_nextId++);
        long* fields = Slots + Scratch;
        fields[0] = (long)fixture.NewArray(fixture.Functions);
        fields[1] = node.Id;
        fields[2] = (long)fixture.NewString(Label(node.Id));
        fields[3] = (long)Heap.NewCell(Heap.Types[fixture.FunctionCell], 0);
        fields[4] = (long)Heap.NewEnvironment(Heap.Types[fixture.Node], fields);
        Slots[slot] = (long)Heap.NewFunction(Heap.Types[fixture.Function], 0, (TlEnvironment*)fields[4]);
        new Span<long>(fields, 5).Clear();
        return node;
    }

    private static string Label(long id) => new((char)('a' + (id % 26)), (int)(id * 7919 % 61) + 1);

    private static TlArray* Children(long function) => (TlArray*)(*Heap.Field(((TlFunction*)function)->Environment, 0));

    private static TlCell* Extra(long function) => (TlCell*)(*Heap.Field(((TlFunction*)function)->Environment, 3));
}
