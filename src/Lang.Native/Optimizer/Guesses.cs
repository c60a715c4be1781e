using System.Collections.Immutable;
using Lang.Bytecode.Profiling;

namespace Lang.Native.Optimizer;

/// <summary>Knows what the script did so far. Asked while it may go on counting: the numbers are of about that moment.</summary>
internal interface IProfileSource
{
    /// <summary>What the CALL_VALUE at an offset of a function has met.</summary>
    CalleeProfile CalleesOf(int function, int offset);

    /// <summary>Whether a function was called so far.</summary>
    bool WasCalled(int function);

    /// <summary>Which way the jumps of a function went, in the order of their offsets; nothing is known of those that are missing.</summary>
    ImmutableArray<BranchProfile> BranchesOf(int function);
}

/// <summary>What compiled code may take for granted although it is only likely.</summary>
internal sealed record Guesses
{
    /// <summary>Everything that is certain, and checks of loops made before them.</summary>
    public static readonly Guesses Static = new();

    /// <summary>Whether checks of loops may be replaced by checks before them that may fail although the program is correct.</summary>
    public bool Predicates { get; init; } = true;

    /// <summary>Where to learn what was called and which way branches went, or null.</summary>
    public IProfileSource? Profile { get; init; }

    /// <summary>Whether code may be left where a function value turns out to be another one, and where a function is called that never was before.</summary>
    public bool AssumesCallees { get; init; } = true;

    /// <summary>Of each global the function that it has held so far, and is taken to go on holding, or -1; there may be nothing about any.</summary>
    public ImmutableArray<int> GlobalFunctions { get; init; } = [];

    /// <summary>Executions of a branch from which on a side that was never taken is one where code may be left; 0 where none is, nor any call of a function that was never called.</summary>
    public int BranchThreshold { get; init; }

    /// <summary>Places (<see cref="CodePlace"/>) that were reached after all: no code is left there any more.</summary>
    public HashSet<long> Reached { get; init; } = [];
}
