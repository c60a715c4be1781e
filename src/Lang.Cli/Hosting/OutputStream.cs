namespace Lang.Cli.Hosting;

/// <summary>
/// A standard stream that remembers why writing failed: a reader that went away, as in <c>lang run x.tl | head -1</c>,
/// is nobody's fault, a full disk is worth a message. After a failure nothing more is written.
/// </summary>
/// <param name="inner">Where to write.</param>
internal sealed class OutputStream(Stream inner) : Stream
{
    // What the operating systems say when the reader of a pipe is gone: EPIPE, ERROR_BROKEN_PIPE, ERROR_NO_DATA.
    private const int BrokenPipeUnix = 32, BrokenPipeWindows = unchecked((int)0x8007006D), NoReaderWindows = unchecked((int)0x800700E8);

    /// <summary>Whether the reader went away: a reason to end without a word.</summary>
    public bool ReaderGone { get; private set; }

    /// <summary>Whether writing failed for another reason, such as a full disk.</summary>
    public bool Failed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">Writing failed, now or before.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (ReaderGone || Failed)
            throw new IOException();
        try
        {
            inner.Write(buffer);
        }
        catch (IOException e)
        {
            ReaderGone = e.HResult is BrokenPipeUnix or BrokenPipeWindows or NoReaderWindows;
            Failed = !ReaderGone;
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back here: Write hands every byte on.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
