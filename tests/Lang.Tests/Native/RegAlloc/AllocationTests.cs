using Lang.Native.Lir;
using Lang.Native.RegAlloc;
using Lang.Native.Target;

namespace Lang.Tests.Native.RegAlloc;

/// <summary>What allocation makes of small functions.</summary>
public sealed class AllocationTests
{
    /// <summary>What a compiler for x86-64 may use: no stack or frame pointer, no scratch registers.</summary>
    internal static RegisterSet Allocatable { get; } =
        (RegisterSet.AllGprs | RegisterSet.AllXmms) - Gpr.Rsp - Gpr.Rbp - Gpr.R11 - Xmm.Xmm15;

    [Fact]
    public void Coalesced_loop_phi_needs_no_moves()
    {
        LirFunction function = LirParser.Parse(
            """
            registers 4
            hint v3 = v2
            block 0 -> 1 (v1)
              Move def v0@rdi, def v1@rsi
              Move
            block 1 (v2) depth 1 loop 2 -> 2, 3
              Move v2, v0
            block 2 depth 1 -> 1 (v3)
              Move def v3, v2, late v0
              Move
            block 3
              Move v2@rax
            """);
        Allocation allocation = Allocate(function);
        allocation.Moves.ToArray().Should().OnlyContain(move => move.Instruction < 2 || move.Instruction == 5);
    }

    private static Allocation Allocate(LirFunction function)
    {
        Allocation allocation = new LinearScan().Allocate(function, Allocatable, new AllocatorOptions { CalleeSaved = CallingConvention.SystemV.CalleeSaved });
        AllocationChecker.Check(function, allocation, Allocatable).Should().BeNull();
        return allocation;
    }
}
