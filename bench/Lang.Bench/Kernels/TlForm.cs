using System.Collections.Immutable;

namespace Lang.Bench.Kernels;

/// <summary>A way to run TL that has its column in the report.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Program">The published program.</param>
/// <param name="Options">Options of <c>lang run</c>.</param>
/// <param name="Native">Whether it runs machine code: it is compared at sizes that make the program's start count little, and with C as well.</param>
internal sealed record TlForm(string Name, Func<Publishing, string> Program, ImmutableArray<string> Options, bool Native)
{
    /// <summary>All forms, in the order of the columns: the only place that lists them.</summary>
    public static readonly ImmutableArray<TlForm> All =
    [
        new("NativeAOT", published => published.NativeAot, ["--tier", "interpreter"], Native: false),
        new("ReadyToRun", published => published.ReadyToRun, ["--tier", "interpreter"], Native: false),
        new("NativeAOT template", published => published.NativeAot, ["--tier", "template"], Native: true),
    ];
}
