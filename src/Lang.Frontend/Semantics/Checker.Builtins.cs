using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

internal sealed partial class Checker
{
    private BoundExpression CallBuiltin(Builtin builtin, BoundExpression[] arguments, SourceSpan span, Expression? place)
    {
        if (builtin is Builtin.Print or Builtin.Write)
            return new BoundPrint(ImmutableCollectionsMarshal.AsImmutableArray(arguments), builtin == Builtin.Print, span);
        // An undecided value that is pushed decides nothing, but it can be pushed.
        if ((builtin != Builtin.Push || arguments[0].Type is not ArrayType) && WaitForTypes(arguments))
            return Unfinished([.. arguments], TlType.Never, span);
        return CallComputing(builtin, arguments, span, place);
    }

    /// <summary>Whether a type of the arguments is not decided yet; the check then waits for it.</summary>
    private bool WaitForTypes(BoundExpression[] arguments)
    {
        bool waits = false;
        foreach (BoundExpression argument in arguments)
        {
            if (argument.Type is not TypeVariable open)
                continue;
            Wait(open);
            waits = true;
        }
        return waits;
    }

    private BoundExpression CallComputing(Builtin builtin, BoundExpression[] arguments, SourceSpan span, Expression? place)
    {
        return builtin switch
        {
            Builtin.Len => Length(arguments[0], span),
            Builtin.Push or Builtin.Pop => ChangeArray(builtin, arguments, span, place),
            Builtin.Int => ToInt(arguments[0], span),
            Builtin.Float => ToFloat(arguments[0], span),
            Builtin.String => ToText(arguments[0], span),
            Builtin.Chr => new BoundOperation(Opcode.Chr, [Argument(builtin, arguments[0], TlType.Int)], TlType.String, span),
            Builtin.Abs when arguments[0].Type == TlType.Int => new BoundOperation(Opcode.Abs, [arguments[0]], TlType.Int, span),
            Builtin.Abs => FloatOperation(builtin, Opcode.FAbs, arguments, span),
            Builtin.Min or Builtin.Max when arguments.All(argument => argument.Type == TlType.Int) =>
                new BoundOperation(builtin == Builtin.Min ? Opcode.Min : Opcode.Max, [.. arguments], TlType.Int, span),
            Builtin.Min => FloatOperation(builtin, Opcode.FMin, arguments, span),
            Builtin.Max => FloatOperation(builtin, Opcode.FMax, arguments, span),
            >= Builtin.Sqrt and <= Builtin.Pow => FloatOperation(builtin, Opcode.Sqrt + (builtin - Builtin.Sqrt), arguments, span),
            Builtin.Clock => new BoundOperation(Opcode.Clock, [], TlType.Float, span),
            Builtin.Args => new BoundOperation(Opcode.Args, [], new ArrayType(TlType.String), span),
            Builtin.ReadLine => new BoundOperation(Opcode.ReadLine, [], TlType.String, span),
            Builtin.Eof => new BoundOperation(Opcode.Eof, [], TlType.Bool, span),
            Builtin.Assert => Assertion(arguments, span),
            Builtin.Error => new BoundOperation(Opcode.Error, [Argument(builtin, arguments[0], TlType.String)], TlType.Never, span),
            Builtin.TypeOf => new BoundTypeName(arguments[0], span),
            Builtin.Print or Builtin.Write => throw new UnreachableException("they compute nothing"),
        };
    }

    private BoundExpression Argument(Builtin builtin, BoundExpression value, TlType type)
    {
        if (TryConvert(value, type) is { } converted)
            return converted;
        string text = Quote(value.Span);
        string? hint = type == TlType.String && (IsNumber(value.Type) || value.Type == TlType.Bool) ? $"write `string({text})`"
            : type == TlType.Int && value.Type == TlType.Float ? $"write `int({text})`"
            : type == TlType.Float && value.Type == TlType.String ? $"write `float({text})`"
            : $"it takes {type}";
        ReportWithHint(DiagnosticCodes.BadArgument, value.Span, hint, Builtins.Get(builtin).Name, value.Type.ToString()!);
        return ErrorAt(value.Span);
    }

    private BoundOperation FloatOperation(Builtin builtin, Opcode opcode, BoundExpression[] arguments, SourceSpan span) =>
        new(opcode, [.. arguments.Select(argument => Argument(builtin, argument, TlType.Float))], TlType.Float, span);

    private BoundExpression Length(BoundExpression value, SourceSpan span)
    {
        if (value.Type is ArrayType)
            return new BoundOperation(Opcode.ArrayLen, [value], TlType.Int, span);
        if (value.Type == TlType.String)
            return new BoundOperation(Opcode.StringLen, [value], TlType.Int, span);
        ReportWithHint(DiagnosticCodes.BadArgument, value.Span, "it takes an array or a string", "len", value.Type.ToString()!);
        return ErrorAt(span);
    }

    private BoundExpression ChangeArray(Builtin builtin, BoundExpression[] arguments, SourceSpan span, Expression? place)
    {
        if (arguments[0].Type is not ArrayType { Element: var element })
        {
            ReportWithHint(DiagnosticCodes.BadArgument, arguments[0].Span, "it takes an array", Builtins.Get(builtin).Name, arguments[0].Type.ToString()!);
            return ErrorAt(span);
        }
        return builtin == Builtin.Pop
            ? new BoundOperation(Opcode.ArrayPop, [arguments[0]], element, span)
            : new BoundOperation(Opcode.ArrayPush, [arguments[0], Convert(arguments[1], element, place)], TlType.Nothing, span);
    }

    private BoundExpression ToInt(BoundExpression value, SourceSpan span)
    {
        if (value.Type == TlType.Int)
            return value;
        if (value.Type == TlType.Bool)
            return new BoundConversion(Conversion.None, value, TlType.Int, span);
        if (value.Type == TlType.Float)
            return new BoundOperation(Opcode.FloatToInt, [value], TlType.Int, span);
        return value.Type == TlType.String ? new BoundOperation(Opcode.StringToInt, [value], TlType.Int, span) : NoConversion(value, TlType.Int, span);
    }

    private BoundExpression ToFloat(BoundExpression value, SourceSpan span)
    {
        if (value.Type == TlType.Float)
            return value;
        if (value.Type == TlType.Int || value.Type == TlType.Bool)
            return new BoundConversion(Conversion.IntToFloat, value, TlType.Float, span);
        return value.Type == TlType.String ? new BoundOperation(Opcode.StringToFloat, [value], TlType.Float, span) : NoConversion(value, TlType.Float, span);
    }

    private BoundExpression NoConversion(BoundExpression value, TlType type, SourceSpan span)
    {
        Report(DiagnosticCodes.CannotConvert, value.Span, value.Type.ToString()!, type.ToString()!);
        return ErrorAt(span);
    }

    private static BoundExpression ToText(BoundExpression value, SourceSpan span) => ToStringConversion(value.Type) switch
    {
        Conversion.None => value,
        { } conversion => new BoundConversion(conversion, value, TlType.String, span),
        null => new BoundOperation(Opcode.ValueToString, [value], TlType.String, span),
    };

    private BoundOperation Assertion(BoundExpression[] arguments, SourceSpan span)
    {
        ImmutableArray<BoundExpression> operands = [Argument(Builtin.Assert, arguments[0], TlType.Bool)];
        return arguments.Length == 1
            ? new BoundOperation(Opcode.Assert, operands, TlType.Nothing, span)
            : new BoundOperation(Opcode.AssertMessage, operands.Add(Argument(Builtin.Assert, arguments[1], TlType.String)), TlType.Nothing, span);
    }
}
