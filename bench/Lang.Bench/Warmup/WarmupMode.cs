using System.Collections.Immutable;

namespace Lang.Bench.Warmup;

/// <summary>A way to execute scripts.</summary>
/// <param name="Name">Its name in tables, and of the tier.</param>
internal sealed record WarmupMode(string Name)
{
    public static readonly WarmupMode Auto = new("auto"), Template = new("template"), Optimizing = new("optimizing");

    /// <summary>All modes, in the order of tables.</summary>
    public static readonly ImmutableArray<WarmupMode> All = [new("interpreter"), Template, Optimizing, Auto];

    /// <summary>The command line that runs a script, without its argument.</summary>
    /// <param name="lang">The program.</param>
    /// <param name="script">The script.</param>
    public string[] Command(string lang, string script) => [lang, "run", "--tier", Name, script];
}
