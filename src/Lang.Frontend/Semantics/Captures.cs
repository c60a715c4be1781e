namespace Lang.Frontend.Semantics;

/// <summary>
/// Completes the capture lists: a function that mentions another nested function captures that one's environment,
/// if it turns out to have one. Whether it has is known only when all bodies were seen, and spreads from function to
/// function.
/// </summary>
internal static class Captures
{
    public static void Complete(Resolution resolution)
    {
        if (resolution.Functions is { } functions)
            Complete(functions.Values);
    }

    private static void Complete(IEnumerable<FunctionSymbol> functions)
    {
        Dictionary<FunctionSymbol, List<FunctionSymbol>> mentionedBy = [];
        Queue<FunctionSymbol> withEnvironment = new();
        foreach (FunctionSymbol function in functions)
        {
            foreach (FunctionSymbol mentioned in function.MentionedFunctions ?? [])
            {
                if (!mentionedBy.TryGetValue(mentioned, out List<FunctionSymbol>? list))
                    mentionedBy.Add(mentioned, list = []);
                list.Add(function);
            }
            if (function.HasEnvironment)
                withEnvironment.Enqueue(function);
        }
        while (withEnvironment.TryDequeue(out FunctionSymbol? function))
        {
            foreach (FunctionSymbol user in mentionedBy.GetValueOrDefault(function) ?? [])
            {
                bool hadEnvironment = user.HasEnvironment;
                user.Capture(function);
                if (!hadEnvironment)
                    withEnvironment.Enqueue(user);
            }
        }
    }
}
