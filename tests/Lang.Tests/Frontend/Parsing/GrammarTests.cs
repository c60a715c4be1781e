using System.Text;
using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using Antlr4.Runtime.Tree;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;
using static Lang.Frontend.Parsing.Generated.TlParser;

namespace Lang.Tests.Frontend.Parsing;

public sealed class GrammarTests
{
    private const string Everything = """
        let a: int = 1; let b: (fn(int, float[]) -> int[])[] = [] let c = [1, 2, [3; 4],]
        fn f(x, y: int,) -> int { return x + y * -2 }
        fn g() => fn(x) => x ? [1][0] : f(1, 2,)
        fn h() { return }
        fn i() { return f(a) b = a }
        fn j() { return fn(x) { return x } return fn k() { } }
        for step in 0..=10 step 2 { a += step break continue }
        for v in c { print(v[..], v[1..], v[..2], v[1..2]) }
        if a == 1 && !b { } else if (a) { } else { while true { } }
        c[0].push(a).pop()[1] >>>= ~1
        { { } }
        """;

    /// <summary>One token decides, but for "a comma, or the trailing comma" and <c>else</c> or <c>else if</c>: two do.</summary>
    [Fact]
    public void The_parser_never_looks_further_than_two_tokens_and_meets_no_ambiguity()
    {
        foreach ((string name, string text) in Scripts())
        {
            TlParser parser = TlParser.ForAnyText(Tokens(text), new BailErrorStrategy());
            parser.Profile = true;
            parser.Interpreter.PredictionMode = PredictionMode.LL_EXACT_AMBIG_DETECTION;
            parser.script();
            foreach (DecisionInfo decision in parser.ParseInfo.getDecisionInfo())
            {
                decision.ambiguities.Should().BeEmpty(name);
                decision.SLL_MaxLook.Should().BeLessThanOrEqualTo(2, name);
                decision.LL_Fallback.Should().Be(0, name);
            }
        }
    }

    [Fact]
    public void Two_tokens_decide_as_the_automaton_does()
    {
        foreach ((string name, string text) in Scripts())
        {
            ScriptContext byAutomaton = TlParser.ForAnyText(Tokens(text), new BailErrorStrategy()).script();
            TlParser parser = TlParser.ForValidText(Tokens(text));
            parser.BuildParseTree = true;
            Shape(parser.script()).Should().Be(Shape(byAutomaton), name);
        }
    }

    private static TokenList Tokens(string text) =>
        new(text, TokenChecker.Check(text, Tokenizer.Run(text), new DiagnosticBag()).Tokens);

    private static string Shape(IParseTree tree)
    {
        var text = new StringBuilder();
        Append(tree);
        return text.ToString();

        void Append(IParseTree node)
        {
            if (node is ITerminalNode terminal)
            {
                text.Append(terminal.Symbol.TokenIndex).Append(' ');
                return;
            }
            text.Append(((RuleContext)node).RuleIndex).Append('(');
            for (int i = 0; i < node.ChildCount; i++)
                Append(node.GetChild(i));
            text.Append(')');
        }
    }

    /// <summary><see cref="Everything"/>, the golden programs and the examples.</summary>
    private static IEnumerable<(string Name, string Text)> Scripts() =>
        RepositoryScripts().Append(("everything", Everything));

    /// <summary>The golden programs and examples that parse.</summary>
    private static IEnumerable<(string Name, string Text)> RepositoryScripts()
    {
        foreach (string folder in new[] { "examples", "tests/golden" })
        {
            foreach (string file in RepositoryFiles.Below(folder, "*.tl"))
            {
                var diagnostics = new DiagnosticBag();
                string text = SourceDecoder.Decode(file, File.ReadAllBytes(file), diagnostics).Text;
                if (!diagnostics.HasErrors && Lang.Frontend.Parsing.Parser.Parse(new SourceText(file, text)).Succeeded)
                    yield return (file, text);
            }
        }
    }
}
