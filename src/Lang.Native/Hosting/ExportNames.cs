using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Native;

/// <summary>What a module exports, in words.</summary>
internal static class ExportNames
{
    public static string Functions(BytecodeModule module) =>
        List(module.FunctionExports.Select(export => export.Name + Signature(module, module.Functions[export.Function].Parameters, module.Functions[export.Function].Result)))
        + " Functions whose parameters have no written types are exported on request: CompilationOptions.Exports.";

    public static string Globals(BytecodeModule module) =>
        List(module.GlobalExports.Select(export => $"{export.Name}: {Type(module, module.Globals[export.Global].Type)}"))
        + " Top-level variables are exported on request: CompilationOptions.GlobalExports.";

    public static string Signature(BytecodeModule module, ImmutableArray<TypeId> parameters, TypeId result)
    {
        string list = string.Join(", ", parameters.Select(parameter => Type(module, parameter)));
        return result.Exists ? $"({list}) -> {Type(module, result)}" : $"({list})";
    }

    /// <summary>A type as TL writes it.</summary>
    public static string Type(BytecodeModule module, TypeId type) =>
        TypeNames.Describe(module.Types, type).Replace("i64", "int", StringComparison.Ordinal).Replace("f64", "float", StringComparison.Ordinal);

    private static string List(IEnumerable<string> exports)
    {
        string list = string.Join(", ", exports);
        return list.Length == 0 ? "It exports none." : $"It exports {list}.";
    }
}
