using Lang.Frontend.Diagnostics;

namespace Lang.Frontend.Parsing;

internal static class Slips
{
    public static List<Token> Mend(string text, List<Token> tokens, DiagnosticBag diagnostics) => tokens;
}
