using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>A type of random programs. Two are equal when TL writes them alike.</summary>
/// <param name="Text">The type as TL writes it; "" for nothing, the result of a function without one.</param>
internal sealed record ValueType(string Text)
{
    public static readonly ValueType Int = new("int"), Float = new("float"), Bool = new("bool"), String = new("string"), Nothing = new("");
    public static readonly ValueType Ints = ArrayOf(Int), Floats = ArrayOf(Float), Bools = ArrayOf(Bool), Strings = ArrayOf(String), Rows = ArrayOf(Ints);

    /// <summary>The types whose values fit in a register.</summary>
    public static readonly ImmutableArray<ValueType> Scalars = [Int, Float, Bool];

    /// <summary>An array's element type.</summary>
    public ValueType? Item { get; private init; }

    /// <summary>A function's parameter types.</summary>
    public ImmutableArray<ValueType> Parameters { get; private init; } = [];

    /// <summary>A function's result type.</summary>
    public ValueType? Result { get; private init; }

    public bool IsScalar => Scalars.Contains(this);

    public bool IsArray => Item is not null;

    public bool IsFunction => Result is not null;

    public static ValueType ArrayOf(ValueType item) => new(item.IsFunction ? $"({item.Text})[]" : item.Text + "[]") { Item = item };

    public static ValueType FunctionOf(ImmutableArray<ValueType> parameters, ValueType result)
    {
        string arrow = result == Nothing ? "" : " -> " + result.Text;
        return new ValueType($"fn({string.Join(", ", parameters.Select(p => p.Text))}){arrow}") { Parameters = parameters, Result = result };
    }

    public bool Equals(ValueType? other) => Text == other?.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
