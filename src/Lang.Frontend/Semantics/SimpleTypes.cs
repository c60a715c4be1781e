using System.Collections.Immutable;

namespace Lang.Frontend.Semantics;

/// <summary>The types that have a name.</summary>
internal static class SimpleTypes
{
    public static TlType? Find(string name) => name switch
    {
        "int" => TlType.Int,
        "float" => TlType.Float,
        "bool" => TlType.Bool,
        "string" => TlType.String,
        _ => null,
    };

    /// <summary>What somebody used to another language means by <paramref name="name"/>.</summary>
    public static string? Hint(string name)
    {
        string? meant = name.ToLowerInvariant() switch
        {
            "integer" or "long" or "i64" or "i32" or "int64" or "number" => "int",
            "double" or "f64" or "real" or "float64" => "float",
            "boolean" => "bool",
            "str" or "text" => "string",
            "void" or "unit" or "none" => null,
            _ => Suggestions.Closest(name, ["int", "float", "bool", "string"]),
        };
        return meant is not null ? $"did you mean `{meant}`?"
            : name is "void" or "unit" ? "leave the result out: a function without `->` returns nothing"
            : "the types are int, float, bool, string, T[] and fn(T) -> R";
    }
}

/// <summary>How deep a type nests: bounded, so that a function that calls itself with ever larger types ends in an error.</summary>
internal sealed class TypeDepth
{
    /// <summary>The deepest type that an argument may have.</summary>
    public const int Max = 32;

    // The least room in which a function value was seen to fit. Values share captures: without it, each path to one would be walked.
    private Dictionary<(FunctionSymbol, Instance?), int>? _fits;

    private TypeDepth()
    {
    }

    /// <summary>Whether one of the types nests deeper than <see cref="Max"/>.</summary>
    public static bool Exceeds(ImmutableArray<TlType> types)
    {
        foreach (TlType type in types)
        {
            if (type is not SimpleType && new TypeDepth().Exceeds(type, Max))
                return true;
        }
        return false;
    }

    private bool Exceeds(TlType type, int room) => room < 0 || type.Resolved switch
    {
        ArrayType array => Exceeds(array.Element, room - 1),
        FunctionType function => Exceeds(function.Result, room - 1) || function.Parameters.Any(parameter => Exceeds(parameter, room - 1)),
        GenericFunctionType generic => CapturesExceed(generic, room - 1),
        _ => false,
    };

    // A generic function value is an environment: as deep as what it captures.
    private bool CapturesExceed(GenericFunctionType generic, int room)
    {
        (FunctionSymbol, Instance?) key = (generic.Function, generic.Parent);
        _fits ??= [];
        if (_fits.TryGetValue(key, out int enough) && enough <= room)
            return false;
        if (generic.CapturedTypes().Any(captured => Exceeds(captured.Type, room - (captured.IsCell ? 1 : 0))))
            return true;
        _fits[key] = room;
        return false;
    }
}
