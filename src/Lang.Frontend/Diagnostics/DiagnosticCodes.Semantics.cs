using static Lang.Frontend.Diagnostics.DiagnosticSeverity;

namespace Lang.Frontend.Diagnostics;

/// <summary>The table of diagnostics, one part for each stage.</summary>
public static partial class DiagnosticCodes
{
#pragma warning disable format
    // Names
    public static readonly DiagnosticDescriptor UndefinedName          = new("E201", Error, "`{0}` is not defined");
    public static readonly DiagnosticDescriptor DuplicateName          = new("E202", Error, "`{0}` is already declared in this scope");
    public static readonly DiagnosticDescriptor AssignToLoopVariable   = new("E203", Error, "the loop variable `{0}` cannot be assigned");
    public static readonly DiagnosticDescriptor AssignToFunction       = new("E204", Error, "`{0}` is a function and cannot be assigned");
    public static readonly DiagnosticDescriptor BreakOutsideLoop       = new("E205", Error, "`{0}` outside a loop");
    public static readonly DiagnosticDescriptor ReturnValueInScript    = new("E206", Error, "the script body cannot return a value");
    public static readonly DiagnosticDescriptor MissingCapability      = new("E207", Error, "`{0}` is not available here: the host did not grant it");
    public static readonly DiagnosticDescriptor UnknownType            = new("E208", Error, "`{0}` is not a type");
    public static readonly DiagnosticDescriptor UsedBeforeDeclaration  = new("E209", Error, "`{0}` is used before its declaration");
    public static readonly DiagnosticDescriptor UnknownExport          = new("E210", Error, "the script has no top-level {0} `{1}` to export");
    public static readonly DiagnosticDescriptor AssignToInput          = new("E211", Error, "`{0}` is an input of the host and cannot be assigned");

    // Types
    public static readonly DiagnosticDescriptor TypeMismatch           = new("E301", Error, "expected {0}, got {1}");
    public static readonly DiagnosticDescriptor BadOperands            = new("E302", Error, "`{0}` cannot be applied to {1} and {2}");
    public static readonly DiagnosticDescriptor BadOperand             = new("E303", Error, "`{0}` cannot be applied to {1}");
    public static readonly DiagnosticDescriptor ConditionNotBool       = new("E304", Error, "a condition must be bool, got {0}");
    public static readonly DiagnosticDescriptor NotCallable            = new("E305", Error, "{0} cannot be called");
    public static readonly DiagnosticDescriptor WrongArgumentCount     = new("E306", Error, "{0} takes {1}, got {2}");
    public static readonly DiagnosticDescriptor NotIndexable           = new("E307", Error, "{0} cannot be indexed");
    public static readonly DiagnosticDescriptor IndexNotInt            = new("E308", Error, "an index must be int, got {0}");
    public static readonly DiagnosticDescriptor StringIsImmutable      = new("E309", Error, "the bytes of a string cannot be assigned");
    public static readonly DiagnosticDescriptor NoValue                = new("E310", Error, "{0} returns nothing; there is no value to use");
    public static readonly DiagnosticDescriptor MissingReturn          = new("E311", Error, "{0} must return a value on every path");
    public static readonly DiagnosticDescriptor NotComparable          = new("E312", Error, "{0} values cannot be compared");
    public static readonly DiagnosticDescriptor CannotConvert          = new("E313", Error, "{0} cannot be converted to {1}");
    public static readonly DiagnosticDescriptor ElementsDiffer         = new("E314", Error, "the elements of an array have one type, but this is {0} among {1}");
    public static readonly DiagnosticDescriptor BranchesDiffer         = new("E315", Error, "the branches of `?:` have different types: {0} and {1}");
    public static readonly DiagnosticDescriptor ReturnsDiffer          = new("E316", Error, "this returns {0}, but an earlier `return` gives {1}");
    public static readonly DiagnosticDescriptor NotIterable            = new("E317", Error, "`for ... in` needs a range, an array or a string, got {0}");
    public static readonly DiagnosticDescriptor RangeNotInt            = new("E318", Error, "the {0} of a range must be int, got {1}");
    public static readonly DiagnosticDescriptor NotSliceable           = new("E319", Error, "{0} cannot be sliced");
    public static readonly DiagnosticDescriptor BadArgument            = new("E320", Error, "`{0}` does not accept {1} here");

    // Inference
    public static readonly DiagnosticDescriptor UnknownElementType     = new("E401", Error, "the element type of this `[]` cannot be inferred");
    public static readonly DiagnosticDescriptor InfiniteType           = new("E402", Error, "this would make a type that contains itself");
    public static readonly DiagnosticDescriptor TooManyInstances       = new("E403", Error, "`{0}` is called with too many combinations of argument types: the limits are {1} for a function and {2} for a script");
    public static readonly DiagnosticDescriptor TypeTooDeep            = new("E404", Error, "this call makes a type nested deeper than {0}");
    public static readonly DiagnosticDescriptor GlobalNeedsItself      = new("E405", Error, "the type of `{0}` depends on itself");
    public static readonly DiagnosticDescriptor GenericValuesMeet      = new("E406", Error, "two different functions without written parameter types meet here");
    public static readonly DiagnosticDescriptor TooManyPasses          = new("E407", Error, "the types here depend on each other in too many steps; write some of them");

    // Warnings
    public static readonly DiagnosticDescriptor UnusedVariable         = new("W101", Warning, "`{0}` is never used");
    public static readonly DiagnosticDescriptor UnreachableStatement   = new("W102", Warning, "this statement is never reached");
    public static readonly DiagnosticDescriptor SharedRows             = new("W103", Warning, "every element is the same array");
#pragma warning restore format

    /// <summary>The rows of this part.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> Semantics { get; } =
    [
        UndefinedName, DuplicateName, AssignToLoopVariable, AssignToFunction, BreakOutsideLoop, ReturnValueInScript, MissingCapability,
        UnknownType, UsedBeforeDeclaration, UnknownExport, AssignToInput,
        TypeMismatch, BadOperands, BadOperand, ConditionNotBool, NotCallable, WrongArgumentCount, NotIndexable, IndexNotInt,
        StringIsImmutable, NoValue, MissingReturn, NotComparable, CannotConvert, ElementsDiffer, BranchesDiffer, ReturnsDiffer,
        NotIterable, RangeNotInt, NotSliceable, BadArgument,
        UnknownElementType, InfiniteType, TooManyInstances, TypeTooDeep, GlobalNeedsItself, GenericValuesMeet, TooManyPasses,
        UnusedVariable, UnreachableStatement, SharedRows,
    ];
}
