using System.Runtime.InteropServices;

namespace Lang.Cli.Hosting;

/// <summary>The command line's surroundings in a process of its own: standard streams and signals.</summary>
internal sealed class ProcessHost : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public ProcessHost()
    {
        _signals = [Watch(PosixSignal.SIGINT), Watch(PosixSignal.SIGTERM)];
        Host = new CliHost(IsErrorColoured)
        {
            Input = new InterruptibleInput(Console.OpenStandardInput, _stop.Token),
            Output = new OutputStream(() => StandardOutput.Open(1)),
            Error = new OutputStream(() => StandardOutput.Open(2)),
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
}
