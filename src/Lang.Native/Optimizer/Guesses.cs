using Lang.Bytecode.Profiling;

namespace Lang.Native.Optimizer;

/// <summary>Knows what CALL_VALUE instructions called so far. Asked while the script may go on counting: the numbers are of about that moment.</summary>
internal interface ICalleeSource
{
    /// <summary>What the CALL_VALUE at an offset of a function has met.</summary>
    CalleeProfile CalleesOf(int function, int offset);
}

/// <summary>What compiled code may take for granted although it is only likely.</summary>
internal sealed record Guesses
{
    /// <summary>Everything that is certain, and checks of loops made before them.</summary>
    public static readonly Guesses Static = new();

    /// <summary>Whether checks of loops may be replaced by checks before them that may fail although the program is correct.</summary>
    public bool Predicates { get; init; } = true;

    /// <summary>Where to learn what function values were called, or null.</summary>
    public ICalleeSource? Callees { get; init; }

    /// <summary>Whether code may be left where a function value turns out to be another one.</summary>
    public bool AssumesCallees { get; init; } = true;
}
