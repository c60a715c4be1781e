namespace Lang.Tests.Architecture;

/// <summary>A folder under src/ and the namespaces and packages its files may name. Its own namespace always may be.</summary>
/// <param name="Folder">Path below src/. A file that differs from its folder has a row of its own.</param>
/// <param name="Namespace">The namespace its files declare.</param>
/// <param name="MayUse">What may stand in its <c>using</c> lines, besides System.</param>
internal sealed record Layer(string Folder, string Namespace, string[] MayUse);

/// <summary>The arrows between the parts of the program: whatever is not listed here is forbidden.</summary>
internal static class Layers
{
    private const string Module = "Lang.Bytecode", Text = "Lang.Bytecode.Text", Verification = "Lang.Bytecode.Verification",
        Optimization = "Lang.Bytecode.Optimization", Runtime = "Lang.Bytecode.Runtime", Profiling = "Lang.Bytecode.Profiling",
        Interpretation = "Lang.Bytecode.Interpretation", Offered = "Lang.Hosting";

    private const string Frontend = "Lang.Frontend", Syntax = "Lang.Frontend.Syntax", Parsing = "Lang.Frontend.Parsing",
        Generated = "Lang.Frontend.Parsing.Generated", Semantics = "Lang.Frontend.Semantics", Bound = "Lang.Frontend.Semantics.Bound",
        Emit = "Lang.Frontend.Emit", Diagnostics = "Lang.Frontend.Diagnostics";

    private const string Native = "Lang.Native", Target = "Lang.Native.Target", X64 = "Lang.Native.X64", Memory = "Lang.Native.Memory",
        Template = "Lang.Native.Template", Deopt = "Lang.Native.Deopt", Tiering = "Lang.Native.Tiering", Helpers = "Lang.Native.Helpers",
        Ir = "Lang.Native.Ir", Analysis = "Lang.Native.Analysis", Optimizer = "Lang.Native.Optimizer", Passes = "Lang.Native.Optimizer.Passes",
        Lir = "Lang.Native.Lir", RegAlloc = "Lang.Native.RegAlloc", Lowering = "Lang.Native.Lowering", Emission = "Lang.Native.Emission",
        NativeDiagnostics = "Lang.Native.Diagnostics", NativeProfiling = "Lang.Native.Profiling", Cli = "Lang.Cli", Commands = "Lang.Cli.Commands", Hosting = "Lang.Cli.Hosting";

    public static readonly Layer[] All =
    [
        // The module format is at the bottom; nothing below the runtime knows how code is executed.
        new("Lang.Bytecode", Module, []),
        new("Lang.Bytecode/Module", Module, []),
        new("Lang.Bytecode/Text", Text, [Module]),
        new("Lang.Bytecode/Verification", Verification, [Module]),
        new("Lang.Bytecode/Optimization", Optimization, [Module, Verification, Runtime]),
        new("Lang.Bytecode/Runtime", Runtime, [Module, Text]),
        new("Lang.Bytecode/Profiling", Profiling, [Module, Runtime]),
        // What hosts offer to scripts: the front end reads the types of it, execution the rest.
        new("Lang.Bytecode/Hosting", Offered, [Module, Runtime]),
        new("Lang.Bytecode/Interpreter", Interpretation, [Module, Verification, Runtime, Profiling, Offered]),

        // One direction: text, tree, checked tree, bytecode. Only Compilation sees all of it.
        new("Lang.Frontend", Frontend, [Module, Text, Verification, Optimization, Syntax, Parsing, Semantics, Bound, Emit, Diagnostics, Offered]),
        new("Lang.Frontend/Syntax", Syntax, [Module, Text, Frontend]),
        new("Lang.Frontend/Diagnostics", Diagnostics, [Module, Text, Syntax]),
        new("Lang.Frontend/Parsing", Parsing, [Module, Frontend, Syntax, Diagnostics, Generated, "Antlr4.Runtime"]),
        new("Lang.Frontend/Parsing/Generated", Generated, ["Antlr4.Runtime"]),
        new("Lang.Frontend/Parsing/TlParser.Building.cs", Generated, [Parsing, "Antlr4.Runtime"]),
        new("Lang.Frontend/Parsing/TlParser.Prediction.cs", Generated, [Parsing, "Antlr4.Runtime"]),
        new("Lang.Frontend/Semantics", Semantics, [Module, Frontend, Syntax, Diagnostics, Bound, Offered]),
        new("Lang.Frontend/Semantics/Bound", Bound, [Module, Syntax, Semantics]),
        new("Lang.Frontend/Emit", Emit, [Module, Frontend, Syntax, Diagnostics, Semantics, Bound]),

        // Runs modules and knows nothing of where they come from.
        new("Lang.Native", Native, [
            Module, Text, Verification, Runtime, Profiling, Interpretation, Memory, Tiering, NativeDiagnostics, Template, Target, X64, Deopt,
            Ir, Optimizer, Passes, Lir, Lowering, RegAlloc, Emission, NativeProfiling, Offered]),
        new("Lang.Native/Hosting", Native, [Module, Text, Verification, Runtime, NativeProfiling, Offered]),
        new("Lang.Native/Explaining", Native, [Module, Profiling, Interpretation, Ir, Optimizer, Tiering]),
        new("Lang.Native/Profiling", NativeProfiling, [Module, Profiling]),

        // Machine code: what a processor and its platforms are is at the bottom.
        new("Lang.Native/Target", Target, []),
        new("Lang.Native/X64", X64, [Module, Runtime, Interpretation, Target]),
        new("Lang.Native/X64/Disassembly.cs", X64, ["Iced.Intel"]),
        new("Lang.Native/Lir", Lir, [Target]),
        new("Lang.Native/RegAlloc", RegAlloc, [Lir, Target]),
        new("Lang.Native/Lowering", Lowering, [Module, Runtime, Ir, Analysis, Lir, Target]),
        new("Lang.Native/Emission", Emission, [Module, Interpretation, Ir, Lir, Lowering, RegAlloc, Target, X64, Deopt]),
        new("Lang.Native/Memory", Memory, [Target]),
        new("Lang.Native/Deopt", Deopt, [Module, Runtime, Interpretation, Ir, Target, X64]),
        new("Lang.Native/Template", Template, [Module, Verification, Runtime, Interpretation, Target, X64, Deopt]),
        new("Lang.Native/Tiering", Tiering, [Module, Verification, Runtime, Interpretation, Profiling, Ir, Optimizer, Target, X64, Memory, Deopt, Template, Emission, Helpers, NativeDiagnostics]),
        new("Lang.Native/Helpers", Helpers, [X64, Tiering]),

        // The optimising compiler, from bytecode to what is lowered: functions in SSA form at the bottom.
        new("Lang.Native/Ir", Ir, [Text]),
        new("Lang.Native/Analysis", Analysis, [Ir]),
        new("Lang.Native/Optimizer", Optimizer, [Module, Verification, Runtime, Interpretation, Profiling, Ir, Analysis, Passes]),
        new("Lang.Native/Optimizer/Passes", Passes, [Module, Ir, Analysis, Optimizer]),
        new("Lang.Native/Lir", "Lang.Native.Lir", [Target]),

        // Tells profilers, debuggers and monitors of code that others made.
        new("Lang.Native/Diagnostics", NativeDiagnostics, [Target, Runtime, "Microsoft.Win32"]),

        // Sees everything, decides nothing.
        new("Lang.Cli", Cli, [Commands, Hosting, "System.CommandLine"]),
        new("Lang.Cli/Commands", Commands, [Cli, Hosting, Module, Text, Verification, Optimization, Runtime, Frontend, Parsing, Syntax, Diagnostics, Native, "System.CommandLine"]),
        new("Lang.Cli/Hosting", Hosting, [Cli, Text, Module, "Microsoft.Win32"]),
    ];

    /// <summary>Folders below src/ whose files may contain unsafe code: memory of scripts is native memory.</summary>
    public static readonly string[] Unsafe =
    [
        "Lang.Bytecode/Runtime", "Lang.Bytecode/Hosting", "Lang.Bytecode/Interpreter", "Lang.Native/Hosting", "Lang.Native/X64", "Lang.Native/Memory",
        "Lang.Native/Deopt", "Lang.Native/Tiering", "Lang.Native/Helpers", "Lang.Native/Diagnostics",
    ];

    /// <summary>What each project may refer to.</summary>
    public static readonly Dictionary<string, string[]> References = new()
    {
        ["Lang.Bytecode"] = [],
        ["Lang.Frontend"] = ["Lang.Bytecode", "Antlr4.Runtime.Standard"],
        ["Lang.Native"] = ["Lang.Bytecode", "Iced"],
        ["Lang"] = ["Lang.Frontend", "Lang.Native"],
        ["Lang.Cli"] = ["Lang.Frontend", "Lang.Native", "System.CommandLine"],
    };

    /// <summary>The layer of a file below src/, or null when its folder is not listed.</summary>
    /// <param name="path">The path below src/.</param>
    public static Layer? Of(string path) => Find(path) ?? Find(Path.GetDirectoryName(path)!.Replace('\\', '/'));

    private static Layer? Find(string path) => Array.Find(All, layer => layer.Folder == path);
}
