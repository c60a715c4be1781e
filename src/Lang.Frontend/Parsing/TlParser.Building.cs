using Antlr4.Runtime;

namespace Lang.Frontend.Parsing.Generated;

// The hand-written part of the parser: the syntax tree is built while it parses.
internal partial class TlParser
{
    private readonly TokenList _tokens;

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
            (State, Context) = (context.invokingState, (ParserRuleContext)context.Parent);
        Builder?.Exit(_tokens.Index, isFailed: context.exception is not null);
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
