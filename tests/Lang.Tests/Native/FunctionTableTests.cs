using Lang.Native.Memory;
using Lang.Native.Target;
using Lang.Native.Tiering;

namespace Lang.Tests.Native;

/// <summary>The table of functions, whatever is placed where and freed again, as a system sees it that is told of it.</summary>
public sealed unsafe class FunctionTableTests
{
    [Fact]
    public void System_finds_every_piece_of_code_whatever_was_freed_and_placed_again()
    {
        var system = new RecordingSystem();
        var random = new Random(3);
        var live = new SortedDictionary<int, RuntimeFunction[]>();
        using (var table = new FunctionTable(system, 0x10000, 1 << 20))
        {
            for (int n = 0; n < 1500; n++)
            {
                int place = random.Next(100) * 64;
                if (live.Remove(place))
                {
                    table.Remove(place, place + 64);
                }
                else
                {
                    RuntimeFunction[] functions = random.Next(2) == 0
                        ? [new(place, place + random.Next(1, 65), n)]
                        : [new(place, place + 20, n), new(place + 20, place + 60, -n)];
                    live.Add(place, functions);
                    table.Add(functions);
                }
                if (live.Count > 0)
                    CheckSorted(system.Table);
                live.Values.SelectMany(functions => functions).Should().OnlyContain(function => system.Find(function.Begin) == function);
            }
        }
        system.Tables.Should().Be(0, "disposing takes the table back");
    }

    [Fact]
    public void Code_behind_all_other_is_appended_without_a_new_table()
    {
        var system = new RecordingSystem();
        using var table = new FunctionTable(system, 0x10000, 1 << 20);
        for (int n = 0; n < 1000; n++)
            table.Add([new(n * 64, (n * 64) + 50, 8)]);
        system.Table.Length.Should().Be(1000);
        system.Made.Should().BeLessThan(10);
    }

    [Fact]
    public void Code_with_equal_frames_shares_its_record_and_what_has_no_frame_has_none()
    {
        using ExecutableMemory memory = ExecutableMemory.TryReserve(1, 1 << 16, out _)!;
        var cache = new CodeCache((nint)memory.Code, 0, memory.CodeBytes);
        var system = new RecordingSystem();
        using var table = new UnwindTable(system, memory, cache);
        var shapes = new[] { FrameShape.FramePointer([], [], 13), FrameShape.FramePointer([Gpr.Rbx], [], 13), FrameShape.FramePointer([Gpr.Rbx], [5]) };
        for (int n = 0; n < 60; n++)
        {
            CodePart[] parts = [new(0, 30, "", shapes[n % 3]), new(30, 40, "", FrameShape.None)];
            table.TryAdd(cache.TryAllocate(40), parts).Should().BeTrue();
        }
        system.Table.Length.Should().Be(60);
        table.RecordCount.Should().Be(3);
        foreach (ref readonly RuntimeFunction function in system.Table)
        {
            function.Record.Should().BeInRange(memory.DataBytes, memory.DataBytes + memory.CodeBytes);
            (function.Record % UnwindWriter.Alignment).Should().Be(0);
            memory.Base[function.Record].Should().Be(1, "it is the version");
        }
    }

    [Fact]
    public void Full_code_cache_has_no_room_for_a_record()
    {
        using ExecutableMemory memory = ExecutableMemory.TryReserve(1, 1 << 16, out _)!;
        var cache = new CodeCache((nint)memory.Code, 0, memory.CodeBytes);
        cache.TryAllocate(memory.CodeBytes);
        using var table = new UnwindTable(new RecordingSystem(), memory, cache);
        table.TryAdd(0, [new CodePart(0, 30, "", FrameShape.FramePointer([], []))]).Should().BeFalse();
    }

    private static void CheckSorted(ReadOnlySpan<RuntimeFunction> table)
    {
        for (int i = 1; i < table.Length; i++)
        {
            if (table[i].Begin < table[i - 1].End)
                Assert.Fail($"{table[i]} follows {table[i - 1]}.");
        }
    }

    /// <summary>Sees what a system sees.</summary>
    private sealed class RecordingSystem : IFunctionTables
    {
        private RuntimeFunction* _table;
        private int _count, _capacity;

        public int Tables { get; private set; }

        public int Made { get; private set; }

        public ReadOnlySpan<RuntimeFunction> Table => new(_table, _count);

        public nint Add(RuntimeFunction* table, int count, int capacity, nint rangeBase, nint rangeEnd)
        {
            Tables.Should().Be(0, "a range has one table");
            count.Should().BeLessThanOrEqualTo(capacity);
            rangeEnd.Should().BeGreaterThan(rangeBase);
            (_count, _capacity) = (count, capacity);
            _table = table;
            Tables++;
            return ++Made;
        }

        public void Grow(nint handle, int count)
        {
            handle.Should().Be(Made);
            count.Should().BeInRange(_count + 1, _capacity);
            _count = count;
        }

        public void Delete(nint handle)
        {
            handle.Should().Be(Made);
            Tables--;
        }

        public RuntimeFunction? Find(int offset)
        {
            foreach (RuntimeFunction function in Table)
            {
                if (offset >= function.Begin && offset < function.End)
                    return function;
            }
            return null;
        }
    }
}
