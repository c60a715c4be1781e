using Lang.Native.Lir;
using Lang.Native.RegAlloc;
using Lang.Native.Target;

namespace Lang.Tests.Native.RegAlloc;

/// <summary>The checker finds what is wrong: allocations that are right are spoiled.</summary>
public sealed class AllocationCheckerTests
{
    [Fact]
    public void Finds_each_move_that_is_missing_or_doubled_for_another_place()
    {
        int moves = 0, found = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            LirFunction function = RandomLir.Generate(seed, 40);
            int count = Allocate(function).Moves.Length;
            for (int m = 0; m < count; m++)
            {
                Allocation allocation = Allocate(function);
                LirMove[] rest = [.. allocation.Moves.ToArray().Where((_, index) => index != m)];
                allocation.SetMoves(rest);
                moves++;
                if (AllocationChecker.Check(function, allocation, AllocationTests.Allocatable) is not null)
                    found++;
            }
        }
        // A move may be of no use: a copy that a cold path does not read again.
        found.Should().BeGreaterThan(moves * 9 / 10);
    }

    [Fact]
    public void Finds_a_value_in_a_register_that_a_call_loses()
    {
        LirFunction function = LirParser.Parse("registers 1\nblock 0\n  Move def v0@rax\n  Move !rax\n  Move v0\n");
        Allocation allocation = Allocate(function);
        allocation.SetMoves([]);
        allocation.SetLocation(1, (PhysicalRegister)Gpr.Rax);
        AllocationChecker.Check(function, allocation, AllocationTests.Allocatable).Should().Be("instruction 2, operand 0 (v0 in rax): it holds another value");
    }

    [Fact]
    public void Finds_a_value_of_an_earlier_iteration()
    {
        LirFunction function = LirParser.Parse(
            """
            registers 2
            block 0 -> 1
              Move
            block 1 depth 1 loop 2 -> 2, 3
              Move def v0
            block 2 depth 1 -> 1
              Move v0
            block 3
              Move v0
            """);
        Allocation allocation = Allocate(function);
        allocation.SetMoves([new LirMove(1, (PhysicalRegister)Gpr.Rax, (PhysicalRegister)Gpr.Rcx, 0, ValueClass.Int)]);
        allocation.SetLocation(2, (PhysicalRegister)Gpr.Rcx);
        AllocationChecker.Check(function, allocation, AllocationTests.Allocatable).Should().NotBeNull();
    }

    private static Allocation Allocate(LirFunction function) =>
        new LinearScan().Allocate(function, AllocationTests.Allocatable, new AllocatorOptions { CalleeSaved = CallingConvention.SystemV.CalleeSaved });
}
