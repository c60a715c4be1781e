using System.Runtime.InteropServices;

namespace Lang.Cli.Hosting;

/// <summary>
/// The command line's surroundings in a process of its own: standard streams and signals. Never disposed of: it ends with
/// the process, and taking it apart would only make that later.
/// </summary>
internal sealed class ProcessHost
{
    // Static: a registration that nothing refers to is taken back by its finalizer.
    private static readonly PosixSignalRegistration[] s_signals = new PosixSignalRegistration[2];

    private readonly CancellationTokenSource _stop = new();

    public ProcessHost()
    {
        s_signals[0] = Watch(PosixSignal.SIGINT);
        s_signals[1] = Watch(PosixSignal.SIGTERM);
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
