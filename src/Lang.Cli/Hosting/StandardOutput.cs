using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lang.Cli.Hosting;

/// <summary>Opens standard output and error for writing.</summary>
/// <remarks>
/// Not through the console class where it can be avoided: its streams never say that the reader of a pipe is gone, and
/// loading it takes a tenth of a short script's time. Nor, on Unix, through a file stream, which writes at offsets of
/// its own: wrong for a file that several processes append to.
/// </remarks>
internal static partial class StandardOutput
{
    /// <summary>The stream of a descriptor: 1 is standard output, 2 standard error.</summary>
    public static Stream Open(int descriptor) => OperatingSystem.IsWindows() ? OpenWindows(descriptor) : new UnixStream(descriptor);

    private static Stream OpenWindows(int descriptor)
    {
        bool isOutput = descriptor == 1;
        if (isOutput ? Console.IsOutputRedirected : Console.IsErrorRedirected)
            return new FileStream(new SafeFileHandle(GetStdHandle(-10 - descriptor), ownsHandle: false), FileAccess.Write, bufferSize: 0);
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        return isOutput ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    [LibraryImport("kernel32.dll")]
    private static partial nint GetStdHandle(int which);

    /// <summary>write(2), nothing else.</summary>
    private sealed partial class UnixStream(int descriptor) : WriteOnlyStream
    {
        private const int Interrupted = 4, TryAgain = 11;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                nint written = Write(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
                if (written >= 0)
                    buffer = buffer[(int)written..];
                else if (Marshal.GetLastPInvokeError() is var error && error == TryAgain)
                    Thread.Sleep(1); // Someone made the pipe non-blocking, and it is full.
                else if (error != Interrupted)
                    throw new IOException(null, error);
            }
        }

        [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
        private static partial nint Write(int descriptor, in byte buffer, nint count);
    }
}
