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

    /// <summary>Top-level variables with their declarations, in source order.</summary>
    public Dictionary<VariableSymbol, LetStatement> TopLevelVariables { get; } = [];

    /// <summary>Every variable that a <c>let</c> declares, with its declaration: for hints.</summary>
    public Dictionary<VariableSymbol, LetStatement> Declarations { get; } = [];

    /// <summary>The functions of the script by their syntax.</summary>
    public Dictionary<FunctionSyntax, FunctionSymbol> Functions { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// For a name in method position that a variable has too: everything of that name, innermost first, ending with
    /// a function if there is one. Which of them counts depends on the variables' types.
    /// </summary>
    public Dictionary<int, ImmutableArray<Symbol>> MethodCandidates { get; } = [];

    /// <summary>What a name stands for, or null when its error was reported.</summary>
    public Symbol? this[Identifier name] => symbols[name.Id];
}
