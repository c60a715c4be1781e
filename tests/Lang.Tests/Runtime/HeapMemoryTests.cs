using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

public unsafe class HeapMemoryTests
{
    private const long Megabyte = 1 << 20;

    [Theory]
    [InlineData(100, 500_000)]
    [InlineData(10_000, 20_000)]
    [InlineData(1_000_000, 200)]
    public void Dropped_strings_do_not_add_up(int length, int count)
    {
        using var fixture = new HeapFixture();
        byte[] bytes = new byte[length];
        for (int i = 0; i < count; i++)
            fixture.Slots[0] = (long)StringOperations.Create(fixture.Heap, bytes);
        HeapStatistics statistics = fixture.Heap.Statistics;
        statistics.AllocatedBytes.Should().BeGreaterThan((long)length * count);
        statistics.PeakBytes.Should().BeLessThan(16 * Megabyte);
    }

    [Fact]
    public void Memory_goes_back_when_a_big_heap_shrinks()
    {
        using var fixture = new HeapFixture();
        fixture.Slots[0] = (long)fixture.NewArray(fixture.Strings);
        for (int i = 0; i < 500_000; i++)
        {
            fixture.Slots[1] = (long)StringOperations.FromInt(fixture.Heap, i);
            _ = ArrayOperations.TryPush(fixture.Heap, (TlArray*)fixture.Slots[0], fixture.Slots[1]);
        }
        fixture.Heap.Statistics.FootprintBytes.Should().BeGreaterThan(20 * Megabyte);
        fixture.Heap.ReservedBytes.Should().BeGreaterThan(20 * Megabyte);
        fixture.ClearRoots();
        fixture.Heap.Collect();
        fixture.Heap.Statistics.FootprintBytes.Should().Be(0);
        fixture.Heap.ReservedBytes.Should().BeLessThanOrEqualTo(10 * Megabyte, "what the next 8 MiB need may stay");
    }

    [Fact]
    public void Cells_that_were_not_handed_out_again_hold_nothing_whatever_a_block_held_before()
    {
        using var fixture = new HeapFixture();
        RuntimeType cells = fixture.Heap.Types[fixture.FunctionCell], functions = fixture.Heap.Types[fixture.Function];
        long block = (long)Block.Of(fixture.Heap.NewCell(cells, 0));
        for (int i = 1; i < 1000; i++)
            ((long)Block.Of(fixture.Heap.NewCell(cells, 0))).Should().Be(block);
        fixture.Heap.Collect();
        fixture.Heap.Statistics.FootprintBytes.Should().Be(0);

        TlFunction* kept = fixture.Heap.NewFunction(functions, 0, null);
        ((long)Block.Of(kept)).Should().Be(block, "what was given back last is taken first");
        fixture.Slots[0] = (long)kept;
        // Words that happen to point behind it.
        for (int i = 1; i < HeapFixture.SlotCount; i++)
            fixture.Slots[i] = (long)kept + (i * TlFunction.Size);
        fixture.Heap.Collect();
        fixture.Heap.Statistics.LiveBytes.Should().Be(SizeClasses.CellSize(SizeClasses.Of(TlFunction.Size)));
    }

    [Fact]
    public void A_block_of_which_little_was_used_is_filled_before_another_one_is_taken()
    {
        using var fixture = new HeapFixture();
        RuntimeType functions = fixture.Heap.Types[fixture.Function];
        TlFunction* kept = fixture.Heap.NewFunction(functions, 7, null);
        fixture.Slots[0] = (long)kept;
        int cells = (Block.Bytes - Block.HeaderBytes) / SizeClasses.CellSize(SizeClasses.Of(TlFunction.Size));
        for (int round = 0; round < 3; round++)
        {
            // Half of it in the first round, so that the rest is free and was never used.
            for (int i = 1; i < (round == 0 ? cells / 2 : cells); i++)
                (fixture.Heap.NewFunction(functions, i, null) != null).Should().BeTrue();
            fixture.Heap.Statistics.FootprintBytes.Should().Be(Block.Bytes);
            fixture.Heap.Collect();
            kept->Index.Should().Be(7);
        }
    }

    [Fact]
    public void A_large_object_fits_exactly_up_to_the_limit()
    {
        using var fixture = new HeapFixture(new HeapOptions { Limit = 10 * Megabyte });
        Heap heap = fixture.Heap;
        // One block holds the array objects themselves.
        long room = (10 * Megabyte) - Block.Bytes - ArrayBuffer.ElementsOffset;
        fixture.Slots[0] = (long)ArrayOperations.Fill(heap, heap.Types[fixture.Bools], 1, room);
        (fixture.Slots[0] != 0).Should().BeTrue();
        heap.Statistics.FootprintBytes.Should().Be(10 * Megabyte);
        fixture.ClearRoots();
        (ArrayOperations.Fill(heap, heap.Types[fixture.Bools], 1, room + 1) == null).Should().BeTrue();
        heap.Failure.Kind.Should().Be(FailureKind.OutOfMemory);
        heap.Failure.A.Should().Be(10 * Megabyte);
    }

    [Fact]
    public void Garbage_makes_room_before_the_limit_is_said_to_be_reached()
    {
        using var fixture = new HeapFixture(new HeapOptions { Limit = 4 * Megabyte, MinimumThreshold = 1L << 40 });
        for (int i = 0; i < 50; i++)
        {
            fixture.Slots[0] = (long)ArrayOperations.Fill(fixture.Heap, fixture.Heap.Types[fixture.Ints], 1, 300_000);
            (fixture.Slots[0] != 0).Should().BeTrue();
            fixture.Slots[0] = 0;
        }
        fixture.Heap.Statistics.PeakBytes.Should().BeLessThanOrEqualTo(4 * Megabyte);
        fixture.Heap.Statistics.Collections.Should().BeGreaterThan(20);
    }

    [Fact]
    public void A_full_heap_fails_soon_and_works_again_once_it_is_empty()
    {
        using var fixture = new HeapFixture(new HeapOptions { Limit = 4 * Megabyte });
        Heap heap = fixture.Heap;
        for (int round = 0; round < 3; round++)
        {
            fixture.Slots[0] = (long)fixture.NewArray(fixture.Strings);
            long kept = 0;
            while (true)
            {
                TlString* text = StringOperations.FromInt(heap, kept);
                fixture.Slots[1] = (long)text;
                if (text == null || !ArrayOperations.TryPush(heap, (TlArray*)fixture.Slots[0], (long)text))
                    break;
                kept++;
            }
            heap.Failure.Kind.Should().Be(FailureKind.OutOfMemory);
            heap.Failure.Clear();
            kept.Should().BeInRange(20_000, 80_000);
            heap.Statistics.FootprintBytes.Should().BeLessThanOrEqualTo(4 * Megabyte);
            ((TlArray*)fixture.Slots[0])->Length.Should().Be(kept);
            fixture.ClearRoots();
        }
        heap.Statistics.Collections.Should().BeLessThan(200);
    }

    [Fact]
    public void Objects_of_code_that_was_left_are_made_in_a_full_heap_too_and_keep_each_other_without_a_root()
    {
        using var fixture = new HeapFixture(new HeapOptions { Limit = 4 * Megabyte, CollectAlways = true });
        fixture.Slots[0] = (long)ArrayOperations.Fill(fixture.Heap, fixture.Heap.Types[fixture.Ints], 1, 500_000);
        RuntimeType cells = fixture.Heap.Types[fixture.FunctionCell], ints = fixture.Heap.Types[fixture.Ints];
        long collections = fixture.Heap.Statistics.Collections;
        fixture.Heap.IsRebuilding = true;
        TlArray* made = null;
        for (long i = 0; i < 20_000; i++)
        {
            made = ArrayOperations.Create(fixture.Heap, ints, &i, 1);
            (made != null && fixture.Heap.NewCell(cells, 0) != null).Should().BeTrue();
        }
        fixture.Heap.IsRebuilding = false;
        fixture.Slots[1] = (long)made;
        fixture.Heap.Statistics.Collections.Should().Be(collections);
        (ArrayOperations.Fill(fixture.Heap, ints, 1, 100_000) == null).Should().BeTrue("the limit counts again");
        ArrayOperations.TryGet(fixture.Heap, (TlArray*)fixture.Slots[1], 0, out long kept).Should().BeTrue();
        kept.Should().Be(19_999);
    }

    [Fact]
    public void Growing_takes_smaller_steps_near_the_limit()
    {
        using var fixture = new HeapFixture(new HeapOptions { Limit = 10 * Megabyte });
        Heap heap = fixture.Heap;
        fixture.Slots[0] = (long)ArrayOperations.Fill(heap, heap.Types[fixture.Bools], 1, 4 * Megabyte);
        long before = heap.Statistics.AllocatedBytes;
        while (ArrayOperations.TryPush(heap, (TlArray*)fixture.Slots[0], 1))
        {
        }
        ((TlArray*)fixture.Slots[0])->Length.Should().BeGreaterThan(4_500_000, "4 and 8 MiB do not fit together, 4 and a little more do");
        (heap.Statistics.AllocatedBytes - before).Should().BeLessThan(50 * Megabyte, "each growth leaves room for many more");
    }

    [Fact]
    public void A_refusal_of_the_system_is_out_of_memory()
    {
        using var fixture = new HeapFixture();
        (ArrayOperations.Fill(fixture.Heap, fixture.Heap.Types[fixture.Ints], 1, 1L << 43) == null).Should().BeTrue();
        fixture.Heap.Failure.Kind.Should().Be(FailureKind.OutOfMemory);
        HeapFixture.Text(fixture.NewString("still works")).Should().Be("still works");
    }

    [Fact]
    public void A_heap_without_any_room_makes_nothing_and_does_not_crash()
    {
        using var fixture = new HeapFixture(new HeapOptions { Limit = 0 });
        (fixture.NewString("x") == null).Should().BeTrue();
        (fixture.NewArray(fixture.Ints) == null).Should().BeTrue();
        (fixture.Heap.NewCell(fixture.Heap.Types[fixture.FunctionCell], 0) == null).Should().BeTrue();
        fixture.Heap.Failure.Kind.Should().Be(FailureKind.OutOfMemory);
        (fixture.NewString("") == fixture.Heap.EmptyString).Should().BeTrue();
    }

    [Fact]
    public void A_heap_can_be_disposed_twice()
    {
        var fixture = new HeapFixture();
        fixture.Slots[0] = (long)fixture.NewString(new string('x', 1_000_000));
        fixture.Heap.Dispose();
        fixture.Heap.Dispose();
        fixture.Heap.ReservedBytes.Should().Be(0);
        fixture.Dispose();
    }

    [Fact]
    public void Statistics_count_what_was_allocated()
    {
        using var fixture = new HeapFixture();
        for (int i = 0; i < 1000; i++)
            fixture.Heap.NewCell(fixture.Heap.Types[fixture.FunctionCell], 0);
        fixture.Heap.Statistics.AllocatedBytes.Should().Be(16_000);
        fixture.Heap.Statistics.LiveBytes.Should().Be(16_000);
        fixture.Heap.Collect();
        fixture.Heap.Statistics.Should().Be(new HeapStatistics(1, 16_000, 0, 0, Block.Bytes));
    }

    [Fact]
    public void Size_classes_hold_every_size_and_waste_little()
    {
        for (int size = 1; size <= SizeClasses.MaxSize; size++)
        {
            int cell = SizeClasses.CellSize(SizeClasses.Of(size));
            cell.Should().BeGreaterThanOrEqualTo(size);
            (cell % 8).Should().Be(0);
            if (size > 16 && size <= 4096)
                cell.Should().BeLessThanOrEqualTo(Math.Max(size + 7, size * 5 / 4));
        }
        for (int i = 1; i < SizeClasses.Count; i++)
            SizeClasses.CellSize(i).Should().BeGreaterThan(SizeClasses.CellSize(i - 1));
        SizeClasses.Of(SizeClasses.MaxSize).Should().Be(SizeClasses.Count - 1);
    }
}
