using System.Text;
using Antlr4.Runtime;
using Lang.Frontend.Parsing;
using Lang.Frontend.Parsing.Generated;

namespace Lang.Tests.Frontend.Parsing;

/// <summary>The grammar's lexer rules define the tokens: the tokenizer makes what the lexer made from them does.</summary>
public sealed class TokenizerTests
{
    /// <summary>What tokens are made of, and what breaks them.</summary>
    private static readonly string[] s_pieces =
    [
        "0", "1", "9", "_", ".", "..", "e", "E", "+", "-", "x", "b", "0x", "0b", "f", "A", "g", "let", "fn", "in", "step", "nil", "any",
        "return", "true", "\"", "'", "\\", "\n", "\r", "\t", " ", "//", "/*", "*/", "*", "/", "#", "#!", "<", ">", "=", "&", "|", "^",
        "!", "~", "%", "?", ":", ";", ",", "(", ")", "[", "]", "{", "}", "$", "@", "`", "\0", "\u001A", "\u00E9", "\u2028", "\uD83D\uDE00",
        "\uFEFF", "\uDC00", "if", "else", "1e+5", "0x1e+5", "1.5e-3", "1_000", "1__0", "\\\"", "\\n",
    ];

    [Fact]
    public void Repository_scripts_give_the_tokens_of_the_lexer()
    {
        foreach (string file in new[] { "tests/golden", "examples", "bench/peers" }.SelectMany(folder => RepositoryFiles.Below(folder, "*.tl")))
            ShouldAgree(Encoding.UTF8.GetString(File.ReadAllBytes(file)));
    }

    [Fact]
    public void Mutated_scripts_give_the_tokens_of_the_lexer()
    {
        var random = new Random(1);
        foreach (string file in RepositoryFiles.Below("tests/golden", "*.tl"))
        {
            var text = new StringBuilder(File.ReadAllText(file));
            for (int i = 0; i < 20; i++)
            {
                int at = random.Next(text.Length + 1);
                if (random.Next(3) == 0)
                    text.Remove(at, Math.Min(random.Next(1, 4), text.Length - at));
                else
                    text.Insert(at, s_pieces[random.Next(s_pieces.Length)]);
            }
            ShouldAgree(text.ToString());
        }
    }

    [Fact]
    public void Random_texts_give_the_tokens_of_the_lexer()
    {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++)
            ShouldAgree(string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => s_pieces[random.Next(s_pieces.Length)])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/usr/bin/env lang")]
    [InlineData("#!/usr/bin/env lang\nprint(1)")]
    [InlineData(" #!")]
    [InlineData("/*/")]
    [InlineData("/**/1/***/2/* **")]
    [InlineData("\"\\")]
    [InlineData("\"\\\n\"")]
    [InlineData("'\\'")]
    [InlineData("1.e5 1.5.e5 1e 1e+ 1e+x 0x 0xg 0b2 0b12 1_ 1__2 1_.5 1._5 1.5_ 1e5_ 1e5_0 00x1 0X1")]
    public void Borderline_texts_give_the_tokens_of_the_lexer(string text) => ShouldAgree(text);

    private static void ShouldAgree(string text)
    {
        string expected = Describe(LexerTokens(text)), actual = Describe(Tokenizer.Run(text));
        if (actual != expected)
            actual.Should().Be(expected, "the text is {0}", text);
    }

    private static string Describe(IEnumerable<Token> tokens) =>
        string.Join(' ', tokens.Select(token => $"{TlParser.DefaultVocabulary.GetSymbolicName(token.Type)}@{token.Start}-{token.End}"));

    private static List<Token> LexerTokens(string text)
    {
        var stream = new SourceCharStream(text);
        stream.Seek(Tokenizer.FirstLineToSkip(text));
        var lexer = new TlLexer(stream);
        lexer.RemoveErrorListeners();
        List<Token> tokens = [];

        // The lexer's own NextToken does the same with four times the bookkeeping.
        while (stream.Index < text.Length)
        {
            int start = stream.Index;
            lexer.Type = TokenConstants.InvalidType;
            int type = lexer.Interpreter.Match(stream, Lexer.DEFAULT_MODE);
            if (lexer.Type != TokenTypes.Skip)
                tokens.Add(new Token(type, start, stream.Index));
        }

        tokens.Add(new Token(TokenConstants.EOF, text.Length, text.Length));
        return tokens;
    }
}
