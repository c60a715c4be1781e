using System.Globalization;

namespace Lang.Bytecode.Runtime;

/// <summary>What ended a script early. The number is the one in the printed code: 2 is R002.</summary>
public enum RuntimeErrorCode
{
    /// <summary>An integer division or remainder by 0.</summary>
    DivisionByZero = 1,

    /// <summary>An index outside an array or string.</summary>
    IndexOutOfBounds = 2,

    /// <summary>The bounds of a slice outside an array or string, or in the wrong order.</summary>
    SliceOutOfBounds = 3,

    /// <summary>Taking the last element of an empty array.</summary>
    EmptyPop = 4,

    /// <summary>An array of fewer than 0 elements.</summary>
    NegativeCount = 5,

    /// <summary>A value that has no counterpart in the type it is converted to.</summary>
    Conversion = 6,

    /// <summary>A number that is no Unicode scalar value.</summary>
    InvalidCodePoint = 7,

    /// <summary>A range with step 0.</summary>
    ZeroStep = 8,

    /// <summary>A call of a function variable before it was set.</summary>
    UnsetFunction = 9,

    /// <summary>A failed assert.</summary>
    AssertionFailed = 10,

    /// <summary>A call of error.</summary>
    ScriptError = 11,

    /// <summary>More nested calls than allowed.</summary>
    CallDepth = 12,

    /// <summary>Limit: the run took longer than allowed.</summary>
    TimeLimit = 20,

    /// <summary>Limit: the units of fuel are used up.</summary>
    Fuel = 21,

    /// <summary>Limit: the heap has no room for another object.</summary>
    OutOfMemory = 22,

    /// <summary>Limit: more output than allowed.</summary>
    OutputLimit = 23,

    /// <summary>The host asked the run to stop.</summary>
    Cancelled = 24,

    /// <summary>A host function failed.</summary>
    HostFunction = 30,
}

/// <summary>What follows from an error's code.</summary>
public static class RuntimeErrorCodes
{
    /// <summary>The code as errors print it, such as R002.</summary>
    public static string Text(this RuntimeErrorCode code) => string.Create(CultureInfo.InvariantCulture, $"R{(int)code:000}");

    /// <summary>Whether a limit set by the host was reached, or the host cancelled: nothing the script did wrong by itself.</summary>
    public static bool IsLimit(this RuntimeErrorCode code) => code is >= RuntimeErrorCode.TimeLimit and <= RuntimeErrorCode.Cancelled;
}
