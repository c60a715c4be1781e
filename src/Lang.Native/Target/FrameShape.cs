using System.Collections.Immutable;

namespace Lang.Native.Target;

/// <summary>What code does with the stack, as far as one who unwinds it must know: debuggers, profilers, exceptions of Windows.</summary>
/// <remarks>
/// The frame of a function, saved registers in the order of their pushes:
/// <code>
///   [rbp+8]    return address          at function entry: [rsp]
///   [rbp]      caller's rbp            push rbp; mov rbp, rsp
///   [rbp-8]    the link, if there is one
///   [rbp-8..]  saved registers         push
///   [..]       vector registers        at multiples of 16 below, stored and not pushed
/// </code>
/// Everything is found from RBP: what RSP does below does not matter.
/// </remarks>
internal readonly record struct FrameShape
{
    /// <summary>Bytes of a saved vector register, which are also its alignment.</summary>
    public const int XmmBytes = 16;

    private FrameShape(FrameKind kind, int prologue, ImmutableArray<Gpr> saved, ImmutableArray<int> returns) =>
        (Kind, Prologue, Saved, Returns, SavedXmms) = (kind, prologue, saved, returns, []);

    /// <summary>Code that leaves the stack as its caller's call made it, from its first instruction to its last.</summary>
    public static FrameShape None { get; } = new(FrameKind.None, 0, [], []);

    public FrameKind Kind { get; }

    /// <summary>Offset of <c>push rbp</c>; <c>mov rbp, rsp</c>, the push of the link and the pushes of <see cref="Saved"/> follow it.</summary>
    public int Prologue { get; }

    /// <summary>The callee-saved registers that lie below the saved RBP and the link, in order.</summary>
    public ImmutableArray<Gpr> Saved { get; }

    /// <summary>
    /// Offsets of the <c>ret</c> (or jump to another function) that follows <c>pop rbp</c>, in rising order. Of one that is left out,
    /// only unwinding from this very instruction goes wrong.
    /// </summary>
    public ImmutableArray<int> Returns { get; }

    /// <summary>Bytes of the instruction that pushes a word which is no register, the link, before <see cref="Saved"/>; 0 when there is none.</summary>
    public int LinkBytes { get; init; }

    /// <summary>The callee-saved vector registers, all 128 bits of them, the first one highest.</summary>
    public ImmutableArray<Xmm> SavedXmms { get; init; }

    /// <summary>An offset at which all of <see cref="SavedXmms"/> are stored and none has changed yet.</summary>
    public int XmmsSavedAt { get; init; }

    /// <summary>Bytes from RBP down to the first saved register, and to the last one that is pushed.</summary>
    public int LinkedBytes => LinkBytes > 0 ? CallingConvention.SlotBytes : 0;

    /// <inheritdoc cref="LinkedBytes"/>
    public int PushedBytes => LinkedBytes + (Saved.Length * CallingConvention.SlotBytes);

    /// <summary>Bytes from RBP down to the last saved register of either file.</summary>
    /// <param name="pushed">As <see cref="PushedBytes"/>.</param>
    /// <param name="xmms">How many vector registers are saved.</param>
    public static int SavedBytes(int pushed, int xmms) => xmms == 0 ? pushed : ((pushed + XmmBytes - 1) & -XmmBytes) + (xmms * XmmBytes);

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

    /// <summary>Bytes of <c>push register</c>.</summary>
    public static int PushBytes(Gpr register) => register >= Gpr.R8 ? 2 : 1;
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
