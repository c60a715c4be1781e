using System.CommandLine;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary>Options that every command has which runs a script.</summary>
internal static class RunOptions
{
    public static Option<TimeSpan?> TimeLimit() => new("--time-limit")
    { HelpName = "TIME", Description = "Stop the script after TIME, such as 500ms or 2s.", CustomParser = Quantity.ParseDuration };

    public static Option<long?> Fuel() => new("--fuel")
    { HelpName = "N", Description = "Stop the script after N calls and loop iterations.", CustomParser = result => Quantity.ParseCount(result, long.MaxValue) };

    public static Option<ExecutionTier> Tier() => new("--tier")
    {
        HelpName = "TIER",
        Description = "Execute with: auto (compile what is hot), interpreter, template (compile every function at its first call), optimizing (the same, optimised).",
        CustomParser = Tiers.Parse,
    };

    public static Option<int?> CallThreshold() => new("--call-threshold")
    { HelpName = "N", Description = "Compile a function at its Nth call.", CustomParser = Tiers.ParseThreshold };

    public static Option<int?> LoopThreshold() => new("--loop-threshold")
    { HelpName = "N", Description = "Go on in machine code when a loop has gone round about N times.", CustomParser = Tiers.ParseThreshold };

    public static Option<int?> OptimizeThreshold() => new("--optimize-threshold")
    {
        HelpName = "N", Description = "Optimise code after N rounds of loops in compiled code; a call counts as eight.", CustomParser = Tiers.ParseThreshold,
    };
}
