namespace Lang.Bytecode.Runtime;

/// <summary>Where printed bytes go.</summary>
internal interface IByteSink
{
    /// <summary>
    /// Takes bytes. False means that printing must stop (output limit, time, a failed allocation): the reason is then in <see cref="Heap.Failure"/>.
    /// </summary>
    bool Write(ReadOnlySpan<byte> bytes);
}
