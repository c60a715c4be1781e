using System.Collections.Immutable;
using Lang.Native.Target;

namespace Lang.Native.Diagnostics;

/// <summary>A stretch of generated code: a function, a thunk or a stub.</summary>
/// <param name="Address">Where it is executed.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Name">What profilers and debuggers call it, with its tier: <c>primes::sieve@template</c>.</param>
/// <param name="Frame">What it does with the stack.</param>
/// <param name="Source">Where it comes from, or null.</param>
internal readonly record struct CodeRegion(nint Address, int Length, string Name, FrameShape Frame, CodeSource? Source = null);

/// <summary>The source lines of a region.</summary>
/// <param name="File">Path of the source; a relative one counts from the current directory.</param>
/// <param name="Lines">In rising order of offsets; each holds up to the next.</param>
internal sealed record CodeSource(string File, ImmutableArray<CodeLine> Lines);

/// <summary>From an offset in the code on, the source line.</summary>
/// <param name="Offset">Bytes from the region's start.</param>
/// <param name="Line">Line, from 1.</param>
internal readonly record struct CodeLine(int Offset, int Line);

/// <summary>What code does with the stack, as far as one who unwinds it must know.</summary>
/// <remarks>
/// The frame of a function, saved registers in the order of their pushes:
/// <code>
///   [rbp+8]    return address       at function entry: [rsp]
///   [rbp]      caller's rbp         push rbp; mov rbp, rsp
///   [rbp-8]    first saved register
///   [rbp-16]   second one, and so on
/// </code>
/// </remarks>
internal readonly record struct FrameShape
{
    private FrameShape(FrameKind kind, int prologue, ImmutableArray<Gpr> saved, ImmutableArray<int> returns) =>
        (Kind, Prologue, Saved, Returns) = (kind, prologue, saved, returns);

    /// <summary>Code that leaves the stack as its caller's call made it, from its first instruction to its last.</summary>
    public static FrameShape None { get; } = new(FrameKind.None, 0, [], []);

    public FrameKind Kind { get; }

    /// <summary>Offset of <c>push rbp</c>; <c>mov rbp, rsp</c> and the pushes of <see cref="Saved"/> follow it.</summary>
    public int Prologue { get; }

    /// <summary>The callee-saved registers that lie below the saved RBP, in order.</summary>
    public ImmutableArray<Gpr> Saved { get; }

    /// <summary>
    /// Offsets of the <c>ret</c> (or jump to another function) that follows <c>pop rbp</c>, in rising order. Of one that is left out,
    /// only unwinding from this very instruction goes wrong.
    /// </summary>
    public ImmutableArray<int> Returns { get; }

    /// <summary>A function with a frame pointer.</summary>
    /// <param name="saved">See <see cref="Saved"/>: what the prologue pushes.</param>
    /// <param name="returns">See <see cref="Returns"/>.</param>
    /// <param name="prologue">See <see cref="Prologue"/>: instructions before it leave the stack alone.</param>
    public static FrameShape FramePointer(ImmutableArray<Gpr> saved, ImmutableArray<int> returns, int prologue = 0) =>
        new(FrameKind.FramePointer, prologue, saved, returns);

    /// <summary>Code that functions with a frame jump to, and that runs in their frame: a shared exit.</summary>
    /// <param name="saved">See <see cref="Saved"/>: what all those functions have saved.</param>
    /// <param name="returns">See <see cref="Returns"/>.</param>
    public static FrameShape OfJumper(ImmutableArray<Gpr> saved, ImmutableArray<int> returns) => new(FrameKind.OfJumper, 0, saved, returns);
}

/// <summary>How a return address is found.</summary>
internal enum FrameKind : byte
{
    /// <summary>It lies at RSP.</summary>
    None,

    /// <summary>It lies above the RBP that the prologue saves.</summary>
    FramePointer,

    /// <summary>It lies above the RBP that was saved before.</summary>
    OfJumper,
}
