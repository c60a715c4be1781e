using System.Runtime.CompilerServices;
using Lang.Native.Memory;

namespace Lang.Native.Tiering;

// Getting the attention of running code, from any thread.
internal sealed unsafe partial class NativeTier
{
    /// <summary>How often attention is asked for again once the time limit is reached.</summary>
    private const int RepeatMilliseconds = 2;

    /// <summary>Stack for each call that is allowed, and at least.</summary>
    private const int BytesPerCall = 128, LeastStack = 16 << 10;

    /// <summary>Whether a run has a limit besides those of memory and output, or is sampled.</summary>
    private bool IsLimited => _options.CountFuel || _options.IsSampled || IsTimed;

    /// <summary>Whether attention may be asked for while a run goes on.</summary>
    private bool IsTimed => _options.TimeLimit is not null || _options.Cancellation.CanBeCanceled || _interpreter.Cancellation.CanBeCanceled;

    private readonly nuint _allowedStack;
    private readonly Lock _interruptLock = new();
    private Thread? _boundsThread;
    private nuint _bounds;
    private nuint _stackLimit = nuint.MaxValue;
    private CancellationTokenRegistration _registration, _callRegistration;
    private Alarm? _alarm;
    private bool _isRunning, _isArmed;

    /// <summary>An outermost call begins on this thread.</summary>
    public void BeginRun()
    {
        _isRunning = true;
        if (_context == null)
            return;
        PrepareThread(Thread.CurrentThread);
        ArmInterrupts();
    }

    /// <summary>The outermost call is over.</summary>
    public void EndRun()
    {
        _isRunning = false;
        DisarmInterrupts();
        FreeDiscarded();
    }

    /// <summary>Finds out how far the thread's stack reaches. A small bound of the call depth bounds native frames too.</summary>
    /// <returns>Whether there is room.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool PrepareThread(Thread thread)
    {
        int here;
        if (_boundsThread != thread)
            (_boundsThread, _bounds) = (thread, StackBounds.Limit);
        nuint current = (nuint)(&here), lowest = current > _allowedStack ? current - _allowedStack : 0;
        Vm->StackLimit = _stackLimit = Math.Max(_bounds, lowest);
        return current > _bounds;
    }

    private bool HasRoomFor(int bytes)
    {
        int here;
        return (nuint)(&here) > _stackLimit + (nuint)bytes;
    }

    private void ArmInterrupts()
    {
        if (!_isRunning)
            return;
        _isArmed = IsTimed;
        if (!_isArmed)
            return;
        _registration = Watch(_options.Cancellation);
        _callRegistration = Watch(_interpreter.Cancellation);
        if (_options.TimeLimit is { } limit && limit.TotalMilliseconds < int.MaxValue)
            _alarm = new Alarm(limit, RepeatMilliseconds, AskForAttention);
    }

    private CancellationTokenRegistration Watch(CancellationToken cancellation) => cancellation.CanBeCanceled
        ? cancellation.UnsafeRegister(static tier => ((NativeTier)tier!).AskForAttention(), this)
        : default;

    private void DisarmInterrupts()
    {
        if (!_isArmed)
            return;
        _isArmed = false;
        // Waits for a callback that is running: behind it nobody touches the context any more.
        _registration.Dispose();
        _callRegistration.Dispose();
        _registration = _callRegistration = default;
        lock (_interruptLock)
        {
            _alarm?.Dispose();
            _alarm = null;
        }
    }

    /// <summary>Makes running code look at the limits soon. From any thread, as long as the VM is not disposed.</summary>
    public void AskForAttention()
    {
        lock (_interruptLock)
        {
            if (_isRunning && _context != null)
                Volatile.Write(ref Vm->StackLimit, nuint.MaxValue);
        }
    }

    /// <summary>Restores the limit; who asks looks at the reasons afterwards, so that no request is lost.</summary>
    private void ClearAttention()
    {
        Vm->StackLimit = _stackLimit;
        Interlocked.MemoryBarrier();
    }

    private bool AnswerAttention(int function)
    {
        if (Volatile.Read(ref Vm->StackLimit) != nuint.MaxValue)
            return true;
        ClearAttention();
        PublishFinished();
        return _interpreter.CheckInterruptsFromNative(function);
    }
}
