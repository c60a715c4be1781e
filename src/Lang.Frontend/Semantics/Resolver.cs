using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

/// <summary>
/// The first pass of the checker: finds out what every name stands for, which variables are captured, assigned or
/// global, and which statements can be reached. It needs no types and sees every function once, called or not.
/// </summary>
/// <remarks>
/// Rules of visibility: a <c>let</c> counts from its end, a nested function from its start, top-level functions
/// everywhere; function bodies see all top-level variables, the script body only those above; a script's own names
/// win over host functions, those over built-ins.
/// </remarks>
internal sealed partial class Resolver
{
    private readonly CompilationOptions _options;
    private readonly DiagnosticBag _bag;
    private readonly Symbol?[] _symbols;
    private readonly Resolution _result;
    private readonly NameScopes _scopes = new();
    private readonly Dictionary<string, Symbol> _topLevel = [];
    private readonly Dictionary<string, FunctionSymbol> _outside = [];
    private readonly Action<Symbol> _warnIfUnused;
    private FunctionSymbol _function;
    private int _loopDepth;
    private bool _breaks;

    private Resolver(Script script, CompilationOptions options, DiagnosticBag bag)
    {
        _options = options;
        _bag = bag;
        _symbols = new Symbol?[script.IdentifierCount];
        _function = new FunctionSymbol("script", null, null);
        _result = new Resolution(_function, _symbols);
        _warnIfUnused = WarnIfUnused;
    }

    /// <summary>Resolves a script. The result can be used even when errors were reported.</summary>
    public static Resolution Resolve(Script script, CompilationOptions options, DiagnosticBag bag)
    {
        var resolver = new Resolver(script, options, bag);
        resolver.DeclareTopLevel(script.Statements);
        resolver.ResolveStatements(script.Statements, isTopLevel: true);
        resolver.MarkExports(script);
        foreach (VariableSymbol variable in resolver._result.TopLevelVariables)
            resolver.WarnIfUnused(variable);
        Captures.Complete(resolver._result);
        return resolver._result;
    }

    private void DeclareTopLevel(ImmutableArray<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            if (statement is FunctionStatement { Function: { Name: { } name } syntax })
            {
                FunctionSymbol function = NewFunction(syntax, isTopLevel: true);
                _result.TopLevelFunctions.Add(function);
                DeclareTopLevel(name, function);
            }
            else if (statement is LetStatement let)
            {
                var variable = new VariableSymbol(let.Name.Text, let.Name.Span, _function) { Declaration = let, IsTopLevel = true };
                _result.TopLevelVariables.Add(variable);
                DeclareTopLevel(let.Name, variable);
            }
        }
    }

    private void DeclareTopLevel(Identifier name, Symbol symbol)
    {
        _symbols[name.Id] = symbol;
        if (!_topLevel.TryAdd(name.Text, symbol))
            ReportDuplicate(name, _topLevel[name.Text]);
    }

    private void Declare(Identifier name, Symbol symbol)
    {
        _symbols[name.Id] = symbol;
        if (_scopes.Declare(symbol) is { } earlier)
            ReportDuplicate(name, earlier);
    }

    private void ReportDuplicate(Identifier name, Symbol earlier)
    {
        // Uses of the name go to the earlier one: no warning that this one has none.
        if (_symbols[name.Id] is VariableSymbol duplicate)
            duplicate.IsUsed = true;
        SourceSpan? place = earlier switch
        {
            VariableSymbol variable => variable.Span,
            FunctionSymbol { Syntax.Name: { } earlierName } => earlierName.Span,
            _ => null,
        };
        _bag.Add(new Diagnostic(DiagnosticCodes.DuplicateName, name.Span,
            DiagnosticBag.Format(DiagnosticCodes.DuplicateName, [name.Text]), [new DiagnosticNote("first declared here", place)], null));
    }

    private FunctionSymbol NewFunction(FunctionSyntax syntax, bool isTopLevel = false)
    {
        var function = new FunctionSymbol(syntax.Name?.Text ?? "", syntax, _function) { IsTopLevel = isTopLevel };
        _result.Add(syntax, function);
        return function;
    }

    // Parameters share the scope of the body's outermost block.
    private void ResolveFunction(FunctionSymbol function)
    {
        FunctionSyntax syntax = function.Syntax!;
        (FunctionSymbol Function, int LoopDepth, bool Breaks) outer = (_function, _loopDepth, _breaks);
        (_function, _loopDepth) = (function, 0);
        _scopes.Enter();
        VariableSymbol[] parameters = syntax.Parameters.IsEmpty ? [] : new VariableSymbol[syntax.Parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            Parameter parameter = syntax.Parameters[i];
            var variable = new VariableSymbol(parameter.Name.Text, parameter.Name.Span, function) { IsParameter = true };
            parameters[i] = variable;
            ResolveType(parameter.Type);
            Declare(parameter.Name, variable);
        }
        function.Parameters = ImmutableCollectionsMarshal.AsImmutableArray(parameters);
        ResolveType(syntax.Result);
        if (syntax.Expression is { } expression)
            ResolveExpression(expression);
        else if (syntax.Body is { } body)
            function.EndIsReachable = ResolveStatements(body.Statements, isTopLevel: false);
        _scopes.Leave(_warnIfUnused);
        (_function, _loopDepth, _breaks) = outer;
    }

    private void WarnIfUnused(Symbol symbol)
    {
        if (symbol is VariableSymbol { IsUsed: false, IsParameter: false, IsLoopVariable: false } variable && !variable.Name.StartsWith('_'))
            _bag.Report(DiagnosticCodes.UnusedVariable, variable.Span, variable.Name);
    }

    private void MarkExports(Script script)
    {
        foreach (string name in _options.GlobalExports)
        {
            if (_topLevel.TryGetValue(name, out Symbol? symbol) && symbol is VariableSymbol variable)
                (variable.Storage, variable.IsUsed) = (VariableStorage.Global, true);
            else
                _bag.Report(DiagnosticCodes.UnknownExport, new SourceSpan(script.Span.Start, script.Span.Start), "variable", name);
        }
    }

    // Names

    private void ResolveName(Identifier name)
    {
        Symbol? symbol = _scopes.Find(name.Text) ?? FindOutsideBlocks(name.Text);
        if (symbol is null)
        {
            ReportUndefined(name);
            return;
        }
        _symbols[name.Id] = symbol;
        Mention(symbol, name, isRead: true);
    }

    private void ResolveMethodName(Identifier name)
    {
        // Most often nothing but a function has that name.
        if (_scopes.Find(name.Text) is null && FindOutsideBlocks(name.Text) is FunctionSymbol only)
        {
            _symbols[name.Id] = only;
            Mention(only, name, isRead: true);
            return;
        }
        List<Symbol> candidates = [];
        IEnumerable<Symbol> outside = FindOutsideBlocks(name.Text) is { } found ? [found] : [];
        if (outside.FirstOrDefault() is VariableSymbol && FindOutsideFunction(name.Text) is { } function)
            outside = outside.Append(function);
        foreach (Symbol symbol in _scopes.FindAll(name.Text).Concat(outside))
        {
            candidates.Add(symbol);
            if (symbol is FunctionSymbol)
                break;
        }
        if (candidates.Count == 0)
        {
            ReportUndefined(name);
            return;
        }
        _symbols[name.Id] = candidates[0];
        if (candidates.Count > 1)
            (_result.MethodCandidates ??= []).Add(name.Id, [.. candidates]);
        foreach (Symbol symbol in candidates)
            Mention(symbol, name, isRead: true);
    }

    // Top-level names, then those of the host, then built-ins.
    private Symbol? FindOutsideBlocks(string name)
    {
        if (_topLevel.TryGetValue(name, out Symbol? symbol)
            && (symbol is FunctionSymbol || _function != _result.Script || ((VariableSymbol)symbol).IsDeclared))
        {
            return symbol;
        }
        return FindOutsideScript(name);
    }

    private Symbol? FindOutsideScript(string name) => (Symbol?)FindInput(name) ?? FindOutsideFunction(name);

    private VariableSymbol? FindInput(string name)
    {
        if (_options.Host?.FindInput(name) is not { } input)
            return null;
        if (_result.Inputs.Find(known => known.Name == name) is { } known)
            return known;
        var found = new VariableSymbol(name, default, _result.Script)
        {
            IsTopLevel = true,
            IsUsed = true,
            Storage = VariableStorage.Global,
            InputType = HostSignatures.TypeOf(input.Type),
        };
        _result.Inputs.Add(found);
        return found;
    }

    private FunctionSymbol? FindOutsideFunction(string name)
    {
        if (_outside.TryGetValue(name, out FunctionSymbol? known))
            return known;
        FunctionSymbol? found = null;
        if (_options.Host?.FindFunction(name) is { } function)
            found = new FunctionSymbol(name, null, null) { Host = HostSignatures.Of(function) };
        else if (Builtins.Find(name) is { } builtin)
            found = new FunctionSymbol(name, null, null) { Builtin = builtin.Builtin };
        if (found is not null)
            _outside.Add(name, found);
        return found;
    }

    private void Mention(Symbol symbol, Identifier name, bool isRead)
    {
        switch (symbol)
        {
            case VariableSymbol variable:
                variable.IsUsed |= isRead;
                if (variable.Owner != _function)
                    Capture(variable);
                break;
            case FunctionSymbol { Builtin: { } builtin }:
                if ((Builtins.Get(builtin).Capability & ~_options.Capabilities) != 0)
                    _bag.Report(DiagnosticCodes.MissingCapability, name.Span, name.Text);
                break;
            // A function of the script itself captures nothing.
            case FunctionSymbol { Owner: { } owner, IsTopLevel: false } function:
                for (FunctionSymbol? inner = _function; inner is not null && inner != owner && inner != function; inner = inner.Owner)
                    inner.Mention(function);
                break;
        }
    }

    private void Capture(VariableSymbol variable)
    {
        if (variable.IsTopLevel)
        {
            variable.Storage = VariableStorage.Global;
            return;
        }
        variable.IsCaptured = true;
        for (FunctionSymbol? inner = _function; inner is not null && inner != variable.Owner; inner = inner.Owner)
            inner.Capture(variable);
    }

    private void ReportUndefined(Identifier name)
    {
        if (_topLevel.TryGetValue(name.Text, out Symbol? later))
        {
            _bag.Add(new Diagnostic(DiagnosticCodes.UsedBeforeDeclaration, name.Span,
                DiagnosticBag.Format(DiagnosticCodes.UsedBeforeDeclaration, [name.Text]),
                [new DiagnosticNote("declared here", ((VariableSymbol)later).Span)], null));
            ((VariableSymbol)later).IsUsed = true;
            return;
        }
        IEnumerable<string> known = _scopes.Names.Concat(_topLevel.Keys)
            .Concat(_options.Host is { } host ? [.. host.Functions.Select(function => function.Name), .. host.Inputs.Select(input => input.Name)] : (string[])[])
            .Concat(Builtins.Rows.Select(row => row.Name));
        string? closest = Suggestions.Closest(name.Text, known);
        string? hint = Suggestions.Foreign(name.Text) ?? (closest is null ? null : $"did you mean `{closest}`?");
        _bag.ReportWithHint(DiagnosticCodes.UndefinedName, name.Span, hint, name.Text);
    }
}
