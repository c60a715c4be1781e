using System.Collections.Immutable;
using Lang.Frontend.Parsing;
using Lang.Frontend.Semantics;
using Lang.Hosting;

namespace Lang.Frontend;

/// <summary>What a script may reach outside itself. A script that uses what was not granted gets a compile error.</summary>
[Flags]
public enum ScriptCapabilities : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>print</c> and <c>write</c>.</summary>
    Output = 1,

    /// <summary><c>read_line</c> and <c>eof</c>.</summary>
    Input = 2,

    /// <summary><c>args</c>.</summary>
    Arguments = 4,

    /// <summary><c>clock</c>.</summary>
    Clock = 8,

    /// <summary>All of them.</summary>
    All = Output | Input | Arguments | Clock,
}

/// <summary>A top-level function that the host wants to call, for one combination of parameter types.</summary>
/// <param name="Name">The function's name in the script.</param>
/// <param name="Parameters">The types to compile it for.</param>
public sealed record ExportRequest(string Name, ImmutableArray<TlType> Parameters);

/// <summary>What a host says about a compilation.</summary>
public sealed record CompilationOptions
{
    /// <summary>Everything granted, nothing added.</summary>
    public static readonly CompilationOptions Default = new();

    /// <summary>What the script may reach; everything unless the host says otherwise.</summary>
    public ScriptCapabilities Capabilities { get; init; } = ScriptCapabilities.All;

    /// <summary>Functions of the host that the script may call, and inputs that it may read; null for none. The VM is given the same object.</summary>
    public ScriptHost? Host { get; init; }

    /// <summary>Most bytes that a source may have in UTF-8. A larger one gets a compile error and is not looked at.</summary>
    public int SourceLimit { get; init; } = SourceDecoder.MaxBytes;

    /// <summary>Functions to export besides the fully annotated top-level ones, which are exported by themselves.</summary>
    public ImmutableArray<ExportRequest> Exports { get; init; } = [];

    /// <summary>Whether every statement has a place in the source map, not only what can fail, call or allocate: for tools that speak of lines.</summary>
    public bool MarksStatements { get; init; }

    /// <summary>Names of top-level variables to export as globals.</summary>
    public ImmutableArray<string> GlobalExports { get; init; } = [];
}
