using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

public unsafe class CollectorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_graphs_survive_and_exactly_the_rest_is_freed(int seed)
    {
        using var fixture = new HeapFixture();
        var graph = new ObjectGraph(fixture, seed);
        for (int round = 0; round < 15; round++)
        {
            for (int i = 0; i < 500; i++)
                graph.Step();
            fixture.Heap.Collect();
            graph.Check().Should().Be(fixture.Heap.Statistics.LiveBytes);
        }
        fixture.ClearRoots();
        fixture.Heap.Collect();
        fixture.Heap.Statistics.LiveBytes.Should().Be(0);
        fixture.Heap.Statistics.FootprintBytes.Should().Be(0);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_graphs_survive_collection_at_every_allocation(int seed)
    {
        using var fixture = new HeapFixture(new HeapOptions { CollectAlways = true });
        var graph = new ObjectGraph(fixture, seed);
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 60; i++)
                graph.Step();
            graph.Check();
        }
        fixture.Heap.Statistics.Collections.Should().BeGreaterThan(300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void A_full_mark_stack_loses_nothing(int entries)
    {
        using var fixture = new HeapFixture(new HeapOptions { MarkStackEntries = entries });
        var graph = new ObjectGraph(fixture, 6);
        graph.MakeChain(300, siblings: 3);
        fixture.Heap.Collect();
        graph.Check().Should().Be(fixture.Heap.Statistics.LiveBytes);
        for (int i = 0; i < 2000; i++)
            graph.Step();
        fixture.Heap.Collect();
        graph.Check().Should().Be(fixture.Heap.Statistics.LiveBytes);
    }

    [Fact]
    public void Deep_chains_need_no_recursion()
    {
        using var fixture = new HeapFixture();
        var graph = new ObjectGraph(fixture, 7);
        graph.MakeChain(20_000, siblings: 0);
        fixture.Heap.Collect();
        graph.Check().Should().Be(fixture.Heap.Statistics.LiveBytes);
    }

    [Fact]
    public void Cycles_that_nothing_reaches_are_freed()
    {
        using var fixture = new HeapFixture();
        Heap heap = fixture.Heap;
        fixture.Slots[0] = (long)heap.NewCell(heap.Types[fixture.FunctionCell], 0);
        fixture.Slots[1] = (long)fixture.NewArray(fixture.Functions);
        fixture.Slots[2] = (long)fixture.NewString("label");
        long* fields = stackalloc long[4] { fixture.Slots[1], 1, fixture.Slots[2], fixture.Slots[0] };
        fixture.Slots[3] = (long)heap.NewEnvironment(heap.Types[fixture.Node], fields);
        fixture.Slots[4] = (long)heap.NewFunction(heap.Types[fixture.Function], 0, (TlEnvironment*)fixture.Slots[3]);
        ((TlCell*)fixture.Slots[0])->Value = fixture.Slots[4];
        ArrayOperations.TryPush(heap, (TlArray*)fixture.Slots[1], fixture.Slots[4]).Should().BeTrue();

        fixture.Slots[1] = fixture.Slots[2] = fixture.Slots[3] = fixture.Slots[4] = 0;
        heap.Collect();
        HeapFixture.Text((TlString*)(*Heap.Field(((TlFunction*)((TlCell*)fixture.Slots[0])->Value)->Environment, 2))).Should().Be("label");
        fixture.ClearRoots();
        heap.Collect();
        heap.Statistics.LiveBytes.Should().Be(0);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void An_address_inside_an_object_keeps_it(int length)
    {
        using var fixture = new HeapFixture();
        string content = new('q', length);
        TlString* text = fixture.NewString(content);
        StringBuffer* buffer = text->Buffer;
        fixture.Slots[0] = (long)text->Bytes + length - 1;
        fixture.Heap.Collect();
        fixture.Heap.Statistics.LiveBytes.Should().Be(SizeClasses.Rounded(StringBuffer.BytesOffset + buffer->Capacity));
        new ReadOnlySpan<byte>((byte*)buffer + StringBuffer.BytesOffset, length).IndexOfAnyExcept((byte)'q').Should().Be(-1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2_000)]
    public void The_elements_of_an_array_live_as_long_as_an_address_among_them(int count)
    {
        using var fixture = new HeapFixture();
        TlArray* array = fixture.NewArray(fixture.Strings);
        fixture.Slots[0] = (long)array;
        for (int i = 0; i < count; i++)
        {
            fixture.Slots[1] = (long)StringOperations.FromInt(fixture.Heap, i);
            ArrayOperations.TryPush(fixture.Heap, array, fixture.Slots[1]).Should().BeTrue();
        }
        long* elements = (long*)array->Data;
        fixture.ClearRoots();
        fixture.Slots[0] = (long)(elements + (count / 2));
        fixture.Heap.Collect();
        for (int i = 0; i < count; i++)
            HeapFixture.Text((TlString*)elements[i]).Should().Be(i.ToString());
    }

    [Fact]
    public void Arbitrary_words_are_harmless()
    {
        using var fixture = new HeapFixture();
        var random = new Random(8);
        var addresses = new List<long>();
        for (int round = 0; round < 200; round++)
        {
            for (int i = 0; i < 200; i++)
                addresses.Add((long)fixture.NewString(new string('z', random.Next(1, random.Next(8) == 0 ? 60_000 : 200))));
            for (int i = 0; i < HeapFixture.SlotCount; i++)
            {
                // Dead objects, addresses around and inside them, block headers, and plain noise.
                long address = addresses[random.Next(addresses.Count)];
                fixture.Slots[i] = random.Next(5) switch
                {
                    0 => address,
                    1 => address + random.Next(-100_000, 100_000),
                    2 => address & ~(long)(Block.Bytes - 1),
                    3 => random.NextInt64(long.MinValue, long.MaxValue),
                    _ => i - 32,
                };
            }
            fixture.Heap.Collect();
        }
        fixture.ClearRoots();
        fixture.Heap.Collect();
        fixture.Heap.Statistics.LiveBytes.Should().Be(0);
    }

    [Fact]
    public void Temporary_roots_keep_objects()
    {
        using var fixture = new HeapFixture();
        TlString* text = fixture.NewString("kept");
        fixture.Heap.PushRoot(text);
        fixture.Heap.Collect();
        HeapFixture.Text(text).Should().Be("kept");
        fixture.Heap.PopRoot();
        fixture.Heap.Collect();
        fixture.Heap.Statistics.LiveBytes.Should().Be(0);
    }

    [Fact]
    public void Every_operation_survives_collection_at_every_allocation()
    {
        using var fixture = new HeapFixture(new HeapOptions { CollectAlways = true });
        Heap heap = fixture.Heap;
        long* slots = fixture.Slots;
        slots[0] = (long)fixture.NewString("seed ");
        for (int i = 0; i < 50; i++)
        {
            slots[1] = (long)StringOperations.FromInt(heap, i);
            slots[0] = (long)StringOperations.Concat(heap, (TlString*)slots[0], (TlString*)slots[1]);
            slots[0] = (long)StringOperations.Concat(heap, (TlString*)slots[0], (TlString*)slots[1]);
        }
        string expected = "seed " + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i}{i}"));
        HeapFixture.Text((TlString*)slots[0]).Should().Be(expected);
        slots[1] = (long)StringOperations.Slice(heap, (TlString*)slots[0], 1, expected.Length - 1);
        HeapFixture.Text((TlString*)slots[1]).Should().Be(expected[1..^1]);

        slots[2] = (long)ArrayOperations.Fill(heap, heap.Types[fixture.Strings], slots[0], 30);
        slots[3] = (long)ArrayOperations.Slice(heap, (TlArray*)slots[2], 10, 20);
        slots[4] = (long)ArrayOperations.Create(heap, heap.Types[fixture.StringRows], slots + 2, 2);
        slots[0] = slots[1] = slots[2] = slots[3] = 0;
        heap.Collect();
        slots[5] = (long)ValuePrinter.ToText(heap, slots[4], fixture.StringRows);
        string Row(int count) => "[" + string.Join(", ", Enumerable.Repeat($"\"{expected}\"", count)) + "]";
        HeapFixture.Text((TlString*)slots[5]).Should().Be($"[{Row(30)}, {Row(10)}]");
    }
}
