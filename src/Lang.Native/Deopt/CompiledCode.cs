using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Deopt;

/// <summary>Finished code of one function, or of its rest from a loop on, before it has a place. Spans are valid until the compiler's next function.</summary>
internal readonly ref struct CompiledCode
{
    /// <summary>The instructions, then literals.</summary>
    public required ReadOnlySpan<byte> Code { get; init; }

    /// <summary>As <see cref="Emitter.Relocations"/>.</summary>
    public required ReadOnlySpan<int> Relocations { get; init; }

    /// <summary>Bytes of instructions: what follows is data.</summary>
    public required int InstructionBytes { get; init; }

    /// <summary>Where the interpreter's frames are taken over, or -1 when there is no loop.</summary>
    public required int OsrEntry { get; init; }

    /// <summary>Where the code begins that runs before there is a frame, behind all that has one: the end of the instructions, or before it.</summary>
    public required int Frameless { get; init; }

    /// <summary>What walks, exits and loop entries need to know.</summary>
    public required FrameRecords Frame { get; init; }

    /// <summary>Offset of the prologue's first instruction: checks come before it.</summary>
    public required int Prologue { get; init; }

    /// <summary>As <see cref="FrameShape.XmmsSavedAt"/>.</summary>
    public int XmmsSavedAt { get; init; }

    /// <summary>Offsets of the returns, rising.</summary>
    public required ReadOnlySpan<int> Returns { get; init; }

    /// <summary>The frame of the function's body, which ends where its loop entry or its frameless code begins.</summary>
    public FrameShape Shape => FrameShape.FramePointer([.. Frame.Saved.Gprs.ToArray()], [.. Returns], Prologue) with
    {
        SavedXmms = [.. Frame.Saved.Xmms.ToArray()], XmmsSavedAt = XmmsSavedAt,
    };

    /// <summary>Where the function's body ends.</summary>
    public int BodyEnd => OsrEntry >= 0 ? OsrEntry : Frameless;

    /// <summary>The frame at the loop entry.</summary>
    public FrameShape OsrShape => FrameShape.FramePointer(Shape.Saved, []);

    /// <summary>Strings of the pool that the code loads.</summary>
    public required ReadOnlySpan<int> Strings { get; init; }

    /// <summary>Where the code of bytecode instructions begins, by rising code offset, if asked for: of all, or of those that may leave or call.</summary>
    public required ReadOnlySpan<(int Code, int Offset)> Lines { get; init; }
}
