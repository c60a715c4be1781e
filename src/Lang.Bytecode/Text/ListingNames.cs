using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lang.Bytecode.Text;

/// <summary>How names, strings and floats are spelled in listings; writer and reader share it.</summary>
internal static class ListingNames
{
    /// <summary>The NaN that is written <c>nan</c>; others are written as their bits.</summary>
    public const long QuietNaN = 0x7FF8_0000_0000_0000;

    /// <summary>
    /// One symbol for each name of a list. A name that reads as one and came first is its own symbol. Otherwise the
    /// symbol is unique by the index behind <c>$</c>, and begins with the name if that reads as one.
    /// </summary>
    public static string[] Symbols(IEnumerable<string> names)
    {
        var used = new HashSet<string>();
        return [.. names.Select((name, index) => IsPlain(name) && used.Add(name) ? name : (IsPlain(name) ? name : "") + "$" + index)];
    }

    /// <summary>The name that a symbol stands for when none is written behind it.</summary>
    public static string NameOf(string symbol)
    {
        int dollar = symbol.IndexOf('$');
        return dollar < 0 ? symbol : symbol[..dollar];
    }

    /// <summary>The symbol as it is declared: with the name behind it where the symbol does not tell it.</summary>
    public static string Declare(string symbol, string name) => NameOf(symbol) == name ? symbol : symbol + " " + Quote(name);

    /// <summary>A name as it stands where only names can: plain, or quoted.</summary>
    public static string PlainOrQuoted(string name) => IsPlain(name) ? name : Quote(name);

    public static bool IsPlain(string name) =>
        name.Length > 0 && IsNameStart(name[0]) && name.All(IsNamePart) && !name.Contains('$');

    public static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$';

    public static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '.';

    public static string Quote(string text) => Quote(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes as a string literal: printable UTF-8 as it is, everything else escaped.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        while (bytes.Length > 0)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            string? simple = rune.Value switch { '\n' => "\\n", '\t' => "\\t", '\r' => "\\r", 0 => "\\0", '\\' => "\\\\", '"' => "\\\"", _ => null };
            if (!valid)
                text.Append("\\x").Append(bytes[0].ToString("X2", CultureInfo.InvariantCulture));
            else if (simple is not null)
                text.Append(simple);
            else if (IsPrintable(rune))
                text.Append(rune.ToString());
            else
                text.Append("\\u{").Append(rune.Value.ToString("X", CultureInfo.InvariantCulture)).Append('}');
            bytes = bytes[(valid ? length : 1)..];
        }
        return text.Append('"').ToString();
    }

    /// <summary>A float as the shortest decimal that reads back; a NaN other than the usual one as its bits.</summary>
    public static string Float(long bits)
    {
        double value = BitConverter.Int64BitsToDouble(bits);
        if (bits == QuietNaN)
            return "nan";
        if (double.IsNaN(value))
            return "0x" + bits.ToString("X16", CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        string text = Decimal(value);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    /// <summary>A float as the shortest decimal that reads back.</summary>
    public static string Decimal(double value)
    {
        // What .NET calls the shortest text reads back as a neighbour of some powers of two, whose neighbours are not equally far.
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture).Equals(value) ? text : value.ToString("G17", CultureInfo.InvariantCulture);
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);
}
