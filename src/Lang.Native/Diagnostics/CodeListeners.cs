namespace Lang.Native.Diagnostics;

/// <summary>The listeners that the options ask for, as one.</summary>
internal sealed class CodeListeners : ICodeListener
{
    private readonly ICodeListener[] _listeners;

    private CodeListeners(ICodeListener[] listeners) => _listeners = listeners;

    /// <summary>Opens what is asked for.</summary>
    /// <param name="perfMap">Whether perf is to know generated code.</param>
    /// <param name="gdb">Whether gdb is to know it.</param>
    /// <param name="refusals">What could not be had and why: a sentence each.</param>
    /// <returns>The listener, or null when there is none: the code cache then has nobody to tell, which costs nothing.</returns>
    public static ICodeListener? TryCreate(bool perfMap, bool gdb, out IReadOnlyList<string> refusals)
    {
        var listeners = new List<ICodeListener>();
        var reasons = new List<string>();
        if (perfMap)
            Add("no map for perf", PerfMap.TryOpen(out string? refusal), refusal);
        if (gdb)
            Add("no debug information for gdb", GdbJit.TryCreate(out string? refusal), refusal);
        refusals = reasons;
        return listeners.Count switch { 0 => null, 1 => listeners[0], _ => new CodeListeners([.. listeners]) };

        void Add(string what, ICodeListener? listener, string? refusal)
        {
            if (listener is not null)
                listeners.Add(listener);
            else
                reasons.Add($"{what}: {refusal}");
        }
    }

    public void Added(in CodeRegion region)
    {
        foreach (ICodeListener listener in _listeners)
            listener.Added(region);
    }

    public void Removed(in CodeRegion region)
    {
        foreach (ICodeListener listener in _listeners)
            listener.Removed(region);
    }

    public void Dispose()
    {
        foreach (ICodeListener listener in _listeners)
            listener.Dispose();
    }
}
