namespace Lang.Bytecode.Runtime;

/// <summary>Something that knows words that may refer to heap objects: the interpreter (frames, globals), the host's handles.</summary>
internal interface IRootSource
{
    /// <summary>
    /// Reports all its words with <see cref="Collector.MarkConservatively"/>. A word may hold anything: a reference, an address inside an
    /// object, a number, something stale. Must not allocate on the heap.
    /// </summary>
    void ReportRoots(Collector collector);
}

/// <summary>What long operations of the runtime ask from time to time.</summary>
internal interface IRuntimePoll
{
    /// <summary>
    /// Whether to go on. If not, the implementation has recorded why in <see cref="Heap.Failure"/>, and the operation fails with that. Must not
    /// allocate on the heap.
    /// </summary>
    /// <param name="work">Bytes copied, filled, written, compared or read since the last question.</param>
    bool ShouldContinue(long work);
}
