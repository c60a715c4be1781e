using System.Collections.Immutable;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

/// <summary>What the <see cref="Resolver"/> found: the symbol of every name, and everything about functions that needs no types.</summary>
internal sealed class Resolution(FunctionSymbol script, Symbol?[] symbols)
{
    /// <summary>The script body.</summary>
    public FunctionSymbol Script { get; } = script;

    /// <summary>Top-level functions in source order.</summary>
    public List<FunctionSymbol> TopLevelFunctions { get; } = [];

    /// <summary>Top-level variables in source order.</summary>
    public List<VariableSymbol> TopLevelVariables { get; } = [];

    /// <summary>Inputs of the host that the script mentions, in the order of their first mention.</summary>
    public List<VariableSymbol> Inputs { get; } = [];

    /// <summary>The functions of the script by their syntax; null where there are none.</summary>
    public Dictionary<FunctionSyntax, FunctionSymbol>? Functions { get; private set; }

    /// <summary>
    /// For a name in method position that a variable has too, by the name's id: everything of that name, innermost first,
    /// ending with a function if there is one. Which of them counts depends on the variables' types. Null where there are none.
    /// </summary>
    public Dictionary<int, ImmutableArray<Symbol>>? MethodCandidates { get; set; }

    /// <summary>What a name stands for, or null when its error was reported.</summary>
    public Symbol? this[Identifier name] => symbols[name.Id];

    /// <summary>The function that <paramref name="syntax"/> declares.</summary>
    public FunctionSymbol FunctionOf(FunctionSyntax syntax) => Functions![syntax];

    /// <summary>
    /// Lets go of the syntax tree when all of it was checked: symbols outlive it, and a tree that is dead makes the collections
    /// cheaper that come while code is made.
    /// </summary>
    public void ForgetSyntax()
    {
        foreach (Symbol? symbol in symbols)
        {
            if (symbol is VariableSymbol variable)
                variable.Declaration = null;
        }
        if (Functions is not { } functions)
            return;
        foreach (FunctionSymbol function in functions.Values)
            function.ForgetBody();
    }

    public void Add(FunctionSyntax syntax, FunctionSymbol function) =>
        (Functions ??= new Dictionary<FunctionSyntax, FunctionSymbol>(ReferenceEqualityComparer.Instance)).Add(syntax, function);
}
