using System.Runtime.CompilerServices;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

// Optimising beside the running script: the VM's thread says what it wants, another thread compiles, and the VM's thread, which is asked for attention,
// puts the code to use at its next poll. A compilation reads what never changes, and counts that native code goes on counting.
internal sealed unsafe partial class NativeTier
{
    /// <summary>What waits until the compiler is free, and all that was asked for and is not there yet, by its <see cref="CodePlace"/>.</summary>
    private readonly Queue<long> _wanted = [];
    private readonly HashSet<long> _requested = [];

    /// <summary>The compilation that runs, or has ended and is not published yet; and the task that it is, or the last one was.</summary>
    private CompilationJob? _job;
    private Task? _running;

    /// <summary>Has a function, or the rest of it from a loop on, optimised. True when there is such code now.</summary>
    private bool RequestOptimized(int function, int offset)
    {
        if (!_options.CompilesInBackground)
            return TryOptimize(function, offset);
        PublishFinished();
        if (IsOptimized(function, offset))
            return true;
        if (MayOptimize(function, offset) && _requested.Add(CodePlace.Of(function, offset)))
        {
            _wanted.Enqueue(CodePlace.Of(function, offset));
            StartNext();
        }
        return false;
    }

    /// <summary>Puts code to use that has been finished since the last time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PublishFinished()
    {
        if (_mayFreeDiscarded)
            FreeDiscarded();
        if (_job is { IsDone: true } job)
            PublishFinished(job);
    }

    private void PublishFinished(CompilationJob job)
    {
        _job = null;
        _requested.Remove(CodePlace.Of(job.Function, job.Offset));
        // A fault of the compiler is a fault of this VM, as it is without a second thread.
        job.Fault?.Throw();
        // A loop in template code looks at its next round.
        if (Publish(job) && job.Offset != WholeFunction)
            *CounterOf(job.Function) = 0;
        StartNext();
    }

    private void StartNext()
    {
        if (_job is not null || !TryDequeue(out int function, out int offset))
            return;
        CompilationJob job = _job = new CompilationJob(() => Optimizer, function, offset, GuessesOf(function, offset));
        // Not a thread of the pool: where the host's own work keeps those busy, the script would wait for its code as long.
        _running = Task.Factory.StartNew(
            () =>
            {
                job.CompileBeside(_options.CompiledBeside);
                AskForAttention();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    // Calls of a function that has got code meanwhile make no more frames that would enter a loop's.
    private bool TryDequeue(out int function, out int offset)
    {
        while (_wanted.TryDequeue(out long next))
        {
            (function, offset) = (CodePlace.FunctionOf(next), CodePlace.OffsetOf(next));
            if (offset == WholeFunction || _optimized[function] is null)
                return true;
            _requested.Remove(next);
        }
        (function, offset) = (-1, WholeFunction);
        return false;
    }

    /// <summary>Before what a compilation reads is gone.</summary>
    private void WaitForCompilation()
    {
        _wanted.Clear();
        _running?.Wait();
    }
}
