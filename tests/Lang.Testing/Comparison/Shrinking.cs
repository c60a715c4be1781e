namespace Lang.Testing.Comparison;

/// <summary>Makes a failing case small.</summary>
internal static class Shrinking
{
    /// <summary>A case that answers what <paramref name="start"/> answers, and has no smaller variant that does.</summary>
    /// <param name="start">The case.</param>
    /// <param name="variants">Smaller variants of a case, the boldest first.</param>
    /// <param name="answer">What is wrong with a case, in as few words as tell it from other faults; null when nothing is.</param>
    /// <param name="attempts">Most variants to try.</param>
    public static T Minimize<T>(T start, Func<T, IEnumerable<T>> variants, Func<T, string?> answer, int attempts = 30_000)
    {
        if (answer(start) is not { } wanted)
            return start;
        for (bool found = true; found && attempts > 0;)
        {
            found = false;
            foreach (T variant in variants(start))
            {
                if (--attempts < 0)
                    break;
                if (answer(variant) != wanted)
                    continue;
                start = variant;
                found = true;
                break;
            }
        }
        return start;
    }
}
