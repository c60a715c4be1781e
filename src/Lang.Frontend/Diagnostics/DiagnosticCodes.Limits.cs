using static Lang.Frontend.Diagnostics.DiagnosticSeverity;

namespace Lang.Frontend.Diagnostics;

public static partial class DiagnosticCodes
{
#pragma warning disable format
    // Limits of the bytecode, found while it is emitted
    public static readonly DiagnosticDescriptor TooManyVariables  = new("E510", Error, "{0} has too many variables: the limit is {1}");
    public static readonly DiagnosticDescriptor TooManyParameters = new("E511", Error, "{0} has {1} parameters: the limit is {2}");
    public static readonly DiagnosticDescriptor TooManyCaptures   = new("E512", Error, "{0} uses {1} variables of the functions around it: the limit is {2}");
    public static readonly DiagnosticDescriptor TooManyGlobals    = new("E513", Error, "the script has {0} top-level variables that functions use: the limit is {1}");
    public static readonly DiagnosticDescriptor TooManyFunctions  = new("E514", Error, "the script has {0} functions, each combination of argument types counted: the limit is {1}");
    public static readonly DiagnosticDescriptor TooManyTypes      = new("E515", Error, "the script has too many different types: the limit is {0}");
    public static readonly DiagnosticDescriptor TypeNestsTooDeep  = new("E516", Error, "a type in {0} nests too deep: the limit is {1}");
    public static readonly DiagnosticDescriptor CodeTooLarge      = new("E517", Error, "{0} is too large: its code has {1} bytes, the limit is {2}");
    public static readonly DiagnosticDescriptor NotExportable     = new("E518", Error, "`{0}` cannot be exported: its type is no type of the host, because a function in it has parameters without written types");
#pragma warning restore format

    /// <summary>The rows of this part.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> Limits { get; } =
    [
        TooManyVariables, TooManyParameters, TooManyCaptures, TooManyGlobals, TooManyFunctions, TooManyTypes, TypeNestsTooDeep, CodeTooLarge,
        NotExportable,
    ];
}
