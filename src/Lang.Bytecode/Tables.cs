namespace Lang.Bytecode;

/// <summary>Tables that are filled for one function after the other.</summary>
internal static class Tables
{
    private const int Small = 64;

    /// <summary>Empties a table; gives a big one up, since to empty it takes as long as it ever was big.</summary>
    public static void Empty<TKey, TValue>(ref Dictionary<TKey, TValue>? table)
        where TKey : notnull
    {
        if (table is { Count: <= Small })
            table.Clear();
        else
            table = null;
    }
}
