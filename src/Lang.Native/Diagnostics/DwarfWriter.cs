using Lang.Native.Target;

namespace Lang.Native.Diagnostics;

/// <summary>Writes what a debugger must know of one region: how to unwind it, and its source lines.</summary>
/// <remarks>
/// Version 4, addresses absolute: the code has its place already. Source: "DWARF Debugging Information Format", version 4, chapters 2, 6.2
/// and 6.4; register numbers from figure 3.36 of the System V supplement for AMD64.
/// </remarks>
internal static class DwarfWriter
{
    private const int Version = 4, AddressBytes = 8;

    // Numbers of registers that are not in the order of the instruction encoding.
    private const int ReturnAddress = 16, Rbp = 6, Rsp = 7;

    // The canonical frame address is RSP before the call: the return address lies below it, then RBP.
    private const int SlotBytes = 8, AtEntry = SlotBytes, AfterPush = 2 * SlotBytes;

    /// <summary>The content of .debug_frame: a row of the unwind table for each instruction that changes how the frame is found.</summary>
    public static ByteWriter Frames(in CodeRegion region)
    {
        var writer = new ByteWriter();
        int common = writer.BeginUnit();
        writer.U32(uint.MaxValue); // marks what all functions share
        writer.U8(Version);
        writer.U8(0); // no augmentation
        writer.U8(AddressBytes);
        writer.U8(0); // no segment selectors
        writer.Uleb(1); // advances count bytes
        writer.Sleb(-SlotBytes); // offsets count words below the frame address
        writer.Uleb(ReturnAddress);
        FindFrameAt(writer, Rsp, AtEntry);
        SavedAt(writer, ReturnAddress, 1);
        EndEntry(writer, common);

        int entry = writer.BeginUnit();
        writer.U32(0); // the common part is at the start
        writer.U64((ulong)region.Address);
        writer.U64((ulong)region.Length);
        FrameRows(writer, region.Frame);
        EndEntry(writer, entry);
        return writer;
    }

    /// <summary>The content of .debug_abbrev: the shapes of the two entries of <see cref="Info"/>.</summary>
    public static ByteWriter Abbreviations()
    {
        const int CompileUnit = 0x11, Subprogram = 0x2E, HasChildren = 1, NoChildren = 0;
        const int AddressForm = 0x01, Data2Form = 0x05, Data8Form = 0x07, TextForm = 0x08, SectionOffsetForm = 0x17, PresentForm = 0x19;
        const int Name = 0x03, Lines = 0x10, LowPc = 0x11, HighPc = 0x12, Language = 0x13, Directory = 0x1B, External = 0x3F;
        var writer = new ByteWriter();
        Declare(1, CompileUnit, HasChildren, [Language, Data2Form, Name, TextForm, Directory, TextForm, LowPc, AddressForm, HighPc, Data8Form, Lines, SectionOffsetForm]);
        Declare(2, Subprogram, NoChildren, [Name, TextForm, LowPc, AddressForm, HighPc, Data8Form, External, PresentForm]);
        writer.U8(0);
        return writer;

        void Declare(int number, int tag, int children, ReadOnlySpan<byte> attributes)
        {
            writer.U8(number);
            writer.U8(tag);
            writer.U8(children);
            writer.Bytes(attributes);
            writer.U16(0);
        }
    }

    /// <summary>The content of .debug_info: a source file with one function.</summary>
    public static ByteWriter Info(in CodeRegion region, CodeSource source)
    {
        const int LanguageC = 2; // the plainest that debuggers know
        var writer = new ByteWriter();
        int unit = writer.BeginUnit();
        writer.U16(Version);
        writer.U32(0); // .debug_abbrev from its start
        writer.U8(AddressBytes);
        writer.U8(1);
        writer.U16(LanguageC);
        writer.Text(source.File);
        writer.Text(Environment.CurrentDirectory);
        writer.U64((ulong)region.Address);
        writer.U64((ulong)region.Length);
        writer.U32(0); // .debug_line from its start
        writer.U8(2);
        writer.Text(region.Name);
        writer.U64((ulong)region.Address);
        writer.U64((ulong)region.Length);
        writer.U8(0); // no more children
        writer.EndUnit(unit);
        return writer;
    }

    /// <summary>The content of .debug_line: one row for each line of the source.</summary>
    public static ByteWriter Lines(in CodeRegion region, CodeSource source)
    {
        const int OpcodeBase = 10, Copy = 1, AdvancePc = 2, AdvanceLine = 3, Extended = 0, EndSequence = 1, SetAddress = 2;
        var writer = new ByteWriter();
        int unit = writer.BeginUnit();
        writer.U16(Version);
        int header = writer.BeginUnit();
        writer.U8(1); // advances count bytes
        writer.U8(1); // one operation an instruction
        writer.U8(1); // rows are places to stop at
        writer.U8(-5); // base and range of the special opcodes, which are not used
        writer.U8(14);
        writer.U8(OpcodeBase);
        writer.Bytes([0, 1, 1, 1, 1, 0, 0, 0, 1]); // how many operands opcodes 1 to 9 have
        writer.U8(0); // no directories
        writer.Text(source.File);
        writer.Bytes([0, 0, 0, 0]); // directory, time and length of the file; no more files
        writer.EndUnit(header);

        writer.Bytes([Extended, 1 + AddressBytes, SetAddress]);
        writer.U64((ulong)region.Address);
        int offset = 0, line = 1;
        foreach (CodeLine row in source.Lines)
        {
            Advance(row.Offset);
            writer.U8(AdvanceLine);
            writer.Sleb(row.Line - line);
            writer.U8(Copy);
            line = row.Line;
        }
        Advance(region.Length);
        writer.Bytes([Extended, 1, EndSequence]);
        writer.EndUnit(unit);
        return writer;

        void Advance(int target)
        {
            writer.U8(AdvancePc);
            writer.Uleb((uint)(target - offset));
            offset = target;
        }
    }

    private static void FrameRows(ByteWriter writer, FrameShape frame)
    {
        const int RememberState = 0x0A, RestoreState = 0x0B, MoveBytes = 3;
        int offset = 0;
        if (frame.Kind == FrameKind.None)
            return;

        bool hasPrologue = frame.Kind == FrameKind.FramePointer;
        if (hasPrologue)
        {
            Advance(frame.Prologue + FrameShape.PushBytes(Gpr.Rbp));
            FindFrameAt(writer, Rsp, AfterPush);
        }
        SavedAt(writer, Rbp, 2);
        if (hasPrologue)
            Advance(offset + MoveBytes);
        FindFrameAt(writer, Rbp, AfterPush);
        if (hasPrologue)
            Advance(offset + frame.LinkBytes);
        int first = 3 + (frame.LinkedBytes / SlotBytes);
        for (int n = 0; n < frame.Saved.Length; n++)
        {
            if (hasPrologue)
                Advance(offset + FrameShape.PushBytes(frame.Saved[n]));
            SavedAt(writer, NumberOf(frame.Saved[n]), n + first);
        }

        // A return is one instruction in the middle of code that still has the frame.
        foreach (int position in frame.Returns)
        {
            Advance(position);
            writer.U8(RememberState);
            FindFrameAt(writer, Rsp, AtEntry);
            NotSaved(writer, Rbp);
            foreach (Gpr register in frame.Saved)
                NotSaved(writer, NumberOf(register));
            Advance(position + 1);
            writer.U8(RestoreState);
        }

        void Advance(int target)
        {
            const int Advance4 = 0x04, ShortAdvance = 0x40, ShortLimit = 0x40;
            uint distance = (uint)(target - offset);
            offset = target;
            if (distance < ShortLimit)
            {
                writer.U8(ShortAdvance | (int)distance);
                return;
            }
            writer.U8(Advance4);
            writer.U32(distance);
        }
    }

    private static void FindFrameAt(ByteWriter writer, int register, int offset)
    {
        const int DefineFrameAddress = 0x0C;
        writer.U8(DefineFrameAddress);
        writer.Uleb((uint)register);
        writer.Uleb((uint)offset);
    }

    private static void SavedAt(ByteWriter writer, int register, int words)
    {
        const int Offset = 0x80;
        writer.U8(Offset | register);
        writer.Uleb((uint)words);
    }

    private static void NotSaved(ByteWriter writer, int register)
    {
        const int SameValue = 0x08;
        writer.U8(SameValue);
        writer.Uleb((uint)register);
    }

    // Zeros are instructions that do nothing; entries begin at multiples of an address's size.
    private static void EndEntry(ByteWriter writer, int start)
    {
        writer.Align(AddressBytes);
        writer.EndUnit(start);
    }

    private static int NumberOf(Gpr register) => register switch
    {
        Gpr.Rax => 0,
        Gpr.Rdx => 1,
        Gpr.Rcx => 2,
        Gpr.Rbx => 3,
        Gpr.Rsi => 4,
        Gpr.Rdi => 5,
        Gpr.Rbp => Rbp,
        Gpr.Rsp => Rsp,
        _ => (int)register,
    };
}
