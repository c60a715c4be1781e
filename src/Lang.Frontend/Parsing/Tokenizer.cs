using Antlr4.Runtime;
using Lang.Frontend.Parsing.Generated;

namespace Lang.Frontend.Parsing;

/// <summary>Source text to tokens. White space and comments leave no token.</summary>
/// <remarks>
/// The tokens are those of the grammar's lexer rules: the longest match counts, of equally long ones the first rule. Tests
/// compare with the generated lexer, which reads its automaton first: more work than all else that a short script takes.
/// </remarks>
internal ref partial struct Tokenizer
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private Tokenizer(ReadOnlySpan<char> text, int start)
    {
        _text = text;
        _at = start;
    }

    public static List<Token> Run(string text)
    {
        var tokens = new List<Token>(text.Length / 3 + 8);
        var tokenizer = new Tokenizer(text, FirstLineToSkip(text));
        while (tokenizer._at < text.Length)
        {
            int start = tokenizer._at;
            int type = tokenizer.Next(text[start]);
            if (type != TokenTypes.Skip)
                tokens.Add(new Token(type, start, tokenizer._at));
        }

        tokens.Add(new Token(TokenConstants.EOF, text.Length, text.Length));
        return tokens;
    }

    /// <summary>Where the text begins after a first line such as <c>#!/usr/bin/env lang</c>.</summary>
    public static int FirstLineToSkip(string text)
    {
        if (!text.StartsWith("#!", StringComparison.Ordinal))
            return 0;
        int lineEnd = text.IndexOf('\n');
        return lineEnd < 0 ? text.Length : lineEnd;
    }

    /// <summary>Moves past the token that begins with <paramref name="first"/>, here.</summary>
    private int Next(char first)
    {
        _at++;
        switch (first)
        {
            case ' ' or '\t' or '\r' or '\n':
                while (Peek(0) is ' ' or '\t' or '\r' or '\n')
                    _at++;
                return TokenTypes.Skip;
            case (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_':
                return Word();
            case >= '0' and <= '9':
                return Number();
            case '"':
                return String();
            case '\'':
                return SingleQuoted();
            case '#':
                SkipLine();
                return TlLexer.HASH_COMMENT;
            case '/' when Peek(0) == '/':
                SkipLine();
                return TokenTypes.Skip;
            case '/' when Peek(0) == '*':
                return BlockComment();
            default:
                return Operator(first);
        }
    }

    /// <summary>The character that many places ahead, or NUL behind the end.</summary>
    private readonly char Peek(int ahead)
    {
        int at = _at + ahead;
        return (uint)at < (uint)_text.Length ? _text[at] : '\0';
    }

    private void SkipLine()
    {
        int length = _text[_at..].IndexOfAny('\r', '\n');
        _at = length < 0 ? _text.Length : _at + length;
    }

    private int BlockComment()
    {
        int end = _text[(_at + 1)..].IndexOf("*/");
        _at = end < 0 ? _text.Length : _at + end + 3;
        return end < 0 ? TlLexer.UNTERMINATED_COMMENT : TokenTypes.Skip;
    }

    private int Word()
    {
        int start = _at - 1;
        SkipWord();
        return _text[start.._at] switch
        {
            "let" => TlLexer.LET,
            "fn" => TlLexer.FN,
            "if" => TlLexer.IF,
            "else" => TlLexer.ELSE,
            "while" => TlLexer.WHILE,
            "for" => TlLexer.FOR,
            "in" => TlLexer.IN,
            "break" => TlLexer.BREAK,
            "continue" => TlLexer.CONTINUE,
            "return" => TlLexer.RETURN,
            "true" => TlLexer.TRUE,
            "false" => TlLexer.FALSE,
            "step" => TlLexer.STEP,
            "struct" or "interface" or "match" or "import" or "const" or "try" or "catch" or "throw" or "nil" or "any" => TlLexer.RESERVED,
            _ => TlLexer.NAME,
        };
    }

    private void SkipWord()
    {
        while (Peek(0) is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_')
            _at++;
    }

    private int String()
    {
        if (SkipQuoted('"'))
            return TlLexer.STRING;
        if (Peek(0) == '\\')
            _at++;
        return TlLexer.UNTERMINATED_STRING;
    }

    private int SingleQuoted()
    {
        int start = _at;
        if (SkipQuoted('\''))
            return TlLexer.SINGLE_QUOTED;
        _at = start;
        return TlLexer.STRAY_CHARACTER;
    }

    /// <summary>Moves behind the closing quote; false, and only up to the end of the line or before a last backslash, where there is none.</summary>
    private bool SkipQuoted(char quote)
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == quote)
            {
                _at++;
                return true;
            }
            if (c is '\r' or '\n' || (c == '\\' && (_at + 1 == _text.Length || _text[_at + 1] is '\r' or '\n')))
                return false;
            _at += c == '\\' ? 2 : 1;
        }

        return false;
    }
}
