using Antlr4.Runtime;
using Lang.Frontend.Parsing.Generated;

namespace Lang.Frontend.Parsing;

/// <summary>Source text to tokens, by the generated lexer. White space and comments leave no token.</summary>
internal static class Tokenizer
{
    public static List<Token> Run(string text)
    {
        var stream = new SourceCharStream(text);
        stream.Seek(FirstLineToSkip(text));
        var lexer = new TlLexer(stream);
        lexer.RemoveErrorListeners();
        var tokens = new List<Token>(text.Length / 3 + 8);

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

    /// <summary>Where the text begins after a first line such as <c>#!/usr/bin/env lang</c>.</summary>
    private static int FirstLineToSkip(string text)
    {
        if (!text.StartsWith("#!", StringComparison.Ordinal))
            return 0;
        int lineEnd = text.IndexOf('\n');
        return lineEnd < 0 ? text.Length : lineEnd;
    }
}
