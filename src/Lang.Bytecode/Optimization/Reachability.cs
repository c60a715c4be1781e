namespace Lang.Bytecode.Optimization;

/// <summary>Drops instructions that no path reaches, and labels that nothing jumps to.</summary>
internal static class Reachability
{
    /// <summary>Rewrites <paramref name="items"/>; whether any instruction went.</summary>
    public static bool Run(List<CodeItem> items, int labels)
    {
        var placeOf = new int[labels];
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].IsLabel)
                placeOf[items[i].Label] = i;
        }
        var reached = new bool[items.Count];
        var used = new bool[labels];
        var waiting = new Stack<int>([0]);
        while (waiting.TryPop(out int at))
        {
            for (; at < items.Count && !reached[at]; at++)
            {
                reached[at] = true;
                if (items[at].IsJump)
                {
                    used[items[at].Label] = true;
                    waiting.Push(placeOf[items[at].Label]);
                }
                if (items[at].EndsPath)
                    break;
            }
        }
        bool changed = false;
        int kept = 0;
        for (int i = 0; i < items.Count; i++)
        {
            bool keep = items[i].IsLabel ? used[items[i].Label] : reached[i];
            changed |= !keep && !items[i].IsLabel;
            if (keep)
                items[kept++] = items[i];
        }
        items.RemoveRange(kept, items.Count - kept);
        return changed;
    }
}
