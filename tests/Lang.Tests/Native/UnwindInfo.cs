using System.Buffers.Binary;
using Lang.Native.Target;

namespace Lang.Tests.Native;

/// <summary>The registers and the stack of a thread that stands somewhere in generated code.</summary>
internal sealed class MachineState
{
    public long Rip { get; set; }

    public long[] Registers { get; private init; } = new long[16];

    public (long Low, long High)[] Vectors { get; private init; } = new (long, long)[16];

    public Dictionary<long, long> Memory { get; private init; } = [];

    public long Rsp
    {
        get => Registers[(int)Gpr.Rsp];
        set => Registers[(int)Gpr.Rsp] = value;
    }

    public MachineState Copy() => new()
    {
        Rip = Rip, Registers = [.. Registers], Vectors = [.. Vectors], Memory = new(Memory),
    };

    public void Push(long value) => Memory[Rsp -= 8] = value;

    public long Pop() => Memory[(Rsp += 8) - 8];
}

/// <summary>
/// Unwinds a frame as Windows does, from the bytes of an UNWIND_INFO record and of the code. Written from Microsoft's "x64 exception handling" and
/// nothing else: what writes records is tested against it.
/// </summary>
internal sealed class UnwindInfo
{
    private readonly byte[] _record;

    public UnwindInfo(ReadOnlySpan<byte> record)
    {
        _record = record.ToArray();
        (record[0] & 7).Should().Be(1, "it is the version");
        (record[0] >> 3).Should().Be(0, "there are no handlers and no chains");
        record.Length.Should().Be(4 + (2 * ((CodeCount + 1) & ~1)));
    }

    public int PrologueBytes => _record[1];

    private int CodeCount => _record[2];

    private int FrameRegister => _record[3] & 15;

    private int FrameOffset => (_record[3] >> 4) * 16;

    /// <summary>Makes the state that of the caller, behind its call.</summary>
    /// <param name="state">Its instruction pointer is an offset in the code.</param>
    /// <param name="code">The code.</param>
    /// <param name="begin">Where the function begins that the record belongs to.</param>
    /// <param name="end">Where it ends.</param>
    public void Unwind(MachineState state, ReadOnlySpan<byte> code, int begin, int end)
    {
        int at = (int)state.Rip, inPrologue = at - begin;
        if (inPrologue < PrologueBytes)
        {
            UndoPrologue(state, inPrologue);
        }
        else if (!TryFinishEpilogue(state, code, at, begin, end))
        {
            UndoPrologue(state, int.MaxValue);
        }
        state.Rip = state.Pop();
    }

    private void UndoPrologue(MachineState state, int position)
    {
        long frame = FrameRegister == 0 ? state.Rsp : state.Registers[FrameRegister] - FrameOffset;
        int last = int.MaxValue;
        for (int i = 0; i < CodeCount; i++)
        {
            int offset = _record[4 + (2 * i)], operation = _record[5 + (2 * i)] & 15, info = _record[5 + (2 * i)] >> 4;
            if (offset > Math.Min(last, PrologueBytes))
                throw new InvalidDataException("Codes are sorted, the last operation first.");
            last = offset;
            bool isDone = position >= offset;
            switch (operation)
            {
                case 0: // PUSH_NONVOL
                    if (isDone)
                        state.Registers[info] = state.Pop();
                    break;
                case 1: // ALLOC_LARGE
                    long bytes = info == 0 ? Operand(++i) * 8L : Operand(++i) + (Operand(++i) * 0x10000L);
                    if (isDone)
                        state.Rsp += bytes;
                    break;
                case 2: // ALLOC_SMALL
                    if (isDone)
                        state.Rsp += (info * 8) + 8;
                    break;
                case 3: // SET_FPREG
                    if (isDone)
                        state.Rsp = frame;
                    break;
                case 4: // SAVE_NONVOL
                    long slot = frame + (Operand(++i) * 8L);
                    if (isDone)
                        state.Registers[info] = state.Memory[slot];
                    break;
                case 8: // SAVE_XMM128
                    long place = frame + (Operand(++i) * 16L);
                    if (isDone && place % 16 != 0)
                        throw new InvalidDataException("Vector registers lie at multiples of 16.");
                    if (isDone)
                        state.Vectors[info] = (state.Memory[place], state.Memory[place + 8]);
                    break;
                default:
                    throw new InvalidDataException($"There is no unwind code {operation}.");
            }
        }
    }

    private int Operand(int index) => BinaryPrimitives.ReadUInt16LittleEndian(_record.AsSpan(4 + (2 * index)));

    /// <summary>An epilogue is what looks like one: an adjustment of RSP, pops, and a return or a jump out of the function.</summary>
    private bool TryFinishEpilogue(MachineState state, ReadOnlySpan<byte> code, int at, int begin, int end)
    {
        MachineState tried = state.Copy();
        ReadOnlySpan<byte> rest = code[at..];
        if (rest is [0x48, 0x83, 0xC4, ..])
        {
            tried.Rsp += (sbyte)rest[3];
            rest = rest[4..];
        }
        else if (rest is [0x48, 0x81, 0xC4, ..])
        {
            tried.Rsp += BinaryPrimitives.ReadInt32LittleEndian(rest[3..]);
            rest = rest[7..];
        }
        else if (rest is [0x48 or 0x49, 0x8D, ..] && (rest[2] & 0x38) == 0x20)
        {
            throw new InvalidDataException("Epilogues with lea are not ours.");
        }
        for (; ; )
        {
            if (rest is [>= 0x58 and <= 0x5F, ..])
            {
                tried.Registers[rest[0] & 7] = tried.Pop();
                rest = rest[1..];
            }
            else if (rest is [0x41, >= 0x58 and <= 0x5F, ..])
            {
                tried.Registers[8 | rest[1] & 7] = tried.Pop();
                rest = rest[2..];
            }
            else
            {
                break;
            }
        }
        if (!IsReturn(rest) && !IsJumpOut(rest, code.Length - rest.Length, begin, end))
            return false;
        tried.Registers.CopyTo(state.Registers, 0);
        return true;
    }

    private static bool IsReturn(ReadOnlySpan<byte> rest) => rest is [0xC3, ..] or [0xF3, 0xC3, ..] or [0xC2, ..];

    private static bool IsJumpOut(ReadOnlySpan<byte> rest, int at, int begin, int end)
    {
        if (rest is [0xFF, 0x25, ..] || (rest is [>= 0x48 and <= 0x4F, 0xFF, ..] && (rest[2] & 0x38) == 0x20))
            return true;
        int target;
        if (rest is [0xEB, ..])
            target = at + 2 + (sbyte)rest[1];
        else if (rest is [0xE9, ..])
            target = at + 5 + BinaryPrimitives.ReadInt32LittleEndian(rest[1..]);
        else
            return false;
        return target <= begin || target >= end;
    }
}
