using System.CommandLine.Parsing;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary>Reads what says how code is executed.</summary>
internal static class Tiers
{
    /// <summary>The name of a tier.</summary>
    public static ExecutionTier Parse(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "auto": return ExecutionTier.Auto;
            case "interpreter": return ExecutionTier.Interpreter;
            case "template": return ExecutionTier.Template;
            case "optimizing": return ExecutionTier.Optimizing;
            default:
                result.AddError($"'{result.Tokens[0].Value}' is not a tier: auto, interpreter, template or optimizing.");
                return default;
        }
    }

    /// <summary>A number of calls or rounds, from 1.</summary>
    public static int? ParseThreshold(ArgumentResult result) => (int)Quantity.ParseCount(result, int.MaxValue);
}
