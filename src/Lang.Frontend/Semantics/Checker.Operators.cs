using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

internal sealed partial class Checker
{
    /// <summary>What a binary operator does on operands of certain types.</summary>
    private readonly record struct Operation(Conversion Left, Conversion Right, Opcode Opcode, TlType Result);

    private BoundExpression CheckChain(BinaryChain chain)
    {
        if (chain.Links[0].Operator is BinaryOperator.And or BinaryOperator.Or)
            return CheckLogical(chain);
        return CheckBinary(CheckValue(chain.First, null), chain.Links, chain.Span);
    }

    private BoundLogical CheckLogical(BinaryChain chain)
    {
        var operands = new BoundExpression[chain.Links.Length + 1];
        operands[0] = CheckCondition(chain.First);
        for (int i = 1; i < operands.Length; i++)
            operands[i] = CheckCondition(chain.Links[i - 1].Right);
        return new BoundLogical(chain.Links[0].Operator == BinaryOperator.And, ImmutableCollectionsMarshal.AsImmutableArray(operands), chain.Span);
    }

    private BoundExpression CheckBinary(BoundExpression first, ImmutableArray<ChainLink> links, SourceSpan span)
    {
        TlType type = first.Type;
        var bound = new BoundLink[links.Length];
        for (int i = 0; i < bound.Length; i++)
        {
            ChainLink link = links[i];
            BoundExpression right = CheckValue(link.Right, null);
            var linkSpan = new SourceSpan(first.Span.Start, right.Span.End);
            Operation operation;
            if (Undecided(type, right.Type))
                operation = new Operation(Conversion.None, Conversion.None, Opcode.Add, type == TlType.Error || right.Type == TlType.Error ? TlType.Error : TlType.Never);
            else if (FindOperation(link.Operator, type, right.Type) is { } found)
                operation = found;
            else
                operation = ReportBadOperands(link.Operator, linkSpan, type, right);
            bound[i] = new BoundLink(operation.Left, Apply(operation.Right, right), operation.Opcode, linkSpan);
            type = operation.Result;
        }
        return new BoundChain(first, ImmutableCollectionsMarshal.AsImmutableArray(bound), type, span);
    }

    // Operands of which nothing is known yet, or whose error was reported.
    private bool Undecided(TlType left, TlType right)
    {
        bool undecided = IsUndecided(left) || IsUndecided(right);
        foreach (TlType type in (ReadOnlySpan<TlType>)[left.Resolved, right.Resolved])
        {
            if (type is TypeVariable open)
            {
                Wait(open);
                undecided = true;
            }
        }
        return undecided;
    }

    private static BoundExpression Apply(Conversion conversion, BoundExpression value) => conversion == Conversion.None
        ? value
        : new BoundConversion(conversion, value, conversion == Conversion.IntToFloat ? TlType.Float : TlType.String, value.Span);

    private static Operation? FindOperation(BinaryOperator op, TlType left, TlType right)
    {
        if (op == BinaryOperator.Add && (left == TlType.String || right == TlType.String))
        {
            return ToStringConversion(left) is { } fromLeft && ToStringConversion(right) is { } fromRight
                ? new Operation(fromLeft, fromRight, Opcode.StringConcat, TlType.String)
                : null;
        }
        if (left == TlType.Int && right == TlType.Int)
            return IntOpcode(op) is { } opcode ? new Operation(Conversion.None, Conversion.None, opcode, IsComparison(op) ? TlType.Bool : TlType.Int) : null;
        if (left == TlType.Bool && right == TlType.Bool)
            return IsEquality(op) ? new Operation(Conversion.None, Conversion.None, IntOpcode(op)!.Value, TlType.Bool) : null;
        if (left == TlType.String && right == TlType.String)
            return IsComparison(op) ? new Operation(Conversion.None, Conversion.None, Opcode.StringEq + (op - BinaryOperator.Equal), TlType.Bool) : null;
        if (!IsNumber(left) || !IsNumber(right) || FloatOpcode(op) is not { } floatOpcode)
            return null;
        return new Operation(Widening(left), Widening(right), floatOpcode, IsComparison(op) ? TlType.Bool : TlType.Float);
    }

    private static bool IsNumber(TlType type) => type == TlType.Int || type == TlType.Float;

    private static bool IsEquality(BinaryOperator op) => op is BinaryOperator.Equal or BinaryOperator.NotEqual;

    private static bool IsComparison(BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    private static Conversion Widening(TlType type) => type == TlType.Int ? Conversion.IntToFloat : Conversion.None;

    private static Conversion? ToStringConversion(TlType type) =>
        type == TlType.String ? Conversion.None
        : type == TlType.Int ? Conversion.IntToString
        : type == TlType.Float ? Conversion.FloatToString
        : type == TlType.Bool ? Conversion.BoolToString
        : null;

    private static Opcode? IntOpcode(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => Opcode.Eq,
        BinaryOperator.NotEqual => Opcode.Ne,
        BinaryOperator.Less => Opcode.Lt,
        BinaryOperator.LessOrEqual => Opcode.Le,
        BinaryOperator.Greater => Opcode.Gt,
        BinaryOperator.GreaterOrEqual => Opcode.Ge,
        BinaryOperator.BitOr => Opcode.Or,
        BinaryOperator.BitXor => Opcode.Xor,
        BinaryOperator.BitAnd => Opcode.And,
        BinaryOperator.ShiftLeft => Opcode.Shl,
        BinaryOperator.ShiftRight => Opcode.Shr,
        BinaryOperator.ShiftRightLogical => Opcode.UShr,
        BinaryOperator.Add => Opcode.Add,
        BinaryOperator.Subtract => Opcode.Sub,
        BinaryOperator.Multiply => Opcode.Mul,
        BinaryOperator.Divide => Opcode.Div,
        BinaryOperator.Remainder => Opcode.Mod,
        _ => null,
    };

    private static Opcode? FloatOpcode(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => Opcode.FEq,
        BinaryOperator.NotEqual => Opcode.FNe,
        BinaryOperator.Less => Opcode.FLt,
        BinaryOperator.LessOrEqual => Opcode.FLe,
        BinaryOperator.Greater => Opcode.FGt,
        BinaryOperator.GreaterOrEqual => Opcode.FGe,
        BinaryOperator.Add => Opcode.FAdd,
        BinaryOperator.Subtract => Opcode.FSub,
        BinaryOperator.Multiply => Opcode.FMul,
        BinaryOperator.Divide => Opcode.FDiv,
        BinaryOperator.Remainder => Opcode.FMod,
        _ => null,
    };

    private Operation ReportBadOperands(BinaryOperator op, SourceSpan span, TlType left, BoundExpression right)
    {
        var nothing = new Operation(Conversion.None, Conversion.None, Opcode.Add, IsComparison(op) ? TlType.Bool : TlType.Error);
        bool sameKind = left is ArrayType && right.Type is ArrayType || IsFunction(left) && IsFunction(right.Type) || left == TlType.Bool && right.Type == TlType.Bool;
        if (IsComparison(op) && sameKind)
        {
            string what = left is ArrayType ? "array" : left == TlType.Bool ? "bool" : "function";
            ReportWithHint(DiagnosticCodes.NotComparable, span, left is ArrayType ? "compare their elements in a loop" : null, what);
            return nothing;
        }
        string? hint = op switch
        {
            BinaryOperator.BitAnd when left == TlType.Bool => "write `&&`",
            BinaryOperator.BitOr when left == TlType.Bool => "write `||`",
            BinaryOperator.BitXor when left == TlType.Bool => "write `!=`",
            BinaryOperator.Add when left is ArrayType => "write `xs.push(v)` to append an element",
            BinaryOperator.Add when left == TlType.String || right.Type == TlType.String => "write `string(x)` for how it prints",
            >= BinaryOperator.BitOr and <= BinaryOperator.ShiftRightLogical when IsNumber(left) && IsNumber(right.Type) => "bit operators take ints: convert with `int(x)`",
            _ when IsComparison(op) && left == TlType.String && IsNumber(right.Type) => $"write `string({Quote(right.Span)})`, or convert the string with `int(s)` or `float(s)`",
            _ when left == TlType.String && IsNumber(right.Type) || IsNumber(left) && right.Type == TlType.String => "convert the string with `int(s)` or `float(s)`",
            _ => null,
        };
        ReportWithHint(DiagnosticCodes.BadOperands, span, hint, Operators.Text(op), left.ToString()!, right.Type.ToString()!);
        return nothing;
    }

    private static bool IsFunction(TlType type) => type is FunctionType or GenericFunctionType;

    private BoundExpression CheckUnary(UnaryExpression unary)
    {
        BoundExpression operand = CheckValue(unary.Operand, null);
        TlType type = operand.Type;
        if (type is TypeVariable open)
            Wait(open);
        if (type is TypeVariable || IsUndecided(type))
            return new BoundOperation(Opcode.Neg, [operand], type is TypeVariable ? TlType.Never : type, unary.Span);
        Opcode? opcode = unary.Operator switch
        {
            UnaryOperator.Negate when type == TlType.Int => Opcode.Neg,
            UnaryOperator.Negate when type == TlType.Float => Opcode.FNeg,
            UnaryOperator.Not when type == TlType.Bool => Opcode.Not,
            UnaryOperator.BitNot when type == TlType.Int => Opcode.BitNot,
            _ => null,
        };
        if (opcode is { } found)
            return new BoundOperation(found, [operand], type, unary.Span);
        string text = Quote(operand.Span);
        string? hint = unary.Operator == UnaryOperator.Not && type == TlType.Int ? $"write `{text} == 0`, or `~{text}` to flip its bits" : null;
        ReportWithHint(DiagnosticCodes.BadOperand, unary.Span, hint, Operators.Text(unary.Operator), type.ToString()!);
        return ErrorAt(unary.Span);
    }
}
