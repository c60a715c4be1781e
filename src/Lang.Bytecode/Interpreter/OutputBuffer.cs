using System.Runtime.CompilerServices;
using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// What a script writes, on its way to the host. It is flushed when the run ends, before input is read, and when the
/// buffer is full.
/// </summary>
/// <param name="stream">Where the bytes go; not closed.</param>
/// <param name="limit">Most bytes for each outermost call, or null. What fits is still written.</param>
internal sealed class OutputBuffer(Stream stream, long? limit) : IByteSink
{
    private const int BufferBytes = 16 * 1024;

    // Made for the first byte: many scripts only compute.
    private byte[] _buffer = [];
    private int _used;
    private bool _isStreamBehind;
    private long _left = limit ?? long.MaxValue;

    /// <summary>Where failures are recorded; set once, by the VM that owns both.</summary>
    public required Heap Heap { get; init; }

    /// <summary>Bytes that scripts wrote so far.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Whether everything was handed on.</summary>
    public bool IsFlushed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _used == 0 && !_isStreamBehind;
    }

    /// <summary>Starts the budget of an outermost call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StartLimit() => _left = limit ?? long.MaxValue;

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        bool fits = bytes.Length <= _left;
        if (!fits)
            bytes = bytes[..(int)_left];
        _left -= bytes.Length;
        WrittenBytes += bytes.Length;
        if (bytes.Length > _buffer.Length - _used && !TryMakeRoom())
            return false;
        if (bytes.Length > _buffer.Length)
        {
            if (!TrySend(bytes))
                return false;
        }
        else
        {
            bytes.CopyTo(_buffer.AsSpan(_used));
            _used += bytes.Length;
        }
        return fits || Heap.Failure.Set(FailureKind.OutputLimit, limit!.Value);
    }

    /// <summary>Hands on what was written so far; false when the reader is gone.</summary>
    public bool TryFlush()
    {
        int used = _used;
        if (IsFlushed)
            return true;
        _used = 0;
        return (used == 0 || TrySend(_buffer.AsSpan(0, used))) && TryFlushStream();
    }

    private bool TryMakeRoom()
    {
        if (_buffer.Length > 0)
            return TryFlush();
        _buffer = new byte[BufferBytes];
        return true;
    }

    // A pipe whose reader has ended is the one failure that streams report and that is nobody's fault.
    private bool TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _isStreamBehind = true;
            stream.Write(bytes);
            return true;
        }
        catch (IOException)
        {
            return Heap.Failure.Set(FailureKind.OutputClosed);
        }
    }

    private bool TryFlushStream()
    {
        _isStreamBehind = false;
        try
        {
            stream.Flush();
            return true;
        }
        catch (IOException)
        {
            return Heap.Failure.Set(FailureKind.OutputClosed);
        }
    }
}
