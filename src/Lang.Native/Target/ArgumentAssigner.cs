using System.Diagnostics;

namespace Lang.Native.Target;

/// <summary>Says where each argument of a call travels, one after the other. Caller and callee ask it alike; nothing is allocated.</summary>
/// <param name="convention">The convention of the call.</param>
internal struct ArgumentAssigner(CallingConvention convention)
{
    private int _ints, _floats, _stackSlots;

    /// <summary>Bytes a caller keeps free from RSP upwards at the call: shadow space and the stack arguments so far, aligned.</summary>
    public readonly int OutgoingBytes
    {
        get
        {
            int alignment = convention.StackAlignment;
            return (convention.ShadowSpace + _stackSlots * CallingConvention.SlotBytes + alignment - 1) & -alignment;
        }
    }

    /// <summary>The place of the next argument.</summary>
    public ArgumentLocation Next(ValueClass kind)
    {
        if (kind == ValueClass.Int && _ints < convention.IntArguments.Length)
            return ArgumentLocation.In(convention.IntArguments[Take(ref _ints, ref _floats)]);
        if (kind == ValueClass.Float && _floats < convention.FloatArguments.Length)
            return ArgumentLocation.In(convention.FloatArguments[Take(ref _floats, ref _ints)]);
        return ArgumentLocation.OnStack(convention.ShadowSpace + _stackSlots++ * CallingConvention.SlotBytes);
    }

    private readonly int Take(ref int own, ref int other)
    {
        int position = own++;
        if (convention.SharesPositions)
            other = own;
        return position;
    }
}

/// <summary>Where one argument travels: a register or a place in the caller's frame.</summary>
internal readonly record struct ArgumentLocation
{
    private const byte GprKind = 0, XmmKind = 1, StackKind = 2;

    private readonly byte _kind;
    private readonly int _value;

    private ArgumentLocation(byte kind, int value) => (_kind, _value) = (kind, value);

    public bool IsGpr => _kind == GprKind;

    public bool IsXmm => _kind == XmmKind;

    public bool IsOnStack => _kind == StackKind;

    public Gpr Gpr
    {
        get
        {
            Debug.Assert(IsGpr);
            return (Gpr)_value;
        }
    }

    public Xmm Xmm
    {
        get
        {
            Debug.Assert(IsXmm);
            return (Xmm)_value;
        }
    }

    /// <summary>The caller's view: bytes above RSP at the call instruction.</summary>
    public int OutgoingOffset
    {
        get
        {
            Debug.Assert(IsOnStack);
            return _value;
        }
    }

    /// <summary>The callee's view: bytes above RSP at its first instruction, where the return address lies at 0.</summary>
    public int IncomingOffset => OutgoingOffset + CallingConvention.SlotBytes;

    public static ArgumentLocation In(Gpr register) => new(GprKind, (int)register);

    public static ArgumentLocation In(Xmm register) => new(XmmKind, (int)register);

    public static ArgumentLocation OnStack(int outgoingOffset) => new(StackKind, outgoingOffset);

    public override string ToString() =>
        _kind switch { GprKind => ((Gpr)_value).ToString(), XmmKind => ((Xmm)_value).ToString(), _ => $"[rsp+{_value}]" };
}
