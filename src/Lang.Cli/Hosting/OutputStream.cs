namespace Lang.Cli.Hosting;

/// <summary>
/// A standard stream that remembers why writing failed: a reader that went away, as in <c>lang run x.tl | head -1</c>,
/// is nobody's fault, a full disk is worth a message. After a failure nothing more is written.
/// </summary>
/// <param name="open">Opens the stream to write to; called with the first write.</param>
internal sealed class OutputStream(Func<Stream> open) : WriteOnlyStream
{
    // What the operating systems say when the reader of a pipe is gone: EPIPE, ERROR_BROKEN_PIPE, ERROR_NO_DATA.
    private const int BrokenPipeUnix = 32, BrokenPipeWindows = unchecked((int)0x8007006D), NoReaderWindows = unchecked((int)0x800700E8);

    private Stream? _inner;

    /// <summary>Whether the reader went away: a reason to end without a word.</summary>
    public bool ReaderGone { get; private set; }

    /// <summary>Whether writing failed for another reason, such as a full disk.</summary>
    public bool Failed { get; private set; }

    /// <exception cref="IOException">Writing failed, now or before.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (ReaderGone || Failed)
            throw new IOException();
        try
        {
            _inner ??= open();
            _inner.Write(buffer);
        }
        catch (IOException e)
        {
            ReaderGone = e.HResult is BrokenPipeUnix or BrokenPipeWindows or NoReaderWindows;
            Failed = !ReaderGone;
            throw;
        }
    }
}
