namespace Lang.Bytecode.Runtime;

/// <summary>Collects written bytes in a string of the heap.</summary>
internal sealed unsafe class StringSink : IByteSink, IDisposable
{
    private readonly Heap _heap;

    public StringSink(Heap heap)
    {
        _heap = heap;
        Text = heap.EmptyString;
        heap.PushRoot(Text);
    }

    /// <summary>What was written so far. A root until <see cref="Dispose"/>.</summary>
    public TlString* Text { get; private set; }

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return true;
        TlString* longer = StringOperations.Append(_heap, Text, bytes);
        if (longer == null)
            return false;
        Text = longer;
        _heap.PopRoot();
        _heap.PushRoot(longer);
        return true;
    }

    public void Dispose() => _heap.PopRoot();
}
