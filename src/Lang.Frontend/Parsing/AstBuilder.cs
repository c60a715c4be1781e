using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Antlr4.Runtime;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;
using static Lang.Frontend.Parsing.Generated.TlParser;

namespace Lang.Frontend.Parsing;

/// <summary>
/// Builds the syntax tree while the parser goes along. The parser tells of each token that it takes and of each rule that it
/// enters and leaves; when it leaves one, what stands for the rule's parts is on top of a stack and gives way to one node.
/// </summary>
/// <remarks>
/// <para>
/// The parts of a rule are those that the grammar names, in its order. Some rules only group parts: those become parts of the
/// rule around it. A rule that an error ended becomes an <see cref="ErrorStatement"/> or <see cref="ErrorExpression"/> if the
/// parser went on behind it; what was said about its parts is forgotten, since the error says more.
/// </para>
/// <para>
/// Nothing here recurses: the parser does, along brackets, blocks, prefix operators, <c>?:</c>, function literals and types,
/// which <see cref="TokenChecker"/> has limited.
/// </para>
/// </remarks>
/// <param name="tokens">What is parsed.</param>
/// <param name="diagnostics">Where to report what is wrong with well-formed parts. Nobody else reports there meanwhile.</param>
internal sealed partial class AstBuilder(TokenList tokens, DiagnosticBag diagnostics)
{
    private readonly string _text = tokens.SourceText;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names =
        new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private Part[] _parts = new Part[64];
    private int _partCount;
    private OpenRule[] _openRules = new OpenRule[64];
    private int _openRuleCount;

    /// <summary>How many identifiers were made.</summary>
    public int IdentifierCount { get; private set; }

    /// <summary>
    /// Whether a statement was an expression but no call. It is not reported here: the parse that gives messages does, because
    /// it can tell whether what follows on the line belongs to it.
    /// </summary>
    public bool SawLonelyExpression { get; private set; }

    /// <summary>The statements of a script that was parsed.</summary>
    public ImmutableArray<Statement> Statements { get; private set; } = [];

    /// <summary>What a text was that was parsed as one expression.</summary>
    public Expression? LonelyExpression { get; private set; }

    /// <summary>The parser takes a token. Names are numbered here, in the order of the source; nodes are made in another.</summary>
    public void Token(int index)
    {
        int type = tokens[index].Type;
        bool isName = type == TlLexer.NAME || type == TlLexer.STEP && _openRules[_openRuleCount - 1].Rule != RULE_sequence;
        Push(new Part(null, index, index, isName ? IdentifierCount++ : 0));
    }

    /// <summary>The parser enters a rule (a <c>RULE_</c> constant) at a token.</summary>
    public void Enter(int rule, int token)
    {
        if (_openRuleCount == _openRules.Length)
            System.Array.Resize(ref _openRules, _openRuleCount * 2);
        _openRules[_openRuleCount++] = new OpenRule(rule, _partCount, token, IdentifierCount, diagnostics.Count);
    }

    /// <summary>The parser leaves the innermost rule before a token.</summary>
    /// <param name="token">The next token.</param>
    /// <param name="isFailed">Whether an error ended the rule.</param>
    public void Exit(int token, bool isFailed)
    {
        OpenRule open = _openRules[--_openRuleCount];
        int rule = open.Rule;
        ReadOnlySpan<Part> parts = _parts.AsSpan(open.FirstPart, _partCount - open.FirstPart);
        SourceSpan span = Span(open.FirstToken, token - 1);
        object? node;
        if (!isFailed || rule == RULE_script)
        {
            if (rule is RULE_assignmentOperator or RULE_binaryOperator or RULE_condition or RULE_sequence or RULE_function)
                return;
            node = Node(rule, parts, span);
        }
        else
        {
            diagnostics.RemoveAfter(open.Diagnostics);
            IdentifierCount = open.Identifiers;
            node = ErrorNode(rule, span);
        }
        _partCount = open.FirstPart;
        Push(new Part(node, open.FirstToken, token - 1, 0));
    }

    private void Push(Part part)
    {
        if (_partCount == _parts.Length)
            System.Array.Resize(ref _parts, _partCount * 2);
        _parts[_partCount++] = part;
    }

    private object? Node(int rule, ReadOnlySpan<Part> parts, SourceSpan span)
    {
        switch (rule)
        {
            case RULE_script: Statements = StatementsOf(parts); return null;
            case RULE_lonelyExpression: return LonelyExpression = ExpressionOf(parts[0]);
            case RULE_block: return new Block(StatementsOf(parts), span);
            case RULE_statement: return Statement(parts[0], span);
            case RULE_nameStatement: return NameStatement(parts, span);
            case RULE_letStatement: return Let(parts, span);
            case RULE_ifStatement: return If(parts, span);
            case RULE_whileStatement: return new WhileStatement(ExpressionOf(parts[1]), BlockOf(parts[2]), span);
            case RULE_forStatement: return For(parts, span);
            case RULE_functionStatement: return new FunctionStatement(Function(Name(parts[1]), parts, 2), span);
            case RULE_returnStatement: return new ReturnStatement(parts.Length > 1 ? ExpressionOf(parts[1]) : null, span);
            case RULE_parameters: return Parameters(parts);
            case RULE_parameter: return new Parameter(Name(parts[0]), parts.Length > 1 ? TypeOf(parts[2]) : null, span);
            case RULE_type: return Type(parts, span);
            case RULE_functionType: return FunctionType(parts, span);
            case RULE_expression: return Expression(parts, span);
            case RULE_operand: return Operand(parts, span);
            case RULE_parenthesized: return ExpressionOf(parts[1]);
            case RULE_array: return Array(parts, span);
            case RULE_postfix: return Postfix(parts, span);
            case RULE_arguments: return Expressions(parts);
            case RULE_index: return Index(parts, span);
            default: throw new System.Diagnostics.UnreachableException($"no node for {ruleNames[rule]}");
        }
    }

    /// <summary>What stands for a rule behind whose error the parser may go on; for any other nothing, as it goes on farther out.</summary>
    private object? ErrorNode(int rule, SourceSpan span) => rule switch
    {
        RULE_statement => new ErrorStatement(span),
        RULE_lonelyExpression => LonelyExpression = new ErrorExpression(new SourceSpan(0, _text.Length)),
        RULE_condition or RULE_sequence or RULE_expression or RULE_parenthesized or RULE_array => new ErrorExpression(span),
        RULE_arguments => new Expression[] { new ErrorExpression(span) },
        RULE_index => new IndexPostfix(new ErrorExpression(span), span),
        RULE_parameters => System.Array.Empty<Parameter>(),
        _ => null,
    };

    // Parts and places

    private int KindOf(Part part) => part.Node is null ? tokens[part.First].Type : TokenConstants.InvalidType;

    private Token TokenOf(Part part) => tokens[part.First];

    private static Expression ExpressionOf(Part part) => (Expression)part.Node!;

    private static Block BlockOf(Part part) => (Block)part.Node!;

    private static TypeSyntax TypeOf(Part part) => (TypeSyntax)part.Node!;

    private int StartOf(Part part) => tokens[part.First].Start;

    private int EndOf(Part part) => Span(part.First, part.Last).End;

    private SourceSpan Span(int first, int last)
    {
        Token start = tokens[first];
        return last >= 0 && tokens[last].End is var end && end >= start.Start ? new(start.Start, end) : start.Span;
    }

    private Identifier Name(Part part) => new(TokenOf(part).Span, Intern(TokenOf(part)), part.Identifier);

    private string Intern(Token token)
    {
        ReadOnlySpan<char> text = tokens.TextOf(token);
        if (_names.TryGetValue(text, out string? name))
            return name;
        name = _text.Substring(token.Start, token.End - token.Start);
        _names.Set.Add(name);
        return name;
    }

    /// <summary>A token, or a rule that was parsed.</summary>
    /// <param name="Node">What was made of the rule: a node or an array of nodes. Null for a token.</param>
    /// <param name="First">The index of the token, or of the rule's first one.</param>
    /// <param name="Last">The index of its last token.</param>
    /// <param name="Identifier">The number of a token that is a name.</param>
    private readonly record struct Part(object? Node, int First, int Last, int Identifier);

    /// <summary>A rule that is being parsed.</summary>
    /// <param name="Rule">Which one: a <c>RULE_</c> constant.</param>
    /// <param name="FirstPart">Where its parts begin.</param>
    /// <param name="FirstToken">Where it begins itself.</param>
    /// <param name="Identifiers">How many names had come before.</param>
    /// <param name="Diagnostics">How much had been reported before.</param>
    private readonly record struct OpenRule(int Rule, int FirstPart, int FirstToken, int Identifiers, int Diagnostics);
}
