using System.Collections.Immutable;
using System.Text;

namespace Lang.Frontend.Semantics;

/// <summary>
/// A type of the language as the checker sees it. Compare with <see cref="Same"/>: array and function types can
/// contain type variables whose meaning is found later.
/// </summary>
public abstract class TlType
{
    /// <summary><c>int</c></summary>
    public static readonly TlType Int = new SimpleType("int");

    /// <summary><c>float</c></summary>
    public static readonly TlType Float = new SimpleType("float");

    /// <summary><c>bool</c></summary>
    public static readonly TlType Bool = new SimpleType("bool");

    /// <summary><c>string</c></summary>
    public static readonly TlType String = new SimpleType("string");

    /// <summary>The result of a function that returns nothing.</summary>
    public static readonly TlType Nothing = new SimpleType("nothing");

    /// <summary>
    /// No value ever: the type of <c>error(...)</c>, and of a call whose result is not decided yet or depends only on
    /// itself. It is accepted wherever a value is wanted.
    /// </summary>
    public static readonly TlType Never = new SimpleType("never");

    /// <summary>The type of an expression whose error was reported; it fits everywhere and causes no further errors.</summary>
    public static readonly TlType Error = new SimpleType("?");

    private protected TlType()
    {
    }

    /// <summary><c>element[]</c></summary>
    public static TlType ArrayOf(TlType element) => new ArrayType(element);

    /// <summary><c>fn(parameters) -&gt; result</c>; <see cref="Nothing"/> is the result of a function that returns nothing.</summary>
    public static TlType FunctionOf(TlType result, params ImmutableArray<TlType> parameters) => new FunctionType(parameters, result);

    /// <summary>The type behind solved type variables.</summary>
    public virtual TlType Resolved => this;

    /// <summary>Whether two types are the same once type variables are resolved. An open variable is the same only as itself.</summary>
    public static bool Same(TlType a, TlType b)
    {
        a = a.Resolved;
        b = b.Resolved;
        if (ReferenceEquals(a, b))
            return true;
        return (a, b) switch
        {
            (ArrayType x, ArrayType y) => Same(x.Element, y.Element),
            (FunctionType x, FunctionType y) => x.Parameters.Length == y.Parameters.Length && Same(x.Result, y.Result)
                && x.Parameters.Zip(y.Parameters).All(pair => Same(pair.First, pair.Second)),
            (GenericFunctionType x, GenericFunctionType y) => x.Function == y.Function && x.Parent == y.Parent,
            _ => false,
        };
    }
}

/// <summary>One of the types without parts.</summary>
internal sealed class SimpleType(string name) : TlType
{
    public override string ToString() => name;
}

/// <summary><c>T[]</c></summary>
public sealed class ArrayType(TlType element) : TlType
{
    /// <summary>The type of the elements.</summary>
    public TlType Element { get; } = element;

    /// <summary>The type as the source writes it.</summary>
    public override string ToString() => Element.Resolved is FunctionType ? $"({Element})[]" : $"{Element}[]";
}

/// <summary><c>fn(T1, T2) -&gt; R</c>: a dynamic function value. <see cref="Result"/> is <see cref="TlType.Nothing"/> when nothing is returned.</summary>
public sealed class FunctionType(ImmutableArray<TlType> parameters, TlType result) : TlType
{
    /// <summary>The types of the parameters.</summary>
    public ImmutableArray<TlType> Parameters { get; } = parameters;

    /// <summary>The type of what is returned.</summary>
    public TlType Result { get; } = result;

    /// <summary>The type as the source writes it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("fn(").AppendJoin(", ", Parameters).Append(')');
        return Result.Resolved == Nothing ? text.ToString() : text.Append(" -> ").Append(Result).ToString();
    }
}

/// <summary>
/// The type of one generic function value: its code is known statically and instantiated where it is called; at run
/// time it is only an environment (of the captured variables' types in <see cref="Parent"/>).
/// </summary>
/// <param name="function">The function whose value it is.</param>
/// <param name="parent">The instance in which the function is nested; null for top-level functions and built-ins.</param>
internal sealed class GenericFunctionType(FunctionSymbol function, Instance? parent) : TlType
{
    public FunctionSymbol Function { get; } = function;

    public Instance? Parent { get; } = parent;

    /// <summary>The types of what its environment holds, as far as they are known yet.</summary>
    internal IEnumerable<(TlType Type, bool IsCell)> CapturedTypes()
    {
        foreach (Symbol captured in Function.Captures)
        {
            if (captured is FunctionSymbol function)
                yield return (new GenericFunctionType(function, Parent?.Around(function)), false);
            else if (captured is VariableSymbol variable && Parent?.TryTypeOf(variable) is { } type)
                yield return (type, variable.IsCell);
        }
    }

    public override string ToString()
    {
        string name = Function.Name.Length > 0 ? $"fn {Function.Name}" : "fn";
        return Function.Syntax is { } syntax ? $"{name}({string.Join(", ", syntax.Parameters.Select(parameter => parameter.Name.Text))})" : name;
    }
}

/// <summary>The unknown element type of a <c>[]</c>.</summary>
internal sealed class TypeVariable(Syntax.SourceSpan origin) : TlType
{
    /// <summary>The <c>[]</c> it belongs to.</summary>
    public Syntax.SourceSpan Origin { get; } = origin;

    /// <summary>What it was found to be, or null as long as nothing decided it.</summary>
    public TlType? Binding { get; internal set; }

    /// <summary>The instance in which the <c>[]</c> stands.</summary>
    internal InstanceState? Owner { get; init; }

    /// <summary>Whether its binding was found in an earlier pass and stays for the next ones: uses before the deciding place need it.</summary>
    internal bool IsFact { get; set; }

    /// <summary>Whether an error about an expression around the <c>[]</c> was reported: that nothing decides it is then a consequence.</summary>
    internal bool IsExcused { get; set; }

    public override TlType Resolved => Binding?.Resolved ?? this;

    public override string ToString() => Binding?.ToString() ?? "?";
}
