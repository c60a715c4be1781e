using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Profiling;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Hosting;
using Lang.Native.Diagnostics;
using Lang.Native.Memory;
using Lang.Native.Profiling;
using Lang.Native.Tiering;

namespace Lang.Native;

/// <summary>
/// Runs a verified module. A VM has its own heap, globals and budgets and shares nothing with other VMs but the module.
/// </summary>
/// <remarks>
/// Scripts run on the caller's thread and take next to nothing of its stack. One thread at a time may use a VM, and not
/// from within a host function that the VM is calling: what a call may use up is a matter of that one call, and a script that is in the middle of something is
/// never called from outside. Both are noticed and give an <see cref="InvalidOperationException"/>. After a script has failed the VM is as usable as before.
/// </remarks>
public sealed partial class Vm : IDisposable
{
    private readonly VmOptions _options;
    private readonly Heap _heap;
    private readonly OutputBuffer _output;
    private readonly Interpreter _interpreter;
    private readonly NativeTier? _tier;
    private readonly SampleRecorder? _samples;
    private readonly Action? _askForAttention;
    private TimeSpan _runTime;

    /// <summary>Managed id of the thread that is inside, or 0.</summary>
    private int _owner;
    private bool _disposed;

    /// <summary>Makes a VM for <paramref name="module"/>.</summary>
    /// <exception cref="ArgumentException">The module needs a capability or host function that the options do not grant, or an option is out of range.</exception>
    /// <exception cref="OutOfMemoryException">The system has no memory for the stacks.</exception>
    public Vm(VerifiedModule module, VmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        _options = options ?? new VmOptions();
        Module = module.Module;
        VmSetup.Validate(_options);
        HostCall[] hostFunctions = VmSetup.Bind(module, _options);
        _heap = new Heap(new RuntimeTypes(Module), new HeapOptions
        {
            Limit = _options.HeapLimit ?? long.MaxValue,
            Ceiling = _options.HeapLimit is null ? VmSetup.HeapCeiling : long.MaxValue,
            CollectAlways = _options.CollectAtEveryAllocation,
        });
        _heap.CollectionListener = CollectionTelemetry.Instance;
        _output = new OutputBuffer(_options.Output, _options.OutputLimit) { Heap = _heap };
        _samples = _options.Profiler?.Attach(Module);
        var interpreterOptions = new InterpreterOptions
        {
            MaxCallDepth = _options.MaxCallDepth,
            Fuel = _options.Fuel,
            TimeLimit = _options.TimeLimit,
            Cancellation = _options.Cancellation,
            Profile = _options.Profile || _options.Tier != ExecutionTier.Interpreter,
            Sampler = _samples,
            Arguments = [.. _options.Arguments],
            HostFunctions = hostFunctions,
        };
        try
        {
            _interpreter = new Interpreter(module, interpreterOptions, _heap, _output, new InputReader(_options.Input));
        }
        catch
        {
            _heap.Dispose();
            throw;
        }
        if (_options.Tier != ExecutionTier.Interpreter)
            _tier = new NativeTier(module, _interpreter, VmSetup.TierOptionsOf(_options, Module));
        if (_samples is not null && _tier is not null)
            _askForAttention = _tier.AskForAttention;
        // So .NET has compiled both. On a thread whose stack is too small for a call, Leave would first be compiled on top of the exception that says so.
        Enter();
        Leave();
    }

    /// <summary>The module it runs.</summary>
    public BytecodeModule Module { get; }

    /// <summary>What it was made with.</summary>
    internal VmOptions Options => _options;

    /// <summary>What it did so far. A host function can ask the VM that calls it.</summary>
    /// <exception cref="InvalidOperationException">The VM is in use by another thread.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public VmStatistics Statistics
    {
        get
        {
            bool entered = EnterUnlessInside();
            HeapStatistics heap = _heap.Statistics;
            var statistics = new VmStatistics(
                _runTime, _interpreter.CallCount, _interpreter.FuelUsed, _output.WrittenBytes,
                heap.Collections, heap.AllocatedBytes, heap.PeakBytes)
            { Native = _tier?.Statistics ?? NativeStatistics.Interpreted };
            if (entered)
                Leave();
            return statistics;
        }
    }

    /// <summary>
    /// Runs the script from its beginning, with all globals at their zero values. Returns what its entry function
    /// returns: an int, 0 or 1, the bits of a float; 0 when it returns nothing.
    /// </summary>
    /// <param name="cancellation">Stops this run, besides the token of the options.</param>
    /// <exception cref="ScriptException">It failed, reached a limit or was cancelled; see the subclasses.</exception>
    /// <exception cref="OutputClosedException">The reader of the output is gone.</exception>
    /// <exception cref="InvalidOperationException">The VM is in use, by another thread or by a host function's caller.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public long Run(CancellationToken cancellation = default)
    {
        Enter();
        CancellationToken outer = _interpreter.Cancellation;
        try
        {
            _interpreter.Cancellation = cancellation.CanBeCanceled ? cancellation : outer;
            return Execute(Module.Entry, [], fresh: true);
        }
        finally
        {
            _interpreter.Cancellation = outer;
            Leave();
        }
    }

    /// <summary>Calls one function of the module, with the globals as they are. All its parameters and its result must be numbers.</summary>
    /// <param name="function">Its index.</param>
    /// <param name="arguments">Its arguments as slots: an int, 0 or 1 for a bool, the bits of a float.</param>
    /// <returns>Its result as a slot; 0 when it returns nothing.</returns>
    /// <exception cref="ArgumentException">There is no such function, it wants other arguments, or references go in or out.</exception>
    /// <exception cref="ScriptException">It failed, reached a limit or was cancelled; see the subclasses.</exception>
    /// <exception cref="OutputClosedException">The reader of the output is gone.</exception>
    /// <exception cref="InvalidOperationException">The VM is in use, by another thread or by a host function's caller.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public long Call(int function, params ReadOnlySpan<long> arguments)
    {
        CheckCall(function, arguments);
        return CallChecked(function, arguments);
    }

    /// <summary>Verifies a module built by hand and runs one of its functions in a VM of its own.</summary>
    /// <param name="module">The module.</param>
    /// <param name="arguments">Arguments of its first function, as slots.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The module is rejected; the message says where and why. Or the arguments do not fit.</exception>
    /// <exception cref="ScriptException">It failed.</exception>
    public static long Interpret(BytecodeModule module, params ReadOnlySpan<long> arguments)
    {
        using var vm = new Vm(Verified(module), new VmOptions { Tier = ExecutionTier.Interpreter });
        return vm.Call(0, arguments);
    }

    /// <summary>The same, but what gets hot is compiled to machine code on the way.</summary>
    /// <inheritdoc cref="Interpret"/>
    public static long Execute(BytecodeModule module, params ReadOnlySpan<long> arguments)
    {
        using var vm = new Vm(Verified(module));
        return vm.Call(0, arguments);
    }

    /// <summary>Verifies a module built by hand and compiles its first function to machine code; what that calls is compiled when it is called.</summary>
    /// <param name="module">The module. All parameters and the result of its first function must be numbers.</param>
    /// <exception cref="ArgumentException">The module is rejected; the message says where and why.</exception>
    public static CompiledFunction Compile(BytecodeModule module)
    {
        var vm = new Vm(Verified(module), new VmOptions { Tier = ExecutionTier.Template });
        vm._tier!.FunctionIsHot(0);
        return new CompiledFunction(vm, 0);
    }

    private static VerifiedModule Verified(BytecodeModule module)
    {
        VerificationResult result = Verifier.Verify(module);
        return result.Module ?? throw new ArgumentException(string.Join('\n', result.Errors), nameof(module));
    }

    /// <summary>How many checks there are in all optimised code that was made.</summary>
    internal int CompiledChecks => _tier?.CompiledChecks ?? 0;

    /// <summary>Whether a function is machine code.</summary>
    internal bool HasCode(int function) => _tier?.HasCode(function) == true;

    /// <summary><see cref="Call"/> for a caller who knows that the arguments fit.</summary>
    [StackTraceHidden]
    internal long CallChecked(int function, ReadOnlySpan<long> arguments)
    {
        Enter();
        try
        {
            return Execute(function, arguments, fresh: false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The same, straight into machine code where there is some and no limit needs a clock or a count.</summary>
    /// <param name="function">Its index.</param>
    /// <param name="slots">Its arguments, on the stack; overwritten.</param>
    /// <remarks>What .NET inlines by itself on the way into machine code differs from process to process, and with it the time of a call by a half: so it is told.</remarks>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal long CallStraight(int function, Span<long> slots)
    {
        var thread = Thread.CurrentThread;
        Enter(thread.ManagedThreadId);
        try
        {
            if (_tier is not { } tier || !tier.TryPrepareStraight(function, thread))
                return Execute(function, slots, fresh: false);
            _output.StartLimit();
            bool done = tier.RunStraight(function, slots);
            return done && _output.IsFlushed ? slots[0] : Finish(done, slots[0]);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>What was counted in a function, or null as long as it was never called. A host function can ask the VM that calls it.</summary>
    /// <param name="function">Its index.</param>
    /// <exception cref="InvalidOperationException">The VM is in use by another thread.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public FunctionProfile? ProfileOf(int function)
    {
        bool entered = EnterUnlessInside();
        FunctionProfile? profile = CountedIn(function);
        if (entered)
            Leave();
        return profile;
    }

    /// <summary>What the interpreter counted, with the branches of template code.</summary>
    private FunctionProfile? CountedIn(int function) =>
        _interpreter.ProfileOf(function) is { } profile && _tier is { } tier ? profile with { Branches = tier.BranchesOf(function) } : _interpreter.ProfileOf(function);

    /// <summary>
    /// How the script was executed so far, line by line, and what kept it from being faster. Most of it needs <see cref="VmOptions.Explains"/>, and lines
    /// are exact in modules whose statements all have a place in the source map.
    /// </summary>
    /// <exception cref="InvalidOperationException">The VM is in use.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public ExecutionReport Explain()
    {
        Enter();
        try
        {
            return new ReportBuilder(Module, CountedIn, _tier).Build();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Forgets what scripts did: globals and inputs are back at their zero values and all objects of the script are freed. Machine code, profile and
    /// <see cref="Statistics"/> stay. For VMs that are used again for something else.
    /// </summary>
    /// <exception cref="InvalidOperationException">The VM is in use.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public void Reset()
    {
        Enter();
        _interpreter.Reset();
        Leave();
    }

    /// <summary>
    /// Gives all memory back; delegates of the VM's functions fail with <see cref="ObjectDisposedException"/> from then on. Can be repeated. A VM
    /// that is forgotten without it gives its memory back when the garbage collector finds it, later than one would like.
    /// </summary>
    /// <exception cref="InvalidOperationException">The VM is running.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        Enter();
        _disposed = true;
        _interpreter.Dispose();
        _tier?.Dispose();
        _heap.Dispose();
        Leave();
    }

    [StackTraceHidden]
    internal long Execute(int function, ReadOnlySpan<long> arguments, bool fresh)
    {
        if (!StackBounds.HasRoomToEnter)
        {
            throw new InsufficientExecutionStackException(
                "The thread's stack is nearly used up: no script can be run. Perhaps host functions run VMs whose host functions run VMs, and so on.");
        }
        // Machine code runs for nanoseconds: asking for the time would take longer.
        bool isDirect = !fresh && HasCode(function);
        long start = isDirect ? 0 : Stopwatch.GetTimestamp();
        _output.StartLimit();
        bool done;
        long result;
        _tier?.BeginRun();
        if (_samples is not null)
            _options.Profiler!.Begin(_samples, _askForAttention);
        try
        {
            done = isDirect ? _interpreter.RunNative(function, arguments, out result) : _interpreter.Run(function, arguments, fresh, out result);
        }
        finally
        {
            if (_samples is not null)
                _options.Profiler!.End(_samples);
            _tier?.EndRun();
        }
        if (!isDirect)
            _runTime += Stopwatch.GetElapsedTime(start);
        return Finish(done, result);
    }

    /// <summary>Hands on the output of an outermost call, and returns its result or throws its error.</summary>
    [StackTraceHidden]
    private long Finish(bool done, long result)
    {
        ScriptException? error = null;
        bool closed = false;
        if (!done)
        {
            closed = _heap.Failure.Kind == FailureKind.OutputClosed;
            error = closed ? null : Failure(_interpreter.DescribeFailure());
        }
        closed |= !_output.TryFlush();
        if (error is not null)
        {
            ReportLimit(error);
            throw error;
        }
        return closed ? throw new OutputClosedException() : result;
    }

    private static void ReportLimit(ScriptException error)
    {
        string? limit = error switch
        {
            ScriptTimeoutException => "time",
            ScriptFuelException => "fuel",
            ScriptMemoryException => "heap",
            ScriptOutputException => "output",
            ScriptCallDepthException => "call depth",
            ScriptCancelledException => "cancellation",
            _ => null,
        };
        if (limit is not null)
            Telemetry.LimitReached(limit, error.Message);
    }

    private ScriptException Failure(RuntimeError error) => ScriptException.Of(error, Module.Source, _interpreter.HostException);

    internal void Enter() => Enter(Environment.CurrentManagedThreadId);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(int thread)
    {
        int owner = Interlocked.CompareExchange(ref _owner, thread, 0);
        // Whether it is disposed of is asked only inside: before that, another thread could still do it.
        if (owner != 0 || _disposed)
            RefuseEntry(owner, thread);
    }

    private void RefuseEntry(int owner, int thread)
    {
        if (owner != 0)
        {
            throw new InvalidOperationException(owner == thread
                ? "The VM is calling a host function; it cannot be used from there."
                : "The VM is in use by another thread.");
        }
        Leave();
        throw new ObjectDisposedException(nameof(Vm));
    }

    /// <summary>Enters, unless this thread is inside already (in a host function); says whether it did.</summary>
    private bool EnterUnlessInside()
    {
        if (Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId)
            return false;
        Enter();
        return true;
    }

    internal void Leave() => Volatile.Write(ref _owner, 0);

    private void CheckCall(int function, ReadOnlySpan<long> arguments)
    {
        if (function < 0 || function >= Module.Functions.Length)
            throw new ArgumentException($"There is no function {function}.", nameof(function));
        FunctionInfo info = Module.Functions[function];
        if (info.Environment.Exists)
            throw new ArgumentException("A function with an environment can't be called from the host.", nameof(function));
        if (info.Parameters.Length != arguments.Length)
            throw new ArgumentException($"The function takes {info.Parameters.Length} arguments, not {arguments.Length}.", nameof(arguments));
        if (info.Parameters.Any(IsReference) || IsReference(info.Result))
            throw new ArgumentException("Only numbers can go into a function and come out of it.", nameof(function));
        for (int i = 0; i < arguments.Length; i++)
        {
            if (info.Parameters[i] == TypeId.Bool && arguments[i] is not (0 or 1))
                throw new ArgumentException("A bool is 0 or 1.", nameof(arguments));
        }
    }

    private bool IsReference(TypeId type) => type.Exists && Module.Types[type].IsReference;
}
