using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <summary>What the allocator may use besides the allocatable registers, and its stress modes.</summary>
internal sealed record AllocatorOptions
{
    /// <summary>Registers that cost a save and a restore in the prologue and epilogue when they are used at all.</summary>
    public RegisterSet CalleeSaved { get; init; }

    /// <summary>Never allocated: carries values between slots, saves an integer of a cycle of moves, and is free for the emitter while it makes a constant.</summary>
    public PhysicalRegister ScratchGpr { get; init; } = Gpr.R11;

    /// <summary>Never allocated: saves a float of a cycle of moves.</summary>
    public PhysicalRegister ScratchXmm { get; init; } = Xmm.Xmm15;

    /// <summary>Stress: only the first so many allocatable registers of each class are used. 0 for no limit.</summary>
    public int RegisterLimit { get; init; }

    /// <summary>Stress: a free register is chosen at random.</summary>
    public int? RandomSeed { get; init; }
}
