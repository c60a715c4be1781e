using System.CommandLine.Parsing;
using System.Globalization;

namespace Lang.Cli.Commands;

/// <summary>Reads amounts with units, as options give them.</summary>
internal static class Quantity
{
    /// <summary>A duration: a whole number and <c>ms</c>, <c>s</c> or <c>m</c>.</summary>
    public static TimeSpan? ParseDuration(ArgumentResult argument)
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        long? milliseconds = Parse(text, "ms", 1) ?? Parse(text, "s", 1000) ?? Parse(text, "m", 60_000);
        if (milliseconds is > 0 and <= int.MaxValue)
            return TimeSpan.FromMilliseconds(milliseconds.Value);
        argument.AddError($"'{text}' is not a duration: write a number and ms, s or m, such as 500ms or 2s.");
        return null;
    }

    /// <summary>A size in bytes: a whole number, alone or followed by <c>KB</c>, <c>MB</c> or <c>GB</c> (powers of 1024).</summary>
    public static long? ParseSize(ArgumentResult argument)
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        long? bytes = Parse(text, "KB", 1L << 10) ?? Parse(text, "MB", 1L << 20) ?? Parse(text, "GB", 1L << 30) ?? Parse(text, "", 1);
        if (bytes is > 0)
            return bytes;
        argument.AddError($"'{text}' is not a size: write a number of bytes, or a number and KB, MB or GB, such as 64MB.");
        return null;
    }

    /// <summary>A whole number from 1 to <paramref name="largest"/>, with underscores as in scripts.</summary>
    public static long ParseCount(ArgumentResult argument, long largest)
    {
        string text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (Parse(text.Replace("_", "", StringComparison.Ordinal), "", 1) is > 0 and var count && count <= largest)
            return count;
        argument.AddError($"'{text}' is not a whole number from 1 to {largest}.");
        return 0;
    }

    private static long? Parse(string text, string unit, long factor)
    {
        if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
            || !long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return null;
        return number <= long.MaxValue / factor ? number * factor : null;
    }
}
