namespace Lang.Bytecode.Runtime;

/// <summary>Why an operation of the runtime failed.</summary>
internal enum FailureKind : byte
{
    None,

    /// <summary>R001.</summary>
    DivisionByZero,

    /// <summary>R002: A is the index, B the length.</summary>
    ArrayIndex,

    /// <summary>R002: A is the index, B the length.</summary>
    StringIndex,

    /// <summary>R003: A and B are the bounds, C the length.</summary>
    ArraySlice,

    /// <summary>R003: A and B are the bounds, C the length.</summary>
    StringSlice,

    /// <summary>R004.</summary>
    EmptyPop,

    /// <summary>R005: A is the count.</summary>
    NegativeCount,

    /// <summary>R006: A holds the bits of the float.</summary>
    FloatToIntRange,

    /// <summary>R006.</summary>
    FloatToIntNan,

    /// <summary>R006: A is the address of the string.</summary>
    StringToIntMalformed,

    /// <summary>R006: A is the address of the string.</summary>
    StringToIntRange,

    /// <summary>R006: A is the address of the string.</summary>
    StringToFloat,

    /// <summary>R007: A is the number.</summary>
    InvalidCodePoint,

    /// <summary>R008.</summary>
    ZeroStep,

    /// <summary>R009.</summary>
    UnsetFunction,

    /// <summary>R010: A is the address of the message or 0.</summary>
    Assertion,

    /// <summary>R011: A is the address of the message.</summary>
    ScriptError,

    /// <summary>R012: A is the limit.</summary>
    CallDepth,

    /// <summary>R020: A is the limit in milliseconds.</summary>
    TimeLimit,

    /// <summary>R021: A is the limit in units.</summary>
    Fuel,

    /// <summary>R022: A is the heap limit in bytes, B how many bytes were wanted.</summary>
    OutOfMemory,

    /// <summary>R023: A is the limit in bytes.</summary>
    OutputLimit,

    /// <summary>R024.</summary>
    Cancelled,

    /// <summary>R030: A is the index of the host import.</summary>
    HostFunction,

    /// <summary>No error of the script: whoever read its output is gone, and the run ends quietly.</summary>
    OutputClosed,
}

/// <summary>
/// The failure that the last failed operation left behind; the interpreter makes the error's text from it. Operations
/// report failure by their result (false, null) and never by an exception. Addresses in it are valid as long as the operands stay in their slots.
/// </summary>
internal struct PendingFailure
{
    public FailureKind Kind;
    public long A, B, C;

    /// <summary>Records a failure.</summary>
    /// <returns>false, so that an operation can end with <c>return failure.Set(...)</c>.</returns>
    public bool Set(FailureKind kind, long a = 0, long b = 0, long c = 0)
    {
        (Kind, A, B, C) = (kind, a, b, c);
        return false;
    }

    public void Clear() => Kind = FailureKind.None;
}
