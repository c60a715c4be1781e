using System.Collections.Immutable;

namespace Lang.Frontend.Syntax;

/// <summary>A node of the syntax tree. Nodes are immutable; passes keep what they learn in tables of their own.</summary>
public abstract record SyntaxNode(SourceSpan Span);

/// <summary>
/// One occurrence of a name. <paramref name="Id"/> counts the occurrences of a script from 0, so a pass can keep
/// what it knows of them in an array. A value, part of the node that it names: every fifth object of a tree otherwise.
/// </summary>
public readonly record struct Identifier(SourceSpan Span, string Text, int Id);

/// <summary>A whole file.</summary>
/// <param name="Source">Its text.</param>
/// <param name="Statements">Its statements.</param>
/// <param name="IdentifierCount">How many <see cref="Identifier"/> ids were given.</param>
public sealed record Script(SourceText Source, ImmutableArray<Statement> Statements, int IdentifierCount, SourceSpan Span) : SyntaxNode(Span);

/// <summary>What can stand in a block.</summary>
public abstract record Statement(SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>{ ... }</c></summary>
public sealed record Block(ImmutableArray<Statement> Statements, SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>let name: type = value</c></summary>
public sealed record LetStatement(Identifier Name, TypeSyntax? Type, Expression Value, SourceSpan Span) : Statement(Span);

/// <summary><c>target = value</c>, or <c>target op= value</c> when <paramref name="Operator"/> is given.</summary>
public sealed record AssignStatement(Expression Target, BinaryOperator? Operator, Expression Value, SourceSpan Span) : Statement(Span);

/// <summary>A call that stands as a statement.</summary>
public sealed record CallStatement(Expression Call, SourceSpan Span) : Statement(Span);

/// <summary>One condition of an if statement with its block.</summary>
public sealed record IfArm(Expression Condition, Block Body, SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>if c { } else if d { } else { }</c>: a flat list, because the chain has no limit.</summary>
public sealed record IfStatement(ImmutableArray<IfArm> Arms, Block? Else, SourceSpan Span) : Statement(Span);

/// <summary><c>while condition { }</c></summary>
public sealed record WhileStatement(Expression Condition, Block Body, SourceSpan Span) : Statement(Span);

/// <summary><c>for name in from..to step s { }</c>, or <c>..=</c>.</summary>
public sealed record ForRangeStatement(
    Identifier Name, Expression From, Expression To, bool Inclusive, Expression? Step, Block Body, SourceSpan Span) : Statement(Span);

/// <summary><c>for name in sequence { }</c></summary>
public sealed record ForEachStatement(Identifier Name, Expression Sequence, Block Body, SourceSpan Span) : Statement(Span);

/// <summary><c>break</c></summary>
public sealed record BreakStatement(SourceSpan Span) : Statement(Span);

/// <summary><c>continue</c></summary>
public sealed record ContinueStatement(SourceSpan Span) : Statement(Span);

/// <summary><c>return</c> or <c>return value</c></summary>
public sealed record ReturnStatement(Expression? Value, SourceSpan Span) : Statement(Span);

/// <summary><c>fn name(...) ...</c> as a statement; the function's <see cref="FunctionSyntax.Name"/> is not null.</summary>
public sealed record FunctionStatement(FunctionSyntax Function, SourceSpan Span) : Statement(Span);

/// <summary>A block that stands as a statement.</summary>
public sealed record BlockStatement(Block Block, SourceSpan Span) : Statement(Span);

/// <summary>What the parser could not make sense of; its error was reported.</summary>
public sealed record ErrorStatement(SourceSpan Span) : Statement(Span);

/// <summary>A parameter; without a type it is generic.</summary>
public sealed record Parameter(Identifier Name, TypeSyntax? Type, SourceSpan Span) : SyntaxNode(Span);

/// <summary>A function: declared (with a name) or literal (without).</summary>
/// <param name="Name">Its name, or null for a literal.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Result">The written result type, or null.</param>
/// <param name="Body">Its block; null when it has an expression body.</param>
/// <param name="Expression">The expression after <c>=&gt;</c>; null when it has a block.</param>
/// <param name="HeadSpan">From <c>fn</c> to the end of parameters and result: what messages mark.</param>
public sealed record FunctionSyntax(
    Identifier? Name, ImmutableArray<Parameter> Parameters, TypeSyntax? Result, Block? Body, Expression? Expression,
    SourceSpan HeadSpan, SourceSpan Span) : SyntaxNode(Span);

/// <summary>A type as written.</summary>
public abstract record TypeSyntax(SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>int</c>, <c>float</c>, <c>bool</c>, <c>string</c>, or a name that is no type.</summary>
public sealed record NamedTypeSyntax(string Name, SourceSpan Span) : TypeSyntax(Span);

/// <summary><c>T[]</c></summary>
public sealed record ArrayTypeSyntax(TypeSyntax Element, SourceSpan Span) : TypeSyntax(Span);

/// <summary><c>fn(T1, T2) -&gt; R</c>; <paramref name="Result"/> is null when nothing is returned.</summary>
public sealed record FunctionTypeSyntax(ImmutableArray<TypeSyntax> Parameters, TypeSyntax? Result, SourceSpan Span) : TypeSyntax(Span);
