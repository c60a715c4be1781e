using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lang.Native.Target;

namespace Lang.Native.X64;

/// <summary>Writes x86-64 instructions into a buffer that grows.</summary>
/// <remarks>
/// A mutable struct: keep it in one field or local, pass it by reference. An instruction is a few stores, no object. Rules:
/// 1. One instruction a call. Nothing chooses between instructions but <see cref="MovImmediate"/> (none of whose forms touches the flags);
///    encodings are the shortest of their form.
/// 2. Every form is compared with Iced's encoder, over all registers and addressing modes, by EmitterFormTests: a new form needs a row there.
/// 3. Code has no address yet. References within it go through labels; references to the VM's range (data area, shared stubs) are
///    written as if the code began at the start of the range and listed in <see cref="Relocations"/>: who places the code at offset
///    n subtracts n from each. So code is made on any thread, finished, and copied to its place.
/// </remarks>
internal unsafe partial struct Emitter
{
    // More than the longest instruction (15 bytes): a check before each is enough.
    private const int Margin = 32;

    private byte[] _buffer;
    private byte* _start;
    private byte* _next;
    private byte* _limit;

    // A label: its position when bound, else its chain of fix-ups, coded as a negative number.
    private int[] _labels;
    private int _labelCount;

    // Forward references. Freed ones are used again: their number follows the open references, not the code.
    private Fixup[] _fixups;
    private int _fixupCount;
    private int _freeFixup = EndOfChain;
    private int _openReferences;

    private int[] _relocations;
    private int _relocationCount;

    // Jumps to labels that were not bound yet, and whether the code is written again so that those that reach are short.
    private ForwardJump[] _forwardJumps;
    private int _forwardJumpCount;
    private bool _isSecondRun, _hasAlignedLoops;

    /// <summary>An emitter with room for that many bytes before it first grows.</summary>
    public Emitter(int capacity)
    {
        _buffer = [];
        Reallocate(Math.Max(capacity, Margin));
        _labels = new int[16];
        _fixups = new Fixup[32];
        _relocations = new int[16];
        _forwardJumps = [];
    }

    /// <summary>Whether jumps to labels that are not bound yet are noted for <see cref="TryShorten"/>.</summary>
    public bool NotesForwardJumps { get; init; }

    /// <summary>Bytes written so far.</summary>
    public readonly int Position => (int)(_next - _start);

    /// <summary>The code. All labels that are used must be bound.</summary>
    public readonly ReadOnlySpan<byte> Code
    {
        get
        {
            Debug.Assert(_openReferences == 0, "A label is used but not bound.");
            return new(_start, Position);
        }
    }

    /// <summary>Forgets everything and keeps the memory, for the next function.</summary>
    public void Reset()
    {
        Rewind();
        _isSecondRun = false;
    }

    private void Rewind()
    {
        _next = _start;
        _labelCount = _fixupCount = _relocationCount = _openReferences = _forwardJumpCount = 0;
        _freeFixup = EndOfChain;
        _hasAlignedLoops = false;
    }

    /// <summary>Writes bytes that are no instruction.</summary>
    public void Data(long value)
    {
        byte* p = Begin();
        *(long*)p = value;
        _next = p + sizeof(long);
    }

    /// <summary>Completes a 32-bit field that was written before its value was known.</summary>
    public readonly void Patch(int position, int value) => *(int*)(_start + position) = value;

    /// <summary>Writes int3 up to a multiple of a power of two: never executed, between functions and before data.</summary>
    public void Align(int alignment)
    {
        while ((Position & (alignment - 1)) != 0)
            Int3();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Begin()
    {
        if (_next > _limit)
            Reallocate(2 * _buffer.Length);
        return _next;
    }

    // Pinned, so that positions are pointers; the collector frees it like any array.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reallocate(int capacity)
    {
        int position = Position;
        byte[] buffer = GC.AllocateUninitializedArray<byte>(capacity + Margin, pinned: true);
        _buffer.AsSpan(0, position).CopyTo(buffer);
        _buffer = buffer;
        _start = (byte*)Unsafe.AsPointer(ref buffer[0]);
        _next = _start + position;
        _limit = _start + capacity;
    }

    /// <summary>Prefixes and opcode. The encoding is a constant of the caller's, so that nearly all of this folds away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Opcode(byte* p, int encoding, int rex)
    {
        if (encoding >> 16 != 0)
            *p++ = (byte)(encoding >> 16);
        if ((encoding & Encoding.W) != 0)
            rex |= 0x48;
        if (rex != 0)
            *p++ = (byte)(0x40 | rex);
        if ((encoding & Encoding.Map0F) != 0)
            *p++ = 0x0F;
        if ((encoding & Encoding.Map0F3A) == Encoding.Map0F3A)
            *p++ = 0x3A;
        *p++ = (byte)encoding;
        return p;
    }

    /// <summary>REX bits of two registers: bit 2 extends the first, bit 0 the second; 0x40 asks for an empty prefix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rex(int encoding, int reg, int rm)
    {
        int rex = (reg & 8) >> 1 | rm >> 3;
        if ((encoding & Encoding.ByteReg) != 0 && reg >= 4)
            rex |= 0x40;
        if ((encoding & Encoding.ByteRm) != 0 && rm >= 4)
            rex |= 0x40;
        return rex;
    }

    /// <summary>An instruction of two registers. Leaves the cursor for the caller to finish (immediates) and store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Registers(int encoding, int reg, int rm)
    {
        byte* p = Opcode(Begin(), encoding, Rex(encoding, reg, rm));
        *p++ = (byte)(0xC0 | (reg & 7) << 3 | rm & 7);
        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RegisterForm(int encoding, int reg, int rm) => _next = Registers(encoding, reg, rm);

    private void MemoryForm(int encoding, int reg, Mem mem) => _next = Memory(encoding, reg, mem, 0);

    /// <summary>An instruction of a register (or an opcode's extension) and a memory operand.</summary>
    /// <param name="immediateBytes">Bytes that will follow: RIP counts from the instruction's end.</param>
    private byte* Memory(int encoding, int reg, Mem mem, int immediateBytes)
    {
        byte* p = Begin();
        if (mem.Kind != MemKind.Address)
        {
            p = Opcode(p, encoding, Rex(encoding & ~Encoding.ByteRm, reg, 0));
            *p++ = (byte)((reg & 7) << 3 | 5);
            return Displaced(p, mem, immediateBytes);
        }

        int @base = mem.HasBase ? mem.BaseNumber : 5, index = mem.HasIndex ? mem.IndexNumber : 4;
        int rex = Rex(encoding & ~Encoding.ByteRm, reg, @base) | (index & 8) >> 2;
        p = Opcode(p, encoding, rex);
        reg = (reg & 7) << 3;
        int displacement = mem.Displacement;

        // Without a base: a SIB byte whose base is "none", always with 32 bits, since mod 0 with rm 5 means RIP.
        if (!mem.HasBase)
        {
            *p++ = (byte)(reg | 4);
            *p++ = (byte)(mem.ScaleBits << 6 | (index & 7) << 3 | 5);
            *(int*)p = displacement;
            return p + 4;
        }

        // Mod 0 with RBP or R13 means something else, so that they always have a displacement; RSP and R12 as rm announce a SIB byte.
        int mod = displacement == 0 && (@base & 7) != 5 ? 0 : displacement == (sbyte)displacement ? 0x40 : 0x80;
        if (mem.HasIndex || (@base & 7) == 4)
        {
            *p++ = (byte)(mod | reg | 4);
            *p++ = (byte)(mem.ScaleBits << 6 | (index & 7) << 3 | @base & 7);
        }
        else
        {
            *p++ = (byte)(mod | reg | @base & 7);
        }
        if (mod == 0)
            return p;
        *(int*)p = displacement;
        return p + (mod == 0x40 ? 1 : 4);
    }

    // RIP-relative. The field holds what must be added to (target - end of field).
    private byte* Displaced(byte* p, Mem mem, int immediateBytes)
    {
        int site = (int)(p - _start);
        if (mem.Kind == MemKind.Range)
        {
            *(int*)p = mem.Displacement - (site + 4 + immediateBytes);
            AddRelocation(site);
        }
        else
        {
            *(int*)p = -immediateBytes;
            Refer(new Label(mem.Displacement), site, isShort: false);
        }
        return p + 4;
    }
}
