using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics.Bound;

/// <summary>
/// An expression with its type, all conversions explicit, all names resolved: what the emitter walks. Types can hold
/// type variables that are solved only when the instance is finished: read them through <see cref="Type"/>.
/// Sealed classes with identity: nothing compares them by value.
/// </summary>
internal abstract class BoundExpression(TlType type, SourceSpan span)
{
    private readonly TlType _type = type;

    /// <summary>Its type; <see cref="TlType.Nothing"/> when it gives no value, <see cref="TlType.Never"/> when it never ends.</summary>
    public TlType Type => _type.Resolved;

    /// <summary>The place that a run-time error of it names.</summary>
    public SourceSpan Span { get; } = span;
}

/// <summary>An int or bool constant.</summary>
internal sealed class BoundInt(long value, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public long Value { get; } = value;
}

internal sealed class BoundFloat(double value, SourceSpan span) : BoundExpression(TlType.Float, span)
{
    public double Value { get; } = value;
}

internal sealed class BoundString(ImmutableArray<byte> value, SourceSpan span) : BoundExpression(TlType.String, span)
{
    public ImmutableArray<byte> Value { get; } = value;
}

/// <summary>Reads a variable: a local of this instance, a global, or one captured from an enclosing instance.</summary>
internal sealed class BoundVariable(VariableSymbol variable, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public VariableSymbol Variable { get; } = variable;
}

/// <summary>What a conversion does to a value. All but <see cref="None"/> are one instruction.</summary>
internal enum Conversion : byte { None, IntToFloat, IntToString, FloatToString, BoolToString }

/// <summary>A conversion that the language does by itself.</summary>
internal sealed class BoundConversion(Conversion conversion, BoundExpression operand, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public Conversion Conversion { get; } = conversion;

    public BoundExpression Operand { get; } = operand;
}

/// <summary>An operation that is one instruction on operands evaluated left to right: operators on one or two operands, most built-ins.</summary>
/// <remarks>Opcodes with an operand of their own (VALUE_TO_STRING, WRITE_VALUE) take it from the last operand's type.</remarks>
internal sealed class BoundOperation(Opcode opcode, ImmutableArray<BoundExpression> operands, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public Opcode Opcode { get; } = opcode;

    public ImmutableArray<BoundExpression> Operands { get; } = operands;
}

/// <summary>The name of an expression's type, which is known when all types are; the expression is evaluated for its effects.</summary>
internal sealed class BoundTypeName(BoundExpression operand, SourceSpan span) : BoundExpression(TlType.String, span)
{
    public BoundExpression Operand { get; } = operand;
}

/// <summary>One step of a <see cref="BoundChain"/>.</summary>
/// <param name="Left">What is done to the value so far before the right operand is evaluated.</param>
/// <param name="Right">The right operand, converted.</param>
/// <param name="Opcode">The instruction that joins them.</param>
/// <param name="Span">The place that an error of this step names.</param>
internal readonly record struct BoundLink(Conversion Left, BoundExpression Right, Opcode Opcode, SourceSpan Span);

/// <summary>Operators of one level from left to right, any number of them: emitted in a loop.</summary>
internal sealed class BoundChain(BoundExpression first, ImmutableArray<BoundLink> links, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public BoundExpression First { get; } = first;

    public ImmutableArray<BoundLink> Links { get; } = links;
}

/// <summary><c>a &amp;&amp; b &amp;&amp; c</c> or <c>a || b || c</c>, short-circuit.</summary>
internal sealed class BoundLogical(bool isAnd, ImmutableArray<BoundExpression> operands, SourceSpan span) : BoundExpression(TlType.Bool, span)
{
    public bool IsAnd { get; } = isAnd;

    public ImmutableArray<BoundExpression> Operands { get; } = operands;
}

/// <summary><c>condition ? then : else</c>; both branches have the expression's type or <see cref="TlType.Never"/>.</summary>
internal sealed class BoundConditional(BoundExpression condition, BoundExpression then, BoundExpression otherwise, TlType type, SourceSpan span)
    : BoundExpression(type, span)
{
    public BoundExpression Condition { get; } = condition;

    public BoundExpression Then { get; } = then;

    public BoundExpression Else { get; } = otherwise;
}

/// <summary>
/// A call of a function known at compile time. Order: <see cref="Environment"/>, arguments, call.
/// </summary>
/// <remarks>
/// Postfix chains have no length limit (<c>x.f().g()...</c>, <c>f(a)(b)...</c>, <c>a[i][j]...</c>), so the emitter must
/// follow the first child of calls, operations and slices in a loop. Where a method call needs an environment it is
/// a plain variable or function name, pushed before the receiver, which is the first argument.
/// </remarks>
internal sealed class BoundCall(
    Instance target, BoundExpression? environment, ImmutableArray<BoundExpression> arguments, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public Instance Target { get; } = target;

    /// <summary>
    /// The generic function value that is called; null for a function that is named and captures nothing. If the
    /// target captures nothing, the value is evaluated for its effects and dropped. A global that may be unset is
    /// checked after the arguments.
    /// </summary>
    public BoundExpression? Environment { get; } = environment;

    /// <summary>The arguments, converted, one for each parameter.</summary>
    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>A call of a dynamic function value. Order: function value, arguments, call.</summary>
internal sealed class BoundCallValue(
    BoundExpression function, ImmutableArray<BoundExpression> arguments, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    /// <summary>The function value; its type is a <see cref="FunctionType"/>.</summary>
    public BoundExpression Function { get; } = function;

    /// <summary>The arguments, converted.</summary>
    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>A call of a host function.</summary>
internal sealed class BoundHostCall(
    HostFunctionSignature function, ImmutableArray<BoundExpression> arguments, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public HostFunctionSignature Function { get; } = function;

    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>
/// <c>print</c> or <c>write</c>: all arguments are evaluated from left to right, then written with a space between.
/// </summary>
internal sealed class BoundPrint(ImmutableArray<BoundExpression> arguments, bool endsLine, SourceSpan span) : BoundExpression(TlType.Nothing, span)
{
    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;

    public bool EndsLine { get; } = endsLine;
}

/// <summary><c>x[from..to]</c> of an array or string; a missing end is the length when both others were evaluated.</summary>
internal sealed class BoundSlice(BoundExpression sequence, BoundExpression? from, BoundExpression? to, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public BoundExpression Sequence { get; } = sequence;

    public BoundExpression? From { get; } = from;

    public BoundExpression? To { get; } = to;
}

/// <summary><c>[a, b, c]</c>, elements converted; also <c>[]</c>.</summary>
internal sealed class BoundArray(ImmutableArray<BoundExpression> elements, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public ImmutableArray<BoundExpression> Elements { get; } = elements;
}

/// <summary><c>[value; count]</c></summary>
internal sealed class BoundArrayFill(BoundExpression value, BoundExpression count, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public BoundExpression Value { get; } = value;

    public BoundExpression Count { get; } = count;
}

/// <summary>
/// The environment of a named function, read through its name: its own inside it (variable 0), a local of the
/// function that declares it, or a captured one. Of a function that captures nothing it is a new environment without fields.
/// Its type is a <see cref="GenericFunctionType"/>.
/// </summary>
internal sealed class BoundFunctionName(FunctionSymbol function, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public FunctionSymbol Function { get; } = function;
}

/// <summary>
/// A function literal: a new environment with what it captures. Its type is a <see cref="GenericFunctionType"/>.
/// </summary>
internal sealed class BoundClosure(FunctionSymbol function, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public FunctionSymbol Function { get; } = function;
}

/// <summary>
/// A dynamic function value made of an instance and (if it captures anything) its environment. Its type is a
/// <see cref="FunctionType"/>.
/// </summary>
internal sealed class BoundFunctionValue(Instance target, BoundExpression? environment, TlType type, SourceSpan span) : BoundExpression(type, span)
{
    public Instance Target { get; } = target;

    /// <summary>What gives the environment, as in <see cref="BoundCall.Environment"/>.</summary>
    public BoundExpression? Environment { get; } = environment;
}
