using Antlr4.Runtime;

namespace Lang.Frontend.Parsing.Generated;

// The hand-written part of the parser: the syntax tree is built while it parses.
internal partial class TlParser
{
    private readonly TokenList _tokens;

    // For each rule the contexts that were left and can serve again: the first one, the others behind it as parents.
    private readonly ParserRuleContext?[] _unused = new ParserRuleContext?[ruleNames.Length];

    private TlParser(TokenList tokens)
        : this(tokens, TextWriter.Null, TextWriter.Null)
    {
        _tokens = tokens;
        RemoveErrorListeners();
    }

    /// <summary>
    /// Is told of every token and every rule; null where nobody wants a syntax tree. With it, a parser of valid text needs no tree
    /// of ANTLR's, whose nodes and lists take more memory than all that is made of them.
    /// </summary>
    public AstBuilder? Builder { get; set; }

    public override void EnterRule(ParserRuleContext localctx, int state, int ruleIndex)
    {
        if (BuildParseTree)
            base.EnterRule(localctx, state, ruleIndex);
        else
            (State, Context) = (state, localctx);
        Builder?.Enter(ruleIndex, _tokens.Index);
    }

    public override void ExitRule()
    {
        ParserRuleContext context = Context;
        if (BuildParseTree)
            base.ExitRule();
        else
            Leave(context);
        Builder?.Exit(_tokens.Index, isFailed: context.exception is not null);
    }

    // What the base does but for the tree; and nobody will ask for the context, unless it is to explain an error.
    private void Leave(ParserRuleContext context)
    {
        (State, Context) = (context.invokingState, (ParserRuleContext)context.Parent);
        if (context.exception is not null)
            return;
        ref ParserRuleContext? unused = ref _unused[context.RuleIndex];
        context.Parent = unused;
        unused = context;
    }

    /// <summary>A context for a rule that is entered, if one that was left can serve: a big script enters millions of rules.</summary>
    private ParserRuleContext? Reuse(int rule)
    {
        ref ParserRuleContext? unused = ref _unused[rule];
        if (unused is not { } context)
            return null;
        unused = (ParserRuleContext?)context.Parent;
        (context.Parent, context.invokingState) = (Context, State);
        return context;
    }

    public override IToken Match(int ttype) =>
        !BuildParseTree && _tokens.LA(1) == ttype ? Consume() : base.Match(ttype);

    public override IToken Consume()
    {
        Builder?.Token(_tokens.Index);
        if (BuildParseTree)
            return base.Consume();
        _tokens.Consume();
        return null!;
    }
}
