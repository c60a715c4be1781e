using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Antlr4.Runtime;
using Antlr4.Runtime.Tree;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;
using static Lang.Frontend.Parsing.Generated.TlParser;

namespace Lang.Frontend.Parsing;

/// <summary>
/// ANTLR's tree to the syntax tree. Reads children by position, as the grammar lays them out: ANTLR's accessors search
/// them. A part that ANTLR recovered in becomes an <see cref="ErrorStatement"/> or <see cref="ErrorExpression"/>.
/// </summary>
/// <remarks>
/// Recursion follows brackets, blocks, prefix operators, <c>?:</c>, function literals and types, which
/// <see cref="TokenChecker"/> has limited; all else are loops.
/// </remarks>
internal sealed partial class AstBuilder(TokenList tokens, DiagnosticBag diagnostics)
{
    private readonly string _text = tokens.SourceText;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names =
        new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<Statement> _taken = [];

    /// <summary>How many identifiers were made.</summary>
    public int IdentifierCount { get; private set; }

    /// <summary>
    /// Whether a statement was an expression but no call. It is not reported here: the parse that gives messages does, because
    /// it can tell whether what follows on the line belongs to it.
    /// </summary>
    public bool SawLonelyExpression { get; private set; }

    /// <summary>Builds a statement of the script as soon as it is parsed.</summary>
    public void Take(StatementContext context) => _taken.Add(Statement(context));

    /// <summary>The statements of the script: those taken, or else those that the tree holds.</summary>
    public ImmutableArray<Statement> Script(ScriptContext context) => _taken.Count > 0 ? [.. _taken] : Statements(context);

    private ImmutableArray<Statement> Statements(ParserRuleContext context)
    {
        int count = 0;
        foreach (IParseTree child in Children(context))
        {
            if (child is StatementContext)
                count++;
        }

        var statements = new Statement[count];
        count = 0;
        foreach (IParseTree child in Children(context))
        {
            if (child is StatementContext statement)
                statements[count++] = Statement(statement);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(statements);
    }

    private Statement Statement(StatementContext context)
    {
        if (context.exception is not null)
            return new ErrorStatement(SpanOf(context));
        return context.GetChild(0) switch
        {
            NameStatementContext statement => NameStatement(statement),
            LetStatementContext statement => Let(statement),
            IfStatementContext statement => If(statement),
            WhileStatementContext statement =>
                new WhileStatement(Condition(statement, 1), Block(statement, 2), SpanOf(statement)),
            ForStatementContext statement => For(statement),
            FunctionStatementContext statement => new FunctionStatement(
                Function(statement.Start, Name(statement, 1), (FunctionContext)statement.GetChild(2)), SpanOf(statement)),
            ReturnStatementContext statement => new ReturnStatement(
                statement.ChildCount > 1 ? Expression(statement, 1) : null, SpanOf(statement)),
            BlockContext block => new BlockStatement(Block(block), SpanOf(block)),
            ITerminalNode { Symbol.Type: TlLexer.BREAK } => new BreakStatement(SpanOf(context)),
            _ => new ContinueStatement(SpanOf(context)),
        };
    }

    private LetStatement Let(LetStatementContext context)
    {
        Identifier name = Name(context, 1);
        TypeSyntax? type = TypeOf(context.GetChild(2)) == TlLexer.COLON ? Type(context, 3) : null;
        return new LetStatement(name, type, Expression(context, context.ChildCount - 1), SpanOf(context));
    }

    private IfStatement If(IfStatementContext context)
    {
        // IF condition block (ELSE IF condition block)* (ELSE block)?
        int count = context.ChildCount;
        var arms = new IfArm[(count + 1) / 4];
        for (int i = 0; i < arms.Length; i++)
        {
            Expression condition = Condition(context, 4 * i + 1);
            var block = (BlockContext)context.GetChild(4 * i + 2);
            arms[i] = new IfArm(condition, Block(block), new SourceSpan(StartOf(context.GetChild(4 * i)), EndOf(block)));
        }

        Block? otherwise = count % 4 == 1 ? Block(context, count - 1) : null;
        return new IfStatement(ImmutableCollectionsMarshal.AsImmutableArray(arms), otherwise, SpanOf(context));
    }

    private Statement For(ForStatementContext context)
    {
        Identifier name = Name(context, 1);
        var sequence = (SequenceContext)context.GetChild(3);
        SourceSpan span = SpanOf(context);
        if (sequence.exception is not null)
            return new ForEachStatement(name, new ErrorExpression(SpanOf(sequence)), Block(context, 4), span);
        Expression from = Expression(sequence, 0);
        if (sequence.ChildCount == 1)
            return new ForEachStatement(name, from, Block(context, 4), span);
        bool inclusive = TypeOf(sequence.GetChild(1)) == TlLexer.RANGE_INCLUSIVE;
        Expression to = Expression(sequence, 2);
        Expression? step = sequence.ChildCount > 3 ? Expression(sequence, 4) : null;
        return new ForRangeStatement(name, from, to, inclusive, step, Block(context, 4), span);
    }

    private Statement NameStatement(NameStatementContext context)
    {
        int count = context.ChildCount;
        bool assigns = context.GetChild(count - 1) is ExpressionContext;
        int postfixes = count - (assigns ? 3 : 1);
        Identifier name = Name(context, 0);
        Expression target = new NameExpression(name, name.Span);
        if (postfixes > 0)
        {
            SourceSpan span = new(name.Span.Start, EndOf(context.GetChild(postfixes)));
            target = new PostfixChain(target, Postfixes(context, 1, postfixes), span);
        }

        if (!assigns)
        {
            if (target is PostfixChain { Postfixes: [.., CallPostfix or MethodPostfix] })
                return new CallStatement(target, target.Span);
            SawLonelyExpression = true;
            return new ErrorStatement(target.Span);
        }

        Expression value = Expression(context, count - 1);
        int assignment = TypeOf(context.GetChild(count - 2).GetChild(0));
        CheckTarget(target);
        return new AssignStatement(target, CompoundOperator(assignment), value, SpanOf(context));
    }

    private void CheckTarget(Expression target)
    {
        if (target is not PostfixChain { Postfixes: [.., var last] } || last is IndexPostfix)
            return;
        if (last is SlicePostfix)
            diagnostics.ReportWithHint(DiagnosticCodes.AssignmentToSlice, target.Span, "assign the elements one by one: `a[i] = v`");
        else
            diagnostics.Report(DiagnosticCodes.AssignmentToCall, target.Span);
    }

    private Block Block(ParserRuleContext context, int index) => Block((BlockContext)context.GetChild(index));

    private Block Block(BlockContext context) => new(Statements(context), SpanOf(context));

    private Expression Condition(ParserRuleContext context, int index)
    {
        var condition = (ConditionContext)context.GetChild(index);
        return condition.exception is null ? Expression(condition, 0) : new ErrorExpression(SpanOf(condition));
    }

    private FunctionSyntax Function(IToken fn, Identifier? name, FunctionContext context)
    {
        int start = ((ParserToken)fn).Start;
        var head = (ParametersContext)context.GetChild(0);
        ImmutableArray<Parameter> parameters = Parameters(head);
        TypeSyntax? result = context.GetChild(1) is ITerminalNode { Symbol.Type: TlLexer.ARROW } ? Type(context, 2) : null;
        var headSpan = new SourceSpan(start, result?.Span.End ?? EndOf(head));
        var span = new SourceSpan(start, EndOf(context));
        return context.GetChild(context.ChildCount - 1) is BlockContext block
            ? new FunctionSyntax(name, parameters, result, Block(block), null, headSpan, span)
            : new FunctionSyntax(name, parameters, result, null, Expression(context, context.ChildCount - 1), headSpan, span);
    }

    private ImmutableArray<Parameter> Parameters(ParametersContext context)
    {
        if (context.exception is not null)
            return [];
        var parameters = new List<Parameter>();
        foreach (IParseTree child in Children(context))
        {
            if (child is not ParameterContext parameter)
                continue;
            Identifier name = Name(parameter, 0);
            parameters.Add(new Parameter(name, parameter.ChildCount > 1 ? Type(parameter, 2) : null, SpanOf(parameter)));
        }

        return [.. parameters];
    }

    private TypeSyntax Type(ParserRuleContext context, int index)
    {
        var type = (TypeContext)context.GetChild(index);
        if (type.GetChild(0) is FunctionTypeContext function)
            return FunctionType(function);
        bool parenthesized = TypeOf(type.GetChild(0)) == TlLexer.OPEN_PAREN;
        TypeSyntax element = parenthesized
            ? Type(type, 1)
            : new NamedTypeSyntax(Intern(((ParserToken)type.Start).Token), ((ParserToken)type.Start).Span);
        for (int i = parenthesized ? 3 : 1; i < type.ChildCount; i += 2)
            element = new ArrayTypeSyntax(element, new SourceSpan(((ParserToken)type.Start).Start, EndOf(type.GetChild(i + 1))));
        return element;
    }

    private FunctionTypeSyntax FunctionType(FunctionTypeContext context)
    {
        var types = new List<TypeSyntax>();
        int index = 2;
        for (; TypeOf(context.GetChild(index)) != TlLexer.CLOSE_PAREN; index++)
        {
            if (context.GetChild(index) is TypeContext)
                types.Add(Type(context, index));
        }

        TypeSyntax? result = index + 2 < context.ChildCount ? Type(context, index + 2) : null;
        return new FunctionTypeSyntax([.. types], result, SpanOf(context));
    }

    private Identifier Name(ParserRuleContext context, int index) => Name(TokenOf(context.GetChild(index)));

    private Identifier Name(Token token) => new(token.Span, Intern(token), IdentifierCount++);

    private string Intern(Token token)
    {
        ReadOnlySpan<char> text = tokens.TextOf(token);
        if (_names.TryGetValue(text, out string? name))
            return name;
        name = _text.Substring(token.Start, token.End - token.Start);
        _names.Set.Add(name);
        return name;
    }

    private static ReadOnlySpan<IParseTree> Children(ParserRuleContext context) =>
        CollectionsMarshal.AsSpan((List<IParseTree>)context.children);

    private static Token TokenOf(IParseTree node) => ((ParserToken)((ITerminalNode)node).Symbol).Token;

    private static int TypeOf(IParseTree node) => node is ITerminalNode terminal ? terminal.Symbol.Type : TokenConstants.InvalidType;

    private static int StartOf(IParseTree node) =>
        node is ParserRuleContext context ? ((ParserToken)context.Start).Start : TokenOf(node).Start;

    private static int EndOf(IParseTree node) =>
        node is ParserRuleContext context ? SpanOf(context).End : TokenOf(node).End;

    private static SourceSpan SpanOf(ParserRuleContext context)
    {
        var start = (ParserToken)context.Start;
        return context.Stop is ParserToken stop && stop.End >= start.Start ? new(start.Start, stop.End) : start.Span;
    }
}
