namespace Lang.Bytecode.Profiling;

/// <summary>Whether the interpreter counts: a type argument of its loop, so that each of the two loops is compiled for its mode.</summary>
internal interface IProfileMode
{
    static abstract bool Counts { get; }
}

/// <summary>Calls, branches and callees are counted.</summary>
internal readonly struct Profiled : IProfileMode
{
    public static bool Counts => true;
}

/// <summary>Nothing is counted.</summary>
internal readonly struct Unprofiled : IProfileMode
{
    public static bool Counts => false;
}
