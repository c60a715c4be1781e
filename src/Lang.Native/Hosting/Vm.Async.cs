namespace Lang.Native;

// Scripts on worker threads, for hosts that must not wait.
public sealed partial class Vm
{
    /// <summary>Runs the script on a thread of the pool. Until the task is over the VM is in use.</summary>
    /// <param name="cancellation">Stops the run, which then ends with <see cref="ScriptCancelledException"/>.</param>
    /// <inheritdoc cref="Run"/>
    public Task<long> RunAsync(CancellationToken cancellation = default) => Task.Run(() => Run(cancellation), CancellationToken.None);

    /// <summary>Makes calls of this VM on a thread of the pool, where a token can stop each of them.</summary>
    /// <typeparam name="T">What the calls result in.</typeparam>
    /// <param name="calls">Calls delegates of this VM, or <see cref="Run"/>.</param>
    /// <param name="cancellation">Stops a call that is running, which then ends with <see cref="ScriptCancelledException"/>.</param>
    /// <exception cref="InvalidOperationException">The VM is in use.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public Task<T> RunAsync<T>(Func<T> calls, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return Task.Run(
            () =>
            {
                SetCancellation(cancellation);
                try
                {
                    return calls();
                }
                finally
                {
                    // The calls may have disposed of the VM.
                    if (!_disposed)
                        SetCancellation(CancellationToken.None);
                }
            },
            CancellationToken.None);
    }

    /// <inheritdoc cref="RunAsync{T}(Func{T}, CancellationToken)"/>
    public Task RunAsync(Action calls, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return RunAsync(
            () =>
            {
                calls();
                return true;
            },
            cancellation);
    }

    private void SetCancellation(CancellationToken cancellation)
    {
        Enter();
        _interpreter.Cancellation = cancellation;
        Leave();
    }
}
