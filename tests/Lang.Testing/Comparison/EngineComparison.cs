using System.Globalization;
using System.Text;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Testing.Engines;

namespace Lang.Testing.Comparison;

/// <summary>Runs one module on an engine and on the reference.</summary>
internal static class EngineComparison
{
    /// <summary>
    /// What the engine does otherwise than the reference, in words that tell this fault from others, so that shrinking does
    /// not wander off; null when they agree.
    /// </summary>
    public static string? Fault(IEngine engine, VerifiedModule module, RunLimits limits, RunResult? expected = null)
    {
        expected ??= EngineTable.Reference.Run(module, limits);
        if (expected.Code == RuntimeErrorCode.Fuel && !engine.CountsFuelExactly)
            return null;
        if (expected.Code == RuntimeErrorCode.CallDepth && !engine.CountsDepthExactly)
            return null;
        if (RunOrFault(engine, module, limits, out RunResult? actual) is { } exception)
            return exception;
        return actual!.Agrees(expected) ? null : $"another result: {expected.Code} and {actual.Code}";
    }

    /// <summary>The report on a fault: what both do.</summary>
    /// <param name="repeat">The command that repeats it.</param>
    /// <param name="text">The program.</param>
    public static string Describe(IEngine engine, VerifiedModule module, RunLimits limits, string repeat, string text)
    {
        string expected = EngineTable.Reference.Run(module, limits).ToString();
        string actual = RunOrFault(engine, module, limits, out RunResult? result) ?? result!.ToString();
        return Describe(text, repeat, $"{EngineTable.Reference.Name}, fuel {limits.Fuel}", expected, engine.Name, actual);
    }

    /// <summary>A program and what two ways to run it do.</summary>
    public static string Describe(string program, string repeat, string expectedBy, string expected, string actualBy, string actual)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{actualBy} differs from {expectedBy}; repeat with {repeat}\n");
        text.Append("--- program\n").Append(program);
        return text.Append(CultureInfo.InvariantCulture, $"--- {expectedBy}\n{expected}\n--- {actualBy}\n{actual}\n").ToString();
    }

    private static string? RunOrFault(IEngine engine, VerifiedModule module, RunLimits limits, out RunResult? result)
    {
        result = null;
        try
        {
            result = engine.Run(module, limits);
            return null;
        }
        catch (Exception exception)
        {
            return $"{exception.GetType()}: {exception.Message}";
        }
    }
}
