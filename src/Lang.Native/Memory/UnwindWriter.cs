using System.Buffers.Binary;
using System.Diagnostics;
using Lang.Native.Target;

namespace Lang.Native.Memory;

/// <summary>Writes UNWIND_INFO records, from which Windows unwinds frames of generated code.</summary>
/// <remarks>
/// Source: "x64 exception handling" in Microsoft's documentation. Its codes describe a prologue: the last operation first, each with the
/// offset of the instruction behind it, so that one who stops inside the prologue undoes what was done.
/// <para>
/// A real prologue here is <c>push rbp; mov rbp, rsp; push ...; sub rsp, n</c>. The record describes one that leads to the same frame and
/// never asks where RSP is: RBP points 240 bytes, the most there can be, above a frame base; registers lie at offsets from that
/// base; undoing the move sets RSP to the base, and undoing an allocation of 240 bytes sets it to the saved RBP.
/// <code>
///   at push + 4 + ...  SAVE_NONVOL register, offset from the base      (the last one first)
///   at push + 4        SET_FPREG rbp = base + 240
///   at push + 4        ALLOC_LARGE 240
///   at push + 1        PUSH_NONVOL rbp
/// </code>
/// So a record does not depend on the frame's size, and functions share theirs: what differs is which registers are saved and where the
/// prologue begins. Epilogues are <c>mov register, [rbp-n]; ...; mov rsp, rbp; pop rbp; ret</c>: Windows knows the last two by their bytes,
/// and before them the frame is as it was.
/// </para>
/// </remarks>
internal static class UnwindWriter
{
    /// <summary>Bytes that the largest record takes: a header, 4 codes for the frame, and 2 for each of the 17 registers that Win64 saves besides RBP.</summary>
    public const int MaxBytes = HeaderBytes + ((4 + (2 * 17)) * CodeBytes);

    /// <summary>Records begin at multiples of this.</summary>
    public const int Alignment = 4;

    private const int Version = 1, HeaderBytes = 4, CodeBytes = 2;
    private const int MoveBytes = 3;

    // In units of 16 bytes, of a field of 4 bits.
    private const int FrameOffset = 15, FrameOffsetUnit = 16, BaseDistance = FrameOffset * FrameOffsetUnit;

    private enum Operation : byte
    {
        PushNonvolatile = 0,
        AllocateLarge = 1,
        SetFramePointer = 3,
        SaveNonvolatile = 4,
        SaveXmm128 = 8,
    }

    /// <summary>Writes the record of code with a frame.</summary>
    /// <param name="shape">Its frame. Code without one has no record: that means to Windows that the return address lies at RSP.</param>
    /// <param name="target">At least <see cref="MaxBytes"/>.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(in FrameShape shape, Span<byte> target)
    {
        Debug.Assert(shape.Kind != FrameKind.None);
        bool hasPrologue = shape.Kind == FrameKind.FramePointer;
        int pushed = hasPrologue ? shape.Prologue + FrameShape.PushBytes(Gpr.Rbp) : 0;
        int moved = hasPrologue ? pushed + MoveBytes : 0, end = moved;
        if (hasPrologue)
        {
            end += shape.LinkBytes;
            foreach (Gpr register in shape.Saved)
                end += FrameShape.PushBytes(register);
        }
        int prologue = shape.SavedXmms.Length > 0 ? shape.XmmsSavedAt : end;
        var codes = new CodeList(target[HeaderBytes..]);

        for (int n = shape.SavedXmms.Length - 1; n >= 0; n--)
        {
            codes.Add(prologue, Operation.SaveXmm128, (int)shape.SavedXmms[n]);
            codes.Add((BaseDistance - FrameShape.SavedBytes(shape.PushedBytes, n + 1)) / FrameShape.XmmBytes);
        }
        int at = end;
        for (int n = shape.Saved.Length - 1; n >= 0; n--)
        {
            Gpr register = shape.Saved[n];
            codes.Add(at, Operation.SaveNonvolatile, (int)register);
            codes.Add((BaseDistance - shape.LinkedBytes - ((n + 1) * CallingConvention.SlotBytes)) / CallingConvention.SlotBytes);
            at -= hasPrologue ? FrameShape.PushBytes(register) : 0;
        }
        codes.Add(moved, Operation.SetFramePointer, 0);
        codes.Add(moved, Operation.AllocateLarge, 0);
        codes.Add(BaseDistance / CallingConvention.SlotBytes);
        codes.Add(pushed, Operation.PushNonvolatile, (int)Gpr.Rbp);

        target[0] = Version;
        target[1] = checked((byte)prologue);
        target[2] = (byte)codes.Count;
        target[3] = (byte)Gpr.Rbp | FrameOffset << 4;
        // An odd number of codes is filled up.
        if (codes.Count % 2 != 0)
            codes.Add(0);
        return HeaderBytes + (codes.Count * CodeBytes);
    }

    private ref struct CodeList(Span<byte> target)
    {
        private readonly Span<byte> _target = target;

        public int Count { get; private set; }

        public void Add(int codeOffset, Operation operation, int register)
        {
            // A register's number is that of the instruction encoding.
            _target[Count * CodeBytes] = checked((byte)codeOffset);
            _target[(Count++ * CodeBytes) + 1] = (byte)((int)operation | register << 4);
        }

        /// <summary>The number that belongs to the code before.</summary>
        public void Add(int operand) => BinaryPrimitives.WriteUInt16LittleEndian(_target[(Count++ * CodeBytes)..], checked((ushort)operand));
    }
}
