using System.Globalization;
using System.Text;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>Reports the tokens that are none, and replaces or drops them, so that each is one error and no more.</summary>
internal static class MisspeltTokens
{
    /// <returns>The list itself when all tokens are well-formed.</returns>
    public static List<Token> Remove(string text, List<Token> tokens, DiagnosticBag diagnostics)
    {
        List<Token>? good = null;
        for (int i = 0; i < tokens.Count; i++)
        {
            Token token = tokens[i];
            if (!IsMisspelt(token.Type))
            {
                good?.Add(token);
                continue;
            }

            good ??= tokens.GetRange(0, i);
            if (token.Type == TlLexer.STRAY_CHARACTER)
            {
                int first = i;
                while (tokens[i + 1].Type == TlLexer.STRAY_CHARACTER && tokens[i + 1].Start == tokens[i].End)
                    i++;
                var span = new SourceSpan(tokens[first].Start, tokens[i].End);
                ReportStray(text, span, diagnostics);
                i = Substitute(text, tokens, i, span, good);
            }
            else if (Replace(text, token, diagnostics) is { } replacement)
            {
                good.Add(new Token(replacement, token.Start, token.End) { IsBroken = true });
            }
        }

        return good ?? tokens;
    }

    /// <summary>
    /// Puts into the list what stray characters probably stand for: letters are part of a name, and something between two
    /// operands is an operator.
    /// </summary>
    /// <returns>The index of the last token that was used up.</returns>
    private static int Substitute(string text, List<Token> tokens, int last, SourceSpan span, List<Token> good)
    {
        if (char.IsLetter(text[span.Start]))
        {
            int start = span.Start;
            if (good is [.., { Type: TlLexer.NAME } before] && before.End == start)
            {
                start = before.Start;
                good.RemoveAt(good.Count - 1);
            }

            if (tokens[last + 1].Type == TlLexer.NAME && tokens[last + 1].Start == span.End)
                last++;
            good.Add(new Token(TlLexer.NAME, start, tokens[last].End));
        }
        else if (good is [.., var left] && TokenChecker.EndsOperand(left.Type) && tokens[last + 1].Type is TlLexer.NAME or TlLexer.INTEGER
            && !text.AsSpan()[span.End..tokens[last + 1].Start].Contains('\n'))
        {
            good.Add(new Token(TlLexer.PLUS, span.Start, span.End));
        }

        return last;
    }

    private static bool IsMisspelt(int type) => type is TlLexer.STRAY_CHARACTER or TlLexer.MALFORMED_NUMBER
        or TlLexer.UNTERMINATED_STRING or TlLexer.UNTERMINATED_COMMENT or TlLexer.SINGLE_QUOTED or TlLexer.HASH_COMMENT;

    /// <returns>What the token was meant to be, or null if it is to be dropped.</returns>
    private static int? Replace(string text, Token token, DiagnosticBag diagnostics)
    {
        ReadOnlySpan<char> spelling = text.AsSpan()[token.Start..token.End];
        switch (token.Type)
        {
            case TlLexer.MALFORMED_NUMBER:
                diagnostics.ReportWithHint(
                    DiagnosticCodes.MalformedNumber, token.Span, NumberHint(spelling), spelling.ToString());
                return TlLexer.INTEGER;
            case TlLexer.UNTERMINATED_STRING:
                diagnostics.ReportWithHint(
                    DiagnosticCodes.UnterminatedString, new SourceSpan(token.Start, token.Start + 1),
                    "a line break inside a string is written `\\n`");
                return TlLexer.STRING;
            case TlLexer.SINGLE_QUOTED:
                diagnostics.ReportWithHint(
                    DiagnosticCodes.SingleQuotedString, token.Span, $"write `\"{spelling[1..^1]}\"`");
                return TlLexer.STRING;
            case TlLexer.UNTERMINATED_COMMENT:
                diagnostics.ReportWithHint(
                    DiagnosticCodes.UnterminatedComment, new SourceSpan(token.Start, token.Start + 2), "close it with `*/`");
                return null;
            default:
                diagnostics.ReportWithHint(
                    DiagnosticCodes.HashComment, new SourceSpan(token.Start, token.Start + 1), "a comment begins with `//`");
                return null;
        }
    }

    private static string? NumberHint(ReadOnlySpan<char> spelling)
    {
        if (spelling.StartsWith("0X") || spelling.StartsWith("0B"))
            return $"write `{char.ToLowerInvariant(spelling[1])}` for `{spelling[1]}`";
        if (spelling.StartsWith("0o"))
            return "numbers are decimal, hex (`0xFF`) or binary (`0b1010`)";
        if (spelling.EndsWith('_') || spelling.IndexOf("__") >= 0)
            return "an underscore stands between two digits";
        return spelling[0] == '0' && spelling.Length > 1 && spelling[1] is 'x' or 'b'
            ? "hex digits are 0-9 and a-f, binary digits 0 and 1"
            : "a name does not begin with a digit, and an operator stands between a number and a name";
    }

    private static void ReportStray(string text, SourceSpan span, DiagnosticBag diagnostics)
    {
        Rune.DecodeFromUtf16(text.AsSpan(span.Start), out Rune rune, out _);
        string what = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
            ? $"the character U+{rune.Value:X4}"
            : $"`{rune}`";
        string? hint = rune.Value switch
        {
            0xA0 or 0x2007 or 0x202F => "this is a no-break space: write an ordinary one",
            0x201C or 0x201D or 0x201E or 0xAB or 0xBB => "a string stands in straight double quotes: `\"`",
            0x2018 or 0x2019 or '\'' or '`' => "a string stands in double quotes: `\"`",
            0x2212 or 0x2013 or 0x2014 => "write a minus sign as `-`",
            0xD7 => "write `*`",
            0xF7 => "write `/`",
            0x2264 => "write `<=`",
            0x2265 => "write `>=`",
            0x2260 => "write `!=`",
            _ when Rune.IsLetter(rune) => "names consist of ASCII letters, digits and `_`",
            _ => null,
        };
        diagnostics.ReportWithHint(DiagnosticCodes.StrayCharacter, span, hint, what);
    }
}
