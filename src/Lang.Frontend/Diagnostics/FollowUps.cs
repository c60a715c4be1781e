using System.Collections.Immutable;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Diagnostics;

/// <summary>Leaves out what is probably the consequence of another error.</summary>
/// <remarks>
/// Misspelt tokens and syntax errors are mended by guesses so that the rest of a text can be checked, and a guess may be
/// wrong. So on a line with a misspelt token nothing else is reported, on one with a syntax error nothing about names
/// and types, and no two syntax errors at one place. And with such errors there are no warnings: what seems unused may
/// be used where the text made no sense.
/// </remarks>
internal static class FollowUps
{
    private enum Stage { Tokens, Syntax, Meaning }

    public static ImmutableArray<Diagnostic> Remove(SourceText source, ImmutableArray<Diagnostic> sorted)
    {
        Dictionary<int, Stage> firstStages = [];
        foreach (Diagnostic diagnostic in sorted)
        {
            if (StageOf(diagnostic) is var stage and not Stage.Meaning)
            {
                int line = LineOf(source, diagnostic);
                firstStages[line] = stage < firstStages.GetValueOrDefault(line, Stage.Meaning) ? stage : firstStages[line];
            }
        }
        if (firstStages.Count == 0)
            return sorted;
        var kept = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (Diagnostic diagnostic in sorted)
        {
            Stage stage = StageOf(diagnostic);
            bool isSecondAtItsPlace = stage == Stage.Syntax && kept.Count > 0 && kept[^1].Span.Start == diagnostic.Span.Start;
            if (diagnostic.Severity == DiagnosticSeverity.Error && !isSecondAtItsPlace
                && stage <= firstStages.GetValueOrDefault(LineOf(source, diagnostic), Stage.Meaning))
            {
                kept.Add(diagnostic);
            }
        }
        return kept.ToImmutable();
    }

    private static int LineOf(SourceText source, Diagnostic diagnostic) => source.PositionOf(diagnostic.Span).Line;

    // E100-E119 are about tokens, E120-E199 about syntax; limits of the parser (E501 and so on) stand for themselves.
    private static Stage StageOf(Diagnostic diagnostic) => diagnostic.Code switch
    {
        ['E', '5', ..] => Stage.Tokens,
        ['E', '1', '0' or '1', ..] => Stage.Tokens,
        ['E', '1', ..] => Stage.Syntax,
        _ => Stage.Meaning,
    };
}
