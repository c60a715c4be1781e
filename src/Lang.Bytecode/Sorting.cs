namespace Lang.Bytecode;

/// <summary>Sorting that is compiled ahead of time: the base library finds what sorts without a comparison by reflection, so that a ReadyToRun program compiles it at run time.</summary>
internal static class Sorting
{
    public static void SortAscending<T>(this Span<T> items)
        where T : IComparable<T> => items.Sort(static (a, b) => a.CompareTo(b));
}
