using System.Collections.Immutable;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

/// <summary>Something a name can stand for.</summary>
internal abstract class Symbol(string name)
{
    public string Name { get; } = name;

    /// <summary>The scope that declares it, counted from the outermost, and what it hides there: kept by <see cref="NameScopes"/>.</summary>
    internal int ScopeDepth { get; set; }

    /// <inheritdoc cref="ScopeDepth"/>
    internal Symbol? Hidden { get; set; }
}

/// <summary>Where a variable lives.</summary>
internal enum VariableStorage : byte
{
    /// <summary>A variable of its function's frame.</summary>
    Local,

    /// <summary>A global of the module: a top-level variable that a function mentions or the host names.</summary>
    Global,
}

/// <summary>A variable, parameter or loop variable, as declared. Its type belongs to an instance: see <see cref="Instance"/>.</summary>
internal sealed class VariableSymbol(string name, SourceSpan span, FunctionSymbol owner) : Symbol(name)
{
    /// <summary>The place of its name in its declaration.</summary>
    public SourceSpan Span { get; } = span;

    /// <summary>The function in whose body it is declared; for a top-level one the script's.</summary>
    public FunctionSymbol Owner { get; } = owner;

    /// <summary>Its number among the variables of its owner.</summary>
    public int Index { get; init; } = owner.VariableCount++;

    public VariableStorage Storage { get; set; }

    /// <summary>Whether a function nested in <see cref="Owner"/> captures it.</summary>
    public bool IsCaptured { get; set; }

    /// <summary>Whether it is assigned after its declaration (or, for a parameter, at all).</summary>
    public bool IsAssigned { get; set; }

    /// <summary>Whether its frame slot holds a cell that it shares with closures: captured, and assigned after its declaration.</summary>
    public bool IsCell => IsCaptured && IsAssigned && Storage == VariableStorage.Local;

    /// <summary>Whether it is a loop variable, which can't be assigned.</summary>
    public bool IsLoopVariable { get; init; }

    public bool IsParameter { get; init; }

    public bool IsUsed { get; set; }

    /// <summary>The <c>let</c> that declares it; null for parameters and loop variables.</summary>
    public LetStatement? Declaration { get; set; }

    public bool IsTopLevel { get; init; }

    /// <summary>The type that the host gave an input, which scripts can't assign; null for every other variable.</summary>
    public TlType? InputType { get; init; }

    /// <summary>The number of the global that it is, once the emitter gave it one.</summary>
    public int GlobalIndex { get; set; }

    /// <summary>Whether the script body, which is read in order, has come past its declaration.</summary>
    public bool IsDeclared { get; set; }

    /// <summary>Whether its initialiser is being checked.</summary>
    public bool IsBeingInitialised { get; set; }
}

/// <summary>A function as declared: by the script, nameless, built in, or the script body itself.</summary>
internal sealed class FunctionSymbol(string name, FunctionSyntax? syntax, FunctionSymbol? owner) : Symbol(name)
{
    // Null while empty, like the others here: a script has thousands of functions that capture nothing.
    private List<Symbol>? _captures;
    private static readonly List<Symbol> s_none = [];
    private HashSet<Symbol>? _captured;

    /// <summary>Its declaration; null for a built-in, a host function and the script body.</summary>
    public FunctionSyntax? Syntax { get; private set; } = syntax;

    /// <summary>The function in which it is nested: the script body's symbol for top-level functions, null for built-ins and the script body.</summary>
    public FunctionSymbol? Owner { get; } = owner;

    /// <summary>The built-in that it is, or null.</summary>
    public Builtin? Builtin { get; init; }

    /// <summary>The host function that it is, or null.</summary>
    public HostFunctionSignature? Host { get; init; }

    /// <summary>Its parameters.</summary>
    public ImmutableArray<VariableSymbol> Parameters { get; set; } = [];

    /// <summary>
    /// What it captures, in the order of the fields of its environment: variables, and functions with an environment
    /// of their own that are nested around it (never itself).
    /// </summary>
    public List<Symbol> Captures => _captures ?? s_none;

    /// <summary>Whether it captures anything, so that its value at run time is an environment with fields.</summary>
    public bool HasEnvironment => _captures is not null;

    /// <summary>Whether every parameter's type is written.</summary>
    public bool IsFullyAnnotated { get; } = syntax is not null && AreAnnotated(syntax.Parameters);

    /// <summary>Nested functions that it or one inside it mentions, from outside themselves: captured if they have an environment.</summary>
    internal HashSet<FunctionSymbol>? MentionedFunctions { get; private set; }

    public bool IsTopLevel { get; init; }

    /// <summary>Whether a <c>return</c> with a value stands in its body.</summary>
    public bool ReturnsValue { get; set; }

    /// <summary>Whether control can reach the end of its block.</summary>
    public bool EndIsReachable { get; set; }

    /// <summary>How many variables are declared in its body, parameters included.</summary>
    internal int VariableCount { get; set; }

    /// <summary>How many instances the <see cref="InstanceTable"/> has of it.</summary>
    internal int InstanceCount { get; set; }

    /// <summary>Adds a variable or function to what it captures, if it is not there yet.</summary>
    public void Capture(Symbol symbol)
    {
        if ((_captured ??= []).Add(symbol))
            (_captures ??= []).Add(symbol);
    }

    /// <summary>Adds to <see cref="MentionedFunctions"/>.</summary>
    internal void Mention(FunctionSymbol function) => (MentionedFunctions ??= []).Add(function);

    /// <summary>Lets go of the tree of its body, once that was checked.</summary>
    internal void ForgetBody() => Syntax = Syntax! with { Body = null, Expression = null };

    private static bool AreAnnotated(ImmutableArray<Parameter> parameters)
    {
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Type is null)
                return false;
        }
        return true;
    }
}

/// <summary>A function that the host offers to the script.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameter types.</param>
/// <param name="Result">Its result type; <see cref="TlType.Nothing"/> when it returns nothing.</param>
internal sealed record HostFunctionSignature(string Name, ImmutableArray<TlType> Parameters, TlType Result);
