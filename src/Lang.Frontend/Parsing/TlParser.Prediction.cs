using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using Antlr4.Runtime.Dfa;

namespace Lang.Frontend.Parsing.Generated;

// The hand-written part of the parser: how it decides where one token is not enough.
internal partial class TlParser
{
    /// <summary>
    /// A parser that knows no automaton, makes no tree and gives up at the first error. Reading the automaton takes longer than
    /// all else a short script needs, and only messages and recovery need it.
    /// </summary>
    public static TlParser ForValidText(TokenList tokens)
    {
        var parser = new TlParser(tokens) { ErrorHandler = new BailErrorStrategy(), BuildParseTree = false };
        parser.Interpreter = new TwoTokenPredictor(parser);
        return parser;
    }

    /// <summary>A parser that decides as ANTLR does, can say what it expected, and goes on after errors as <paramref name="strategy"/> says.</summary>
    public static TlParser ForAnyText(TokenList tokens, IAntlrErrorStrategy strategy)
    {
        var parser = new TlParser(tokens) { ErrorHandler = strategy };
        parser.Interpreter = new ParserATNSimulator(parser, Automaton.Shared, Automaton.Decisions, Automaton.Contexts);
        return parser;
    }

    /// <summary>
    /// The decisions that take two tokens, as the grammar's first rule names them: a comma or the trailing comma, and
    /// <c>else</c> or <c>else if</c>. On text with errors it may decide otherwise than ANTLR, which then finds an error later.
    /// </summary>
    private sealed class TwoTokenPredictor(TlParser parser) : ParserATNSimulator(parser, null, null, null)
    {
        private const int GoOn = 1, Leave = 2;

        public override int AdaptivePredict(ITokenStream input, int decision, ParserRuleContext outerContext) => input.LA(1) switch
        {
            COMMA => input.LA(2) is CLOSE_PAREN or CLOSE_BRACKET ? Leave : GoOn,
            ELSE => input.LA(2) == IF ? GoOn : Leave,
            _ => Leave,
        };
    }

    /// <summary>The automaton of the grammar and what ANTLR learns about it. Shared by all parsers.</summary>
    private static class Automaton
    {
        public static readonly ATN Shared = ReadAutomaton();

        public static readonly DFA[] Decisions = [.. Shared.decisionToState.Select((state, decision) => new DFA(state, decision))];

        public static readonly PredictionContextCache Contexts = new();
    }
}
