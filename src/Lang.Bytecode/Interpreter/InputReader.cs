using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>Reads the input of a script line by line, as bytes.</summary>
/// <param name="stream">Where the bytes come from; not closed.</param>
internal sealed class InputReader(Stream stream)
{
    private const int BufferBytes = 16 * 1024;

    // Made when input is first asked for.
    private byte[] _buffer = [];
    private byte[] _line = [];
    private int _start, _end, _lineLength;
    private bool _ended;

    /// <summary>Whether the next call has to wait for the host's stream.</summary>
    public bool MustRead => !_ended && _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n') < 0;

    /// <summary>Whether all input was read. Waits for more when nothing is at hand.</summary>
    public bool IsAtEnd => _start == _end && !TryFill();

    /// <summary>
    /// The next line without its line break (LF or CRLF); empty at the end. Valid until the next call. False when the
    /// line is longer than a string of <paramref name="heap"/> can be, or a limit strikes on the way to its end; the
    /// reason is in <see cref="Heap.Failure"/>.
    /// </summary>
    public bool TryReadLine(Heap heap, out ReadOnlySpan<byte> line)
    {
        long longest = Math.Min(heap.Limit, TlString.MaxLength);
        line = default;
        _lineLength = 0;
        for (;;)
        {
            ReadOnlySpan<byte> ready = _buffer.AsSpan(_start, _end - _start);
            int length = ready.IndexOf((byte)'\n');
            bool complete = length >= 0;
            ReadOnlySpan<byte> part = complete ? ready[..length] : ready;
            if (part.Length > longest - _lineLength)
                return heap.Failure.Set(FailureKind.OutOfMemory, heap.StatedLimit, _lineLength + (long)part.Length);
            Append(part);
            _start += part.Length + (complete ? 1 : 0);
            if (complete || !TryFill())
                break;
            if (!heap.ShouldContinue(_end))
                return false;
        }
        line = _line.AsSpan(0, _lineLength);
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _line.Length - _lineLength)
            Array.Resize(ref _line, (int)Math.Min(Array.MaxLength, Math.Max(256L, (_lineLength + (long)bytes.Length) * 2)));
        bytes.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += bytes.Length;
    }

    private bool TryFill()
    {
        if (_ended)
            return false;
        _start = _end = 0;
        if (_buffer.Length == 0)
            _buffer = new byte[BufferBytes];
        try
        {
            _end = stream.Read(_buffer);
        }
        catch (IOException)
        {
            // A closed or unreadable input has no more lines.
        }
        _ended = _end == 0;
        return !_ended;
    }
}
