using System.Collections.Immutable;
using Lang.Native.Deopt;
using Lang.Native.Diagnostics;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

/// <summary>Code of one function in its place.</summary>
internal sealed class CodeObject
{
    /// <summary>Index of the function.</summary>
    public required int Function { get; init; }

    /// <summary>Its first byte, where calls enter.</summary>
    public required nint Address { get; init; }

    /// <summary>Bytes, with literals.</summary>
    public required int Length { get; init; }

    /// <summary>Whether the optimising compiler made it.</summary>
    public bool IsOptimized { get; init; }

    /// <summary>The bytecode offset of the loop at which it takes over an interpreter's frame, or -1 when calls enter it.</summary>
    public int Loop { get; init; } = -1;

    /// <summary>How often one of its checks failed.</summary>
    public int FailedChecks { get; set; }

    /// <summary>Offset of the entry of on-stack replacement, or -1.</summary>
    public required int OsrEntry { get; init; }

    /// <summary>Its frame.</summary>
    public required FrameMap Frame { get; init; }

    /// <summary>Whether a running loop went on in it.</summary>
    public bool WasEntered { get; set; }

    /// <summary>What listeners were told of it; empty when there are none.</summary>
    public CodeRegion[] Regions { get; init; } = [];

    /// <summary>Globals that it takes to go on holding what they were given first.</summary>
    public ImmutableArray<AssumedGlobal> AssumedGlobals { get; set; } = [];

    /// <summary>Whether it was given up: nothing enters it any more, and it goes when no stack holds it.</summary>
    public bool IsDiscarded { get; set; }

    /// <summary>Whether its entry slot leads to it. One that was taken out and is called again is still warm and is put back.</summary>
    public bool IsLinked { get; set; }
}
