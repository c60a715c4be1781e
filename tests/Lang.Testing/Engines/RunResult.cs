using System.Text;
using Lang.Bytecode.Runtime;

namespace Lang.Testing.Engines;

/// <summary>What a run did.</summary>
/// <param name="Output">The bytes on standard output.</param>
/// <param name="Error">What <c>lang</c> writes to standard error: message, place and trace; "" after a success.</param>
/// <param name="Code">What ended the run early, or null.</param>
internal sealed record RunResult(byte[] Output, string Error, RuntimeErrorCode? Code)
{
    /// <summary>The exit code of <c>lang</c>.</summary>
    public int ExitCode => Code switch
    {
        null => 0,
        { } code when code.IsLimit() => 4,
        _ => 1,
    };

    /// <summary>Whether nothing follows from this run for others: where memory or time ends is not part of the language.</summary>
    public bool IsInconclusive => Code is RuntimeErrorCode.OutOfMemory or RuntimeErrorCode.TimeLimit or RuntimeErrorCode.Cancelled;

    /// <summary>Whether the other run did the same, as far as TL defines it.</summary>
    public bool Agrees(RunResult other)
    {
        if (IsInconclusive || other.IsInconclusive)
            return true;
        if (Code != other.Code || !Output.AsSpan().SequenceEqual(other.Output))
            return false;
        // The largest depth of calls differs by tier, and with it what the trace folds.
        return Code == RuntimeErrorCode.CallDepth ? FirstLine(Error) == FirstLine(other.Error) : Error == other.Error;
    }

    public override string ToString() => $"{Encoding.Latin1.GetString(Output)}{Error}exit code {ExitCode}\n";

    private static string FirstLine(string text) => text.Split('\n')[0];
}
