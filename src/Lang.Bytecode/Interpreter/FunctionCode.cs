using System.Runtime.InteropServices;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// What the interpreter needs to enter a function: one row of a table in native memory, indexed by function. Until
/// the first call <see cref="Entry"/> leads to <see cref="Stub"/>, which decodes the function, and later perhaps to
/// <see cref="NativeStub"/>, which runs its native code; so calls need no check.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FunctionCode
{
    /// <summary>A <see cref="RegisterOp.Decode"/> word: must stay the first field, the decoder finds the row by its address.</summary>
    public Word Stub;

    /// <summary>A <see cref="RegisterOp.EnterNative"/> word: must stay the second field.</summary>
    public Word NativeStub;

    /// <summary>Where calls go: <see cref="Words"/>, or <see cref="NativeStub"/> while there is native code.</summary>
    public Word* Entry;

    /// <summary>Where the interpreter begins: <see cref="Stub"/> until the function is decoded.</summary>
    public Word* Words;

    /// <summary>Slots of a frame: variables and operand-stack homes; before decoding, the argument slots alone.</summary>
    public int FrameSlots;

    /// <summary>Whether variable 0 is an environment.</summary>
    public int HasEnvironment;

    /// <summary>Calls until the function is hot; goes on below zero.</summary>
    public long CallsUntilHot;
}

/// <summary>Where a caller goes on: one entry of the control stack.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ControlFrame
{
    /// <summary>The word after the call, whose first word (two before) names the slot of the result.</summary>
    public Word* ReturnTo;

    /// <summary>The caller's frame.</summary>
    public long* Frame;
}
