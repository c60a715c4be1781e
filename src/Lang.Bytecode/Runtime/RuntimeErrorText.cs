using System.Text;

namespace Lang.Bytecode.Runtime;

/// <summary>The codes and messages of failures: the only place where these texts stand.</summary>
internal static unsafe class RuntimeErrorText
{
    private const int MaxQuotedBytes = 40;

    /// <summary>What is kept of a message that the script made: its strings can be longer than any of .NET's.</summary>
    private const int MaxMessageBytes = 1 << 20;

    /// <summary>What is kept of a host function's message: where host functions run VMs whose host functions run VMs, each repeats what those inside said.</summary>
    private const int MaxDetailLength = 4000;

    /// <summary>The error code of a failure.</summary>
    public static RuntimeErrorCode CodeOf(FailureKind kind) => kind switch
    {
        FailureKind.DivisionByZero => RuntimeErrorCode.DivisionByZero,
        FailureKind.ArrayIndex or FailureKind.StringIndex => RuntimeErrorCode.IndexOutOfBounds,
        FailureKind.ArraySlice or FailureKind.StringSlice => RuntimeErrorCode.SliceOutOfBounds,
        FailureKind.EmptyPop => RuntimeErrorCode.EmptyPop,
        FailureKind.NegativeCount => RuntimeErrorCode.NegativeCount,
        FailureKind.FloatToIntRange or FailureKind.FloatToIntNan or FailureKind.StringToIntMalformed
            or FailureKind.StringToIntRange or FailureKind.StringToFloat => RuntimeErrorCode.Conversion,
        FailureKind.InvalidCodePoint => RuntimeErrorCode.InvalidCodePoint,
        FailureKind.ZeroStep => RuntimeErrorCode.ZeroStep,
        FailureKind.UnsetFunction => RuntimeErrorCode.UnsetFunction,
        FailureKind.Assertion => RuntimeErrorCode.AssertionFailed,
        FailureKind.ScriptError => RuntimeErrorCode.ScriptError,
        FailureKind.CallDepth => RuntimeErrorCode.CallDepth,
        FailureKind.TimeLimit => RuntimeErrorCode.TimeLimit,
        FailureKind.Fuel => RuntimeErrorCode.Fuel,
        FailureKind.OutOfMemory => RuntimeErrorCode.OutOfMemory,
        FailureKind.OutputLimit => RuntimeErrorCode.OutputLimit,
        FailureKind.Cancelled => RuntimeErrorCode.Cancelled,
        FailureKind.HostFunction => RuntimeErrorCode.HostFunction,
        FailureKind.None or FailureKind.OutputClosed => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The message of a failure; addresses in it must still be valid.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="module">Its module, for names of host functions.</param>
    /// <param name="detail">What a failed host function said.</param>
    public static string MessageOf(in PendingFailure failure, BytecodeModule module, string detail) => failure.Kind switch
    {
        FailureKind.DivisionByZero => "division by zero",
        FailureKind.ArrayIndex => Text($"index {failure.A} is out of bounds: the array has {Count(failure.B, "element")}"),
        FailureKind.StringIndex => Text($"index {failure.A} is out of bounds: the string has {Count(failure.B, "byte")}"),
        FailureKind.ArraySlice => Text($"slice {failure.A}..{failure.B} is out of bounds: the array has {Count(failure.C, "element")}"),
        FailureKind.StringSlice => Text($"slice {failure.A}..{failure.B} is out of bounds: the string has {Count(failure.C, "byte")}"),
        FailureKind.EmptyPop => "cannot pop from an empty array",
        FailureKind.NegativeCount => Text($"cannot make an array of {failure.A} elements: the count is negative"),
        FailureKind.FloatToIntRange => $"cannot convert {FloatText(failure.A)} to int: it is out of range",
        FailureKind.FloatToIntNan => "cannot convert nan to int: it is not a number",
        FailureKind.StringToIntMalformed => $"cannot convert {Quoted(failure.A)} to int: it is not a decimal integer",
        FailureKind.StringToIntRange => $"cannot convert {Quoted(failure.A)} to int: it is out of range",
        FailureKind.StringToFloat => $"cannot convert {Quoted(failure.A)} to float: it is not a number",
        FailureKind.InvalidCodePoint => Text($"chr({failure.A}): {failure.A} is not a Unicode scalar value"),
        FailureKind.ZeroStep => "the step of a range is 0",
        FailureKind.UnsetFunction => "the function value is not set",
        FailureKind.Assertion => failure.A == 0 ? "assertion failed" : "assertion failed: " + StringText(failure.A),
        FailureKind.ScriptError => StringText(failure.A),
        FailureKind.CallDepth => Text($"call depth exceeded: more than {failure.A} nested calls"),
        FailureKind.TimeLimit => Text($"time limit exceeded ({failure.A} ms)"),
        FailureKind.Fuel => Text($"fuel exhausted ({failure.A} units)"),
        FailureKind.OutOfMemory when failure.A == long.MaxValue => "out of memory: there is no more room",
        FailureKind.OutOfMemory => Text($"out of memory: the heap limit of {failure.A} bytes is reached"),
        FailureKind.OutputLimit => Text($"output limit exceeded ({failure.A} bytes)"),
        FailureKind.Cancelled => "cancelled",
        FailureKind.HostFunction => $"host function {module.HostImports[(int)failure.A].Name} failed: {Cut(detail)}",
        FailureKind.None or FailureKind.OutputClosed => throw new ArgumentOutOfRangeException(nameof(failure)),
    };

    private static string Cut(string detail) => detail.Length <= MaxDetailLength ? detail : detail[..MaxDetailLength] + "...";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Count(long count, string noun) => Text($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string FloatText(long bits)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxFloatLength];
        return Encoding.UTF8.GetString(text[..NumberFormatter.FormatFloat(BitConverter.Int64BitsToDouble(bits), text)]);
    }

    private static string Quoted(long address) => TextQuoting.Quote(((TlString*)address)->Span, MaxQuotedBytes);

    private static string StringText(long address)
    {
        ReadOnlySpan<byte> text = ((TlString*)address)->Span, shown = TextQuoting.Cut(text, MaxMessageBytes);
        return Encoding.UTF8.GetString(shown) + (shown.Length < text.Length ? "..." : "");
    }
}
