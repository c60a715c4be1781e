using System.Numerics;

namespace Lang.Native.Target;

/// <summary>A set of registers of both files: one set drives allocation, prologues and unwind data alike.</summary>
/// <param name="Bits">Bit n for general-purpose register n, bit 16 + n for vector register n.</param>
internal readonly record struct RegisterSet(uint Bits)
{
    private const int XmmShift = 16;
    private const uint GprMask = 0xFFFF;

    public static RegisterSet Empty => default;

    /// <summary>The sixteen general-purpose registers, RSP among them.</summary>
    public static RegisterSet AllGprs => new(GprMask);

    /// <summary>The sixteen vector registers.</summary>
    public static RegisterSet AllXmms => new(GprMask << XmmShift);

    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The members that are general-purpose registers; enumerates them by ascending number.</summary>
    public GprSequence Gprs => new(Bits & GprMask);

    /// <summary>The members that are vector registers; enumerates them by ascending number.</summary>
    public XmmSequence Xmms => new(Bits >> XmmShift);

    public static RegisterSet Of(params ReadOnlySpan<Gpr> registers)
    {
        RegisterSet set = default;
        foreach (Gpr register in registers)
            set |= register;
        return set;
    }

    public static RegisterSet Of(params ReadOnlySpan<Xmm> registers)
    {
        RegisterSet set = default;
        foreach (Xmm register in registers)
            set |= register;
        return set;
    }

    public static implicit operator RegisterSet(Gpr register) => new(1u << (int)register);

    public static implicit operator RegisterSet(Xmm register) => new(1u << (XmmShift + (int)register));

    public static RegisterSet operator |(RegisterSet left, RegisterSet right) => new(left.Bits | right.Bits);

    public static RegisterSet operator &(RegisterSet left, RegisterSet right) => new(left.Bits & right.Bits);

    /// <summary>The members of the left set that are not in the right one.</summary>
    public static RegisterSet operator -(RegisterSet left, RegisterSet right) => new(left.Bits & ~right.Bits);

    /// <summary>Whether all members of the other set (or the one register) are in this one.</summary>
    public bool Contains(RegisterSet other) => (other.Bits & ~Bits) == 0;

    /// <summary>General-purpose registers by ascending number; foreach allocates nothing.</summary>
    internal struct GprSequence(uint bits)
    {
        private uint _rest = bits;

        public readonly int Count => BitOperations.PopCount(_rest);

        public Gpr Current { readonly get; private set; }

        public readonly GprSequence GetEnumerator() => this;

        /// <summary>The same as an array, without a generic method that would have to be compiled when a process starts.</summary>
        public readonly Gpr[] ToArray()
        {
            var registers = new Gpr[Count];
            int count = 0;
            foreach (Gpr register in this)
                registers[count++] = register;
            return registers;
        }

        public bool MoveNext()
        {
            if (_rest == 0)
                return false;
            Current = (Gpr)BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }

    /// <summary>Vector registers by ascending number; foreach allocates nothing.</summary>
    internal struct XmmSequence(uint bits)
    {
        private uint _rest = bits;

        public readonly int Count => BitOperations.PopCount(_rest);

        public Xmm Current { readonly get; private set; }

        public readonly XmmSequence GetEnumerator() => this;

        /// <summary>The same as an array, without a generic method that would have to be compiled when a process starts.</summary>
        public readonly Xmm[] ToArray()
        {
            var registers = new Xmm[Count];
            int count = 0;
            foreach (Xmm register in this)
                registers[count++] = register;
            return registers;
        }

        public bool MoveNext()
        {
            if (_rest == 0)
                return false;
            Current = (Xmm)BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
