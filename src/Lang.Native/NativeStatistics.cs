namespace Lang.Native;

/// <summary>What the compilers of a VM did so far.</summary>
/// <param name="Functions">Functions that have machine code.</param>
/// <param name="CodeBytes">Bytes of machine code, thunks included.</param>
/// <param name="Compilations">How often a function was compiled.</param>
/// <param name="CompiledInstructions">Bytecode instructions compiled.</param>
/// <param name="CompiledBytes">Bytes of machine code made of them.</param>
/// <param name="CompileTime">Time that took.</param>
/// <param name="OsrEntries">How often a running loop went on in machine code.</param>
/// <param name="Exits">How often a frame of machine code was left for the interpreter.</param>
/// <param name="Evictions">Functions whose code was freed to make room.</param>
/// <param name="Refusal">Why there is no machine code although it was wanted, or null.</param>
public sealed record NativeStatistics(
    int Functions, long CodeBytes, long Compilations, long CompiledInstructions, long CompiledBytes, TimeSpan CompileTime,
    long OsrEntries, long Exits, long Evictions, string? Refusal)
{
    /// <summary>Functions among <see cref="Functions"/> that the optimising compiler made code of.</summary>
    public int OptimizedFunctions { get; init; }

    /// <summary>Loops that it made code of, to be entered while they run.</summary>
    public int OptimizedLoops { get; init; }

    /// <summary>How often optimised code was thrown away because a global was assigned that it had taken for constant.</summary>
    public long Invalidations { get; init; }

    /// <summary>Nothing was compiled.</summary>
    public static NativeStatistics Interpreted { get; } = new(0, 0, 0, 0, 0, TimeSpan.Zero, 0, 0, 0, null);
}
