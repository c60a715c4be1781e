using Lang.Frontend.Diagnostics;

namespace Lang.Frontend.Semantics;

/// <summary>Finds the known name that a misspelt one most likely means.</summary>
internal static class Suggestions
{
    // What other languages call things, and what to write here.
    private static readonly Dictionary<string, string> s_foreign = new Dictionary<string, string>
    {
        ["null"] = NoNull, ["None"] = NoNull, ["undefined"] = NoNull,
        ["True"] = "write `true`", ["False"] = "write `false`",
        ["println"] = "write `print(...)`", ["printf"] = "write `print(...)`", ["puts"] = "write `print(...)`", ["echo"] = "write `print(...)`",
        ["str"] = "write `string(x)`", ["tostring"] = "write `string(x)`", ["to_string"] = "write `string(x)`", ["toString"] = "write `string(x)`",
        ["parseInt"] = "write `int(s)`", ["parse_int"] = "write `int(s)`", ["tonumber"] = "write `int(s)` or `float(s)`", ["parseFloat"] = "write `float(s)`",
        ["append"] = "write `xs.push(v)`", ["add"] = "write `xs.push(v)` to append to an array",
        ["length"] = "write `len`", ["size"] = "write `len`", ["count"] = "write `len`",
        ["range"] = "write `for i in a..b { ... }`", ["input"] = "write `read_line()`", ["readline"] = "write `read_line()`",
        ["throw"] = "write `error(message)`", ["raise"] = "write `error(message)`", ["panic"] = "write `error(message)`",
    };

    private const string NoNull = "a variable always has a value: use an empty string or array, or a bool beside it";

    /// <summary>How to write what a name means in other languages, or null.</summary>
    public static string? Foreign(string name) => s_foreign.GetValueOrDefault(name) ?? ForeignWords.HintFor(name);

    /// <summary>The closest of <paramref name="known"/> within a third of the name's length in edits, or null.</summary>
    public static string? Closest(string name, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) >= bestDistance || candidate == name)
                continue;
            int distance = Distance(name, candidate);
            if (distance < bestDistance && distance < Math.Max(name.Length, candidate.Length))
                (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    // Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. Case costs nothing.
    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], previous = new int[b.Length + 1], current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = previous[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, substitution);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
