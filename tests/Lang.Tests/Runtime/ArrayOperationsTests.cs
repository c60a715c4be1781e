using Lang.Bytecode;
using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

public sealed unsafe class ArrayOperationsTests : IDisposable
{
    private readonly HeapFixture _fixture = new();

    private Heap Heap => _fixture.Heap;

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Arrays_behave_like_lists(bool ofBools)
    {
        TypeId type = ofBools ? _fixture.Bools : _fixture.Ints;
        TlArray* array = _fixture.NewArray(type);
        _fixture.Slots[0] = (long)array;
        var model = new List<long>();
        var random = new Random(11);
        long* slots = stackalloc long[3] { 0, 1, 0 };
        for (int i = 0; i < 20_000; i++)
        {
            long value = ofBools ? random.Next(2) : random.NextInt64();
            switch (random.Next(model.Count > 1000 ? 8 : 5))
            {
                case <= 2:
                    ArrayOperations.TryPush(Heap, array, value).Should().BeTrue();
                    model.Add(value);
                    break;
                case 3:
                    slots[0] = value;
                    ArrayOperations.TryAppend(Heap, array, slots, 3).Should().BeTrue();
                    model.AddRange([value, 1, 0]);
                    break;
                case 4 when model.Count > 0:
                    int index = random.Next(model.Count);
                    ArrayOperations.TrySet(Heap, array, index, value).Should().BeTrue();
                    model[index] = value;
                    break;
                case > 4:
                    ArrayOperations.TryPop(Heap, array, out long popped).Should().BeTrue();
                    popped.Should().Be(model[^1]);
                    model.RemoveAt(model.Count - 1);
                    break;
            }
        }
        Values(array).Should().Equal(model);
        Values(ArrayOperations.Slice(Heap, array, 10, model.Count - 5)).Should().Equal(model[10..^5]);
    }

    [Fact]
    public void Bools_take_one_byte()
    {
        TlArray* array = ArrayOperations.Fill(Heap, Heap.Types[_fixture.Bools], 1, 1000);
        array->ElementSize.Should().Be(1);
        new ReadOnlySpan<byte>(array->Data, 1000).IndexOfAnyExcept((byte)1).Should().Be(-1);
    }

    [Fact]
    public void Fill_makes_copies_of_one_element()
    {
        Values(ArrayOperations.Fill(Heap, Heap.Types[_fixture.Ints], -7, 5)).Should().Equal(-7, -7, -7, -7, -7);
        ArrayOperations.Fill(Heap, Heap.Types[_fixture.Ints], 1, 0)->Length.Should().Be(0);
    }

    [Fact]
    public void A_negative_count_fails()
    {
        (ArrayOperations.Fill(Heap, Heap.Types[_fixture.Ints], 1, -3) == null).Should().BeTrue();
        Heap.Failure.Should().BeEquivalentTo(new { Kind = FailureKind.NegativeCount, A = -3L });
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 8)]
    [InlineData(1L << 60)]
    [InlineData(TlArray.MaxLength)]
    public void A_count_that_no_memory_holds_is_out_of_memory(long count)
    {
        (ArrayOperations.Fill(Heap, Heap.Types[_fixture.Ints], 1, count) == null).Should().BeTrue();
        Heap.Failure.Kind.Should().Be(FailureKind.OutOfMemory);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void An_index_outside_fails_for_reading_and_writing(long index)
    {
        TlArray* array = _fixture.NewArray(_fixture.Ints, 1, 2, 3);
        ArrayOperations.TryGet(Heap, array, index, out _).Should().BeFalse();
        Heap.Failure.Should().BeEquivalentTo(new { Kind = FailureKind.ArrayIndex, A = index, B = 3L });
        ArrayOperations.TrySet(Heap, array, index, 9).Should().BeFalse();
        Values(array).Should().Equal(1, 2, 3);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 1)]
    [InlineData(0, 4)]
    public void A_slice_outside_fails(long start, long end)
    {
        TlArray* array = _fixture.NewArray(_fixture.Ints, 1, 2, 3);
        (ArrayOperations.Slice(Heap, array, start, end) == null).Should().BeTrue();
        Heap.Failure.Should().BeEquivalentTo(new { Kind = FailureKind.ArraySlice, A = start, B = end, C = 3L });
    }

    [Fact]
    public void Popping_the_last_element_of_an_empty_array_fails()
    {
        TlArray* array = _fixture.NewArray(_fixture.Ints);
        ArrayOperations.TryPop(Heap, array, out _).Should().BeFalse();
        Heap.Failure.Kind.Should().Be(FailureKind.EmptyPop);
    }

    [Fact]
    public void Long_operations_ask_the_poll_and_stop_when_it_says_so()
    {
        TlArray* array = ArrayOperations.Fill(Heap, Heap.Types[_fixture.Ints], 1, 2_000_000);
        _fixture.Slots[0] = (long)array;
        TlString* text = _fixture.NewString(new string('x', 5_000_000));
        _fixture.Slots[1] = (long)text;
        var poll = new StoppingPoll(Heap);
        Heap.Poll = poll;

        (ArrayOperations.Fill(Heap, Heap.Types[_fixture.Ints], 1, 2_000_000) == null).Should().BeTrue();
        (ArrayOperations.Slice(Heap, array, 0, 2_000_000) == null).Should().BeTrue();
        (StringOperations.Concat(Heap, text, text) == null).Should().BeTrue();
        ValuePrinter.Write(Heap, (long)array, _fixture.Ints, new BytesSink()).Should().BeFalse();
        Heap.Failure.Kind.Should().Be(FailureKind.Cancelled);
        poll.Questions.Should().Be(4, "each operation stops at the first no");
    }

    private static List<long> Values(TlArray* array)
    {
        var values = new List<long>();
        for (long i = 0; i < array->Length; i++)
            values.Add(ArrayOperations.Load(array, i));
        return values;
    }

    private sealed class StoppingPoll(Heap heap) : IRuntimePoll
    {
        public int Questions { get; private set; }

        public bool ShouldContinue(long work)
        {
            Questions++;
            return heap.Failure.Set(FailureKind.Cancelled);
        }
    }
}
