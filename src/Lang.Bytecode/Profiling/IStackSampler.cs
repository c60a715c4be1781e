namespace Lang.Bytecode.Profiling;

/// <summary>A profiler that looks at the running calls from time to time.</summary>
internal interface IStackSampler
{
    /// <summary>Whether it is time for a sample. Asked whenever limits are looked at; another thread decides it.</summary>
    bool IsDue { get; }

    /// <summary>Takes a sample. Called on the VM's thread.</summary>
    /// <param name="visitCalls">Visits the running calls, innermost first, with function and bytecode offset.</param>
    void Take(Action<Action<int, int>> visitCalls);
}
