using Lang.Hosting;

namespace Lang.Frontend.Semantics;

/// <summary>What the host offers, in the checker's types.</summary>
internal static class HostSignatures
{
    public static HostFunctionSignature Of(HostFunction function) =>
        new(function.Name, [.. function.Parameters.Select(TypeOf)], TypeOf(function.Result));

    public static TlType TypeOf(HostType type) => type switch
    {
        HostType.Nothing => TlType.Nothing,
        HostType.Int => TlType.Int,
        HostType.Float => TlType.Float,
        HostType.Bool => TlType.Bool,
        HostType.String => TlType.String,
        HostType.IntArray => TlType.ArrayOf(TlType.Int),
        HostType.FloatArray => TlType.ArrayOf(TlType.Float),
        HostType.BoolArray => TlType.ArrayOf(TlType.Bool),
        HostType.StringArray => TlType.ArrayOf(TlType.String),
    };
}
