using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

// Postfixes: calls, method calls, indices, slices.
internal sealed partial class Checker
{
    /// <summary>Checks a postfix chain up to its first <paramref name="count"/> postfixes.</summary>
    private BoundExpression CheckPostfixes(PostfixChain chain, int count, TlType? wanted)
    {
        int next = 0;
        BoundExpression value;
        if (count > 0 && chain.First is NameExpression { Name: var name } && chain.Postfixes[0] is CallPostfix first
            && _resolution[name] is FunctionSymbol function)
        {
            SourceSpan span = SourceSpan.Between(name.Span, first.Span);
            value = CallFunction(function, NamedEnvironment(function, name.Span), ParentOf(function), null, first.Arguments, span, count == 1 ? wanted : null);
            next = 1;
        }
        else
        {
            value = CheckValue(chain.First, null);
        }
        for (; next < count; next++)
        {
            if (value.Type == TlType.Nothing)
            {
                ReportNoValue(value);
                value = ErrorAt(value.Span);
            }
            value = CheckPostfix(value, chain.Postfixes[next], next == count - 1 ? wanted : null, new SourceSpan(chain.Span.Start, chain.Postfixes[next].Span.End));
        }
        return value;
    }

    private BoundExpression CheckPostfix(BoundExpression value, Postfix postfix, TlType? wanted, SourceSpan span) => postfix switch
    {
        CallPostfix call => CallValue(value, null, call.Arguments, span, wanted),
        MethodPostfix method => CheckMethod(value, method, wanted),
        IndexPostfix index => CheckElement(value, index, span),
        SlicePostfix slice => CheckSlice(value, slice, span),
        _ => ErrorAt(span),
    };

    private BoundExpression CheckElement(BoundExpression sequence, IndexPostfix postfix, SourceSpan span)
    {
        BoundExpression index = CheckIndex(postfix.Index);
        switch (sequence.Type)
        {
            case ArrayType array:
                return new BoundOperation(Opcode.ArrayGet, [sequence, index], array.Element, span);
            case TypeVariable open:
                Wait(open);
                return Unfinished([sequence, index], TlType.Never, span);
            case var type when type == TlType.String:
                return new BoundOperation(Opcode.StringGet, [sequence, index], TlType.Int, span);
            case var type when IsUndecided(type):
                return Unfinished([sequence, index], type, span);
            default:
                Report(DiagnosticCodes.NotIndexable, sequence.Span, sequence.Type.ToString()!);
                return ErrorAt(span);
        }
    }

    private BoundExpression CheckSlice(BoundExpression sequence, SlicePostfix postfix, SourceSpan span)
    {
        BoundExpression? from = postfix.From is { } low ? CheckIndex(low) : null;
        BoundExpression? to = postfix.To is { } high ? CheckIndex(high) : null;
        TlType type = sequence.Type;
        if (type is TypeVariable open)
        {
            Wait(open);
            type = TlType.Never;
        }
        else if (type is not ArrayType && type != TlType.String && !IsUndecided(type))
        {
            Report(DiagnosticCodes.NotSliceable, sequence.Span, type.ToString()!);
            return ErrorAt(span);
        }
        return new BoundSlice(sequence, from, to, type, span);
    }

    // The innermost binding of the name that is a function counts; other variables are skipped.
    private BoundExpression CheckMethod(BoundExpression receiver, MethodPostfix method, TlType? wanted)
    {
        SourceSpan span = SourceSpan.Between(method.Name.Span, method.Span);
        ImmutableArray<Symbol> candidates = _resolution.MethodCandidates is { } all && all.TryGetValue(method.Name.Id, out ImmutableArray<Symbol> several)
            ? several
            : _resolution[method.Name] is { } one ? [one] : [];
        TlType? skipped = null;
        foreach (Symbol candidate in candidates)
        {
            if (candidate is FunctionSymbol function)
                return CallFunction(function, NamedEnvironment(function, method.Name.Span), ParentOf(function), receiver, method.Arguments, span, wanted);
            var variable = new BoundVariable((VariableSymbol)candidate, TypeOfVariable((VariableSymbol)candidate), method.Name.Span);
            if (IsFunction(variable.Type) || variable.Type is TypeVariable || IsUndecided(variable.Type))
                return CallValue(variable, receiver, method.Arguments, span, wanted);
            skipped ??= variable.Type;
        }
        CheckArguments(receiver, method.Arguments, []);
        if (skipped is not null)
            Report(DiagnosticCodes.NotCallable, method.Name.Span, $"`{method.Name.Text}`, which is {skipped},");
        return ErrorAt(span);
    }

    private BoundFunctionName? NamedEnvironment(FunctionSymbol function, SourceSpan span) => function.HasEnvironment ? FunctionName(function, span) : null;

    private BoundExpression CallValue(BoundExpression callee, BoundExpression? receiver, ImmutableArray<Expression> arguments, SourceSpan span, TlType? wanted)
    {
        switch (callee.Type)
        {
            case GenericFunctionType generic:
                return CallFunction(generic.Function, EnvironmentOf(callee, generic.Function), generic.Parent, receiver, arguments, span, wanted);
            case FunctionType type:
                BoundExpression[] values = CheckArguments(receiver, arguments, type.Parameters.AsSpan());
                if (!CheckCount("this function value", type.Parameters.Length, type.Parameters.Length, values.Length, receiver is not null, span))
                    return ErrorAt(span);
                if (Worst(values) == TlType.Never)
                    return Unfinished([callee, .. values], TlType.Never, span);
                for (int i = 0; i < values.Length; i++)
                    values[i] = Convert(values[i], type.Parameters[i]);
                return new BoundCallValue(callee, ImmutableCollectionsMarshal.AsImmutableArray(values), type.Result, span);
            default:
                BoundExpression[] ignored = CheckArguments(receiver, arguments, []);
                if (callee.Type is TypeVariable open)
                    Wait(open);
                else if (!IsUndecided(callee.Type))
                    Report(DiagnosticCodes.NotCallable, callee.Span, NotCallableText(callee));
                return Unfinished([callee, .. ignored], callee.Type == TlType.Never || callee.Type is TypeVariable ? TlType.Never : TlType.Error, span);
        }
    }

    private static string NotCallableText(BoundExpression callee) =>
        callee is BoundVariable { Variable.Name: var name } ? $"`{name}`, which is {callee.Type}," : $"a value of type {callee.Type}";

    /// <summary>Checks arguments, of which the receiver is the first; where there is no wanted type, none is known.</summary>
    private BoundExpression[] CheckArguments(BoundExpression? receiver, ImmutableArray<Expression> arguments, ReadOnlySpan<TlType?> wanted)
    {
        int count = receiver is null ? 0 : 1;
        BoundExpression[] values = count + arguments.Length == 0 ? [] : new BoundExpression[count + arguments.Length];
        if (receiver is not null)
            values[0] = receiver;
        foreach (Expression argument in arguments)
        {
            values[count] = CheckValue(argument, count < wanted.Length ? wanted[count] : null);
            count++;
        }
        return values;
    }

    // Error if there is one, else never, else null.
    private static TlType? Worst(ReadOnlySpan<BoundExpression> values)
    {
        TlType? worst = null;
        foreach (BoundExpression value in values)
        {
            if (value.Type == TlType.Error)
                return TlType.Error;
            if (value.Type == TlType.Never)
                worst = TlType.Never;
        }
        return worst;
    }

    // Evaluates operands, one of which never ends (or is wrong), and then nothing more.
    private static BoundOperation Unfinished(ImmutableArray<BoundExpression> operands, TlType type, SourceSpan span) => new(Opcode.Error, operands, type, span);

    private bool CheckCount(string name, int min, int max, int got, bool isMethod, SourceSpan span)
    {
        if (got >= min && got <= max)
            return true;
        string takes = min == max ? Count(min, "argument") : $"{min} to {max} arguments";
        ReportWithHint(DiagnosticCodes.WrongArgumentCount, span, isMethod ? "`x.f(a)` means `f(x, a)`: the value before the dot is the first argument" : null, name, takes, got.ToString());
        return false;
    }

    private BoundExpression CallFunction(
        FunctionSymbol function, BoundExpression? environment, Instance? parent, BoundExpression? receiver,
        ImmutableArray<Expression> arguments, SourceSpan span, TlType? wanted)
    {
        return function.Syntax is { } syntax
            ? CallScriptFunction(function, syntax, environment, parent, receiver, arguments, span, wanted)
            : CallOutside(function, receiver, arguments, span);
    }

    private BoundExpression CallScriptFunction(
        FunctionSymbol function, FunctionSyntax syntax, BoundExpression? environment, Instance? parent, BoundExpression? receiver,
        ImmutableArray<Expression> arguments, SourceSpan span, TlType? wanted)
    {
        TlType?[] written = syntax.Parameters.IsEmpty ? [] : new TlType?[syntax.Parameters.Length];
        for (int i = 0; i < written.Length; i++)
            written[i] = syntax.Parameters[i].Type is { } type ? TypeOf(type) : null;
        BoundExpression[] values = CheckArguments(receiver, arguments, written);
        if (values.Length != written.Length)
        {
            string name = function.Name.Length > 0 ? $"`{function.Name}`" : "this function";
            CheckCount(name, written.Length, written.Length, values.Length, receiver is not null, span);
            return ErrorAt(span);
        }
        for (int i = 0; i < values.Length; i++)
        {
            if (written[i] is { } type)
                values[i] = Convert(values[i], type);
        }
        if (Worst(values) is { } worst)
            return Unfinished(environment is null ? [.. values] : [environment, .. values], worst, span);
        for (int i = 0; i < values.Length; i++)
            written[i] ??= values[i].Type;
        ImmutableArray<TlType> types = ImmutableCollectionsMarshal.AsImmutableArray(written)!;
        bool wantsResult = wanted?.Resolved is ArrayType or FunctionType && syntax.Result is null && !Unifier.Variables(wanted).Any();
        InstanceState? state = Require(function, types, wantsResult ? Unifier.Close(wanted!) : null, parent, span);
        return state is null ? ErrorAt(span) : new BoundCall(state.Instance, environment, ImmutableCollectionsMarshal.AsImmutableArray(values), state.Instance.Result, span);
    }

    private BoundExpression CallOutside(FunctionSymbol function, BoundExpression? receiver, ImmutableArray<Expression> arguments, SourceSpan span)
    {
        int count = receiver is null ? 0 : 1;
        BoundExpression[] values = count + arguments.Length == 0 ? [] : new BoundExpression[count + arguments.Length];
        if (receiver is not null)
            values[0] = receiver;
        foreach (Expression argument in arguments)
        {
            values[count] = CheckValue(argument, WantedByOutside(function, values.AsSpan(0, count)));
            count++;
        }
        if (!CheckCount(function, count, receiver is not null, span))
            return ErrorAt(span);
        Expression? place = receiver is null && arguments.Length > 0 ? arguments[0] : null;
        return CallOutside(function, values, span, place);
    }

    private bool CheckCount(FunctionSymbol function, int got, bool isMethod, SourceSpan span)
    {
        if (function.Host is { } host)
        {
            if (got == host.Parameters.Length || CheckCount($"`{host.Name}`", host.Parameters.Length, host.Parameters.Length, got, isMethod, span))
                return true;
            NoteSignature(host);
            return false;
        }
        BuiltinInfo info = Builtins.Get(function.Builtin!.Value);
        return got >= info.MinArguments && got <= info.MaxArguments || CheckCount($"`{info.Name}`", info.MinArguments, info.MaxArguments, got, isMethod, span);
    }

    private BoundExpression ConvertForHost(BoundExpression argument, HostFunctionSignature host, int index)
    {
        BoundExpression converted = Convert(argument, host.Parameters[index]);
        if (converted.Type == TlType.Error)
            NoteSignature(host);
        return converted;
    }

    // The declaration is in no file that the reader of the message sees.
    private void NoteSignature(HostFunctionSignature host)
    {
        List<Diagnostic> diagnostics = _current.Diagnostics!;
        string result = host.Result == TlType.Nothing ? "" : $" -> {host.Result}";
        var note = new DiagnosticNote($"expected ({string.Join(", ", host.Parameters)}): the host declares `{host.Name}({string.Join(", ", host.Parameters)}){result}`");
        diagnostics[^1] = diagnostics[^1] with { Notes = diagnostics[^1].Notes.Add(note) };
    }

    private static TlType? WantedByOutside(FunctionSymbol function, ReadOnlySpan<BoundExpression> before) => function switch
    {
        { Host: { } host } => before.Length < host.Parameters.Length ? host.Parameters[before.Length] : null,
        { Builtin: Builtin.Push } when before is [{ Type: ArrayType { Element: var element } }] => element,
        _ => null,
    };

    private BoundExpression CallOutside(FunctionSymbol function, BoundExpression[] arguments, SourceSpan span, Expression? place = null)
    {
        if (Worst(arguments) is { } worst)
            return Unfinished([.. arguments], worst, span);
        if (function.Builtin is { } builtin)
            return CallBuiltin(builtin, arguments, span, place);
        HostFunctionSignature host = function.Host!;
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = ConvertForHost(arguments[i], host, i);
        return new BoundHostCall(host, [.. arguments], host.Result, span);
    }
}
