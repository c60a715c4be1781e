using System.Text.RegularExpressions;

namespace Lang.Tests.Differential;

/// <summary>Makes new source texts of existing ones: tokens deleted, repeated, exchanged, replaced, and bytes thrown in.</summary>
internal sealed partial class SourceMutator(Random random, IReadOnlyList<string> corpus)
{
    private static readonly string[] s_tokens =
    [
        "fn", "let", "if", "else", "while", "for", "in", "break", "continue", "return", "true", "false", "step", "struct", "nil",
        "(", ")", "[", "]", "{", "}", ",", ";", ":", "?", "..", "..=", "=>", "->", ".", "=", "+=", ">>>=",
        "+", "-", "*", "/", "%", "<<", ">>>", "&", "&&", "||", "|", "^", "!", "~", "==", "!=", "<", ">=", "++", "...",
        "0", "1", "-1", "9223372036854775807", "9223372036854775808", "0xFFFFFFFFFFFFFFFF", "1.5", "1e400", "1_", "3x", "\"s\"", "\"", "\"\\u{110000}\"",
        "int", "float", "bool", "string", "int[]", "fn(int) -> int", "print", "len", "push", "x", "[]", "[0; 3]", "fn(a) => a", "/*", "//", "#!", "\0", "\r", "\uD800", "é", "\u202E",
    ];

    /// <summary>A mutant of one of the corpus's texts, one to six changes away.</summary>
    public string Mutant()
    {
        List<string> tokens = Tokens(Any(corpus));
        for (int i = 1 + random.Next(6); i > 0; i--)
            Change(tokens);
        return string.Concat(tokens);
    }

    private void Change(List<string> tokens)
    {
        if (tokens.Count == 0)
            tokens.Add(Any(s_tokens));
        int at = random.Next(tokens.Count), length = Math.Min(1 + random.Next(8), tokens.Count - at);
        switch (random.Next(9))
        {
            case 0: tokens.RemoveRange(at, length); break;
            case 1: tokens.InsertRange(random.Next(tokens.Count), tokens.GetRange(at, length)); break;
            case 2:
                int other = random.Next(tokens.Count);
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 3: tokens[at] = Any(s_tokens); break;
            case 4: tokens.Insert(at, Any(s_tokens)); break;
            case 5: tokens[at] = Any(tokens); break;
            case 6: tokens.Insert(at, ((char)random.Next(random.Next(2) == 0 ? 128 : 65536)).ToString()); break;
            case 7 when random.Next(4) == 0: tokens.RemoveRange(at, tokens.Count - at); break;
            default:
                List<string> foreign = Tokens(Any(corpus));
                int from = random.Next(foreign.Count + 1);
                tokens.InsertRange(at, foreign.GetRange(from, Math.Min(random.Next(30), foreign.Count - from)));
                break;
        }
    }

    private static List<string> Tokens(string text) => [.. TokenPattern().Matches(text).Select(match => match.Value)];

    private T Any<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    [GeneratedRegex("""[A-Za-z_]\w*|\d[\w.]*|"(?:\\.|[^"\\\n])*"|\s+|//[^\n]*|[-+*/%<>=!&|^.]+|[\s\S]""")]
    private static partial Regex TokenPattern();
}
