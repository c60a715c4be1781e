using Lang.Native.Lir;
using Lang.Native.RegAlloc;
using Lang.Native.Target;

namespace Lang.Tests.Native.RegAlloc;

/// <summary>Random functions, allocated in all modes and replayed by the checker.</summary>
public sealed class RandomAllocationTests
{
    private const int Functions = 1500, MaxSize = 150;

    private static readonly RegisterSet s_allocatable = AllocationTests.Allocatable;

    public static TheoryData<string> Modes() => ["normal", "four registers", "random registers", "random choice among four"];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_use_reads_the_value_it_was_given(string mode)
    {
        var scan = new LinearScan();
        for (int seed = 0; seed < Functions; seed++)
        {
            LirFunction function = RandomLir.Generate(seed, 5 + seed % MaxSize);
            Allocation allocation = scan.Allocate(function, s_allocatable, OptionsOf(mode, seed));
            AllocationChecker.Check(function, allocation, s_allocatable).Should().BeNull($"seed {seed} in mode {mode}");
        }
    }

    [Fact]
    public void Printed_functions_are_read_back()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            string text = LirPrinter.Print(RandomLir.Generate(seed, 100));
            LirPrinter.Print(LirParser.Parse(text)).Should().Be(text);
        }
    }

    private static AllocatorOptions OptionsOf(string mode, int seed) => new()
    {
        CalleeSaved = CallingConvention.SystemV.CalleeSaved,
        RegisterLimit = mode.Contains("four", StringComparison.Ordinal) ? 4 : 0,
        RandomSeed = mode.Contains("random", StringComparison.Ordinal) ? seed : null,
    };
}
