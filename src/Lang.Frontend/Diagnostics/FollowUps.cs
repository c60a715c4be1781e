using System.Collections.Immutable;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Diagnostics;

/// <summary>Leaves out syntax errors that are probably the consequence of another error.</summary>
/// <remarks>
/// Misspelt tokens are mended by guesses so that the rest of a text can be checked, and a guess may be wrong. So on a
/// line with a misspelt token no syntax error is reported, and no two of them at one place.
/// </remarks>
internal static class FollowUps
{
    public static ImmutableArray<Diagnostic> Remove(SourceText source, ImmutableArray<Diagnostic> sorted)
    {
        HashSet<int> misspeltLines = [];
        foreach (Diagnostic diagnostic in sorted)
        {
            if (IsAboutTokens(diagnostic))
                misspeltLines.Add(LineOf(source, diagnostic));
        }
        var kept = ImmutableArray.CreateBuilder<Diagnostic>(sorted.Length);
        foreach (Diagnostic diagnostic in sorted)
        {
            bool isSecondAtItsPlace = kept.Count > 0 && kept[^1].Span.Start == diagnostic.Span.Start;
            if (!IsAboutSyntax(diagnostic) || (!isSecondAtItsPlace && !misspeltLines.Contains(LineOf(source, diagnostic))))
                kept.Add(diagnostic);
        }
        return kept.DrainToImmutable();
    }

    private static int LineOf(SourceText source, Diagnostic diagnostic) => source.PositionOf(diagnostic.Span).Line;

    private static bool IsAboutTokens(Diagnostic diagnostic) => diagnostic.Code is ['E', '1', '0' or '1', ..];

    private static bool IsAboutSyntax(Diagnostic diagnostic) => diagnostic.Code is ['E', '1', >= '2', ..];
}
