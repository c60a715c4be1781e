namespace Lang.Cli.Hosting;

/// <summary>
/// Standard input for a run that can be cancelled. A read that waits for a terminal or a pipe can't be
/// interrupted, so it happens on a thread of its own and the script waits for that thread or for the request to
/// stop, whichever comes first.
/// </summary>
/// <param name="open">Opens what is read; called with the first read.</param>
/// <param name="cancellation">Ends a waiting read, which then reports the end of the input.</param>
internal sealed class InterruptibleInput(Func<Stream> open, CancellationToken cancellation) : Stream
{
    private byte[] _buffer = [];
    private Stream? _inner;
    private int _start, _end;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end && !Refill())
            return 0;
        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private bool Refill()
    {
        if (_ended || cancellation.IsCancellationRequested)
            return false;
        if (_buffer.Length == 0)
            _buffer = new byte[64 * 1024];
        Stream stream = _inner ??= open();
        Task<int> read = Task.Run(() => stream.Read(_buffer));
        try
        {
            read.Wait(cancellation);
        }
        catch (OperationCanceledException)
        {
            _ended = true; // The abandoned read may still fill the buffer: it is never looked at again.
            return false;
        }
        (_start, _end) = (0, read.Result);
        _ended = _end == 0;
        return !_ended;
    }

    public override void Flush()
    {
        // An input has nothing to flush.
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
