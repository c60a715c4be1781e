using Lang.Native.Deopt;
using Lang.Native.X64;

namespace Lang.Native.Emission;

/// <summary>Finished code of one function or loop, before it has a place. Spans are valid until the emitter's next function.</summary>
internal readonly ref struct OptimizedCode
{
    /// <summary>The instructions, then literals.</summary>
    public required ReadOnlySpan<byte> Code { get; init; }

    /// <summary>As <see cref="Emitter.Relocations"/>.</summary>
    public required ReadOnlySpan<int> Relocations { get; init; }

    /// <summary>Bytes of instructions: what follows is data.</summary>
    public required int InstructionBytes { get; init; }

    /// <summary>What walks and exits need to know.</summary>
    public required FrameRecords Frame { get; init; }

    /// <summary>Offset of the prologue's first instruction: checks come before it.</summary>
    public required int Prologue { get; init; }

    /// <summary>Offsets of the returns, rising.</summary>
    public required IReadOnlyList<int> Returns { get; init; }

    /// <summary>Where the code of each block begins: for listings.</summary>
    public required ReadOnlySpan<(int Code, int Offset)> Lines { get; init; }
}
