using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lang.Cli.Hosting;

/// <summary>The command line's surroundings in a process of its own: standard streams and signals.</summary>
internal sealed partial class ProcessHost : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public ProcessHost()
    {
        _signals = [Watch(PosixSignal.SIGINT), Watch(PosixSignal.SIGTERM)];
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
            Console.OutputEncoding = Encoding.UTF8;
        Host = new CliHost(IsErrorColoured)
        {
            Input = new InterruptibleInput(Console.OpenStandardInput, _stop.Token),
            Output = new OutputStream(Open(1, Console.OpenStandardOutput)),
            Error = new OutputStream(Open(2, Console.OpenStandardError)),
            BaseDirectory = Environment.CurrentDirectory,
            Cancellation = _stop.Token,
        };
    }

    public CliHost Host { get; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _stop.Dispose();
    }

    /// <summary>The first signal asks the run to stop and lets it flush; a second one ends the process in the default way.</summary>
    private PosixSignalRegistration Watch(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    });

    private static bool IsErrorColoured() =>
        !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>
    /// A console stream never says that the reader of its pipe is gone; a file stream does. But a file stream
    /// writes at offsets of its own, which is wrong for a file that several processes append to.
    /// </summary>
    private static Stream Open(int descriptor, Func<Stream> openConsole)
    {
        nint handle = OperatingSystem.IsWindows() ? GetStdHandle(-10 - descriptor) : descriptor;
        try
        {
            var stream = new FileStream(new SafeFileHandle(handle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
                return stream;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A handle that is closed or of an odd kind: the console class knows what to do with it.
        }
        return openConsole();
    }

    [LibraryImport("kernel32.dll")]
    private static partial nint GetStdHandle(int which);
}
