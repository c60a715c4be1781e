using Lang.Native.Lir;
using Lang.Native.RegAlloc;
using Lang.Native.Target;

namespace Lang.Tests.Native.RegAlloc;

/// <summary>How much work allocation is: steps are counted, not time.</summary>
public sealed class AllocationWorkTests
{
    private static readonly AllocatorOptions s_options = new() { CalleeSaved = CallingConvention.SystemV.CalleeSaved };

    [Fact]
    public void Work_grows_with_the_size_of_the_function()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            LirFunction part = RandomLir.Generate(seed, 150);
            long small = WorkFor(Repeat(part, 50)), large = WorkFor(Repeat(part, 100));
            ((double)large / small).Should().BeLessThan(2.5, $"of seed {seed}");
        }
    }

    [Theory] // Values that all live through everything, and each is used again and again: no register is ever kept for long.
    [InlineData(0)]
    [InlineData(4)]
    public void Work_grows_with_the_number_of_uses_of_values_that_live_long(int limit)
    {
        AllocatorOptions options = s_options with { RegisterLimit = limit };
        long small = WorkFor(LongLived(2_000), options), large = WorkFor(LongLived(4_000), options);
        ((double)large / small).Should().BeLessThan(2.5);
    }

    [Fact]
    public void Nothing_is_allocated_for_each_instruction_once_buffers_are_large_enough()
    {
        LirFunction small = Repeat(RandomLir.Generate(1, 150), 2), large = Repeat(RandomLir.Generate(1, 150), 20);
        var scan = new LinearScan();
        scan.Allocate(large, AllocationTests.Allocatable, s_options);
        Bytes(scan, large).Should().BeLessThanOrEqualTo(Bytes(scan, small) + 256);
    }

    private static long Bytes(LinearScan scan, LirFunction function) => AllocatedBytes.Of(() => scan.Allocate(function, AllocationTests.Allocatable, s_options));

    private static long WorkFor(LirFunction function, AllocatorOptions? options = null)
    {
        var scan = new LinearScan();
        scan.Allocate(function, AllocationTests.Allocatable, options ?? s_options);
        return scan.Work;
    }

    private static LirFunction LongLived(int uses)
    {
        const int Values = 40;
        string definitions = string.Concat(Enumerable.Range(0, Values).Select(v => $"  Move def v{v}\n"));
        string text = string.Concat(Enumerable.Range(0, uses).Select(i => $"  Move v{i * 7 % Values}, v{i * 11 % Values}, v{i % Values}?\n"));
        return LirParser.Parse($"registers {Values}\nblock 0\n{definitions}{text}");
    }

    /// <summary>A function that does the same many times, one behind the other.</summary>
    private static LirFunction Repeat(LirFunction part, int times)
    {
        var whole = new LirFunction();
        for (int t = 0; t < times; t++)
        {
            int registers = whole.Registers.Count, instructions = whole.Instructions.Count, operands = whole.Operands.Count,
                blocks = whole.Blocks.Count, lists = whole.Lists.Count;
            VirtualRegister Moved(VirtualRegister register) => register.Exists ? new VirtualRegister(register.Index + registers) : register;
            int MovedBlock(int block) => block >= 0 ? block + blocks : -1;
            whole.Registers.AddRange(part.Registers.Select(register => register with { Hint = Moved(register.Hint) }));
            whole.Operands.AddRange(part.Operands.Select(operand => operand with { Register = Moved(operand.Register) }));
            whole.Lists.AddRange(part.Lists.Select(Moved));
            whole.Instructions.AddRange(part.Instructions.Select(i => i with { FirstOperand = i.FirstOperand + operands }));
            whole.Blocks.AddRange(part.Blocks.Select(block => block with
            {
                First = block.First + instructions,
                End = block.End + instructions,
                FirstParameter = block.FirstParameter + lists,
                FirstArgument = block.FirstArgument + lists,
                Successor = MovedBlock(block.Successor),
                OtherSuccessor = MovedBlock(block.OtherSuccessor),
                LoopEnd = MovedBlock(block.LoopEnd),
            }));
            if (t + 1 < times)
                whole.Blocks[^1] = whole.Blocks[^1] with { Successor = whole.Blocks.Count };
        }
        return whole;
    }
}
