using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lang.Bytecode.Profiling;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// Tier 0: runs a verified module on register words.
/// </summary>
/// <remarks>
/// Frames lie one behind the other on the value stack, in native memory. A callee's frame begins at its caller's argument
/// homes, so arguments are never copied:
/// <code>
///   caller:  variables | homes of the operand stack . . . arg0 arg1 |
///   callee:                                               variables (arg0, arg1, ...) | homes . . . |
/// </code>
/// Return addresses are on a control stack of their own. A call of the script is therefore no call of C#: depth is
/// bounded by <see cref="InterpreterOptions.MaxCallDepth"/> alone, whatever stack the host's thread has.
/// <para>
/// Nothing throws: an operation that fails leaves the reason in <see cref="Heap.Failure"/>, the loop ends, and
/// <see cref="Run"/> makes the error of it. One thread at a time.
/// </para>
/// </remarks>
internal sealed unsafe partial class Interpreter : IRootSource, IRuntimePoll, IDisposable
{
    private readonly VerifiedModule _verified;
    private readonly BytecodeModule _module;
    private readonly InterpreterOptions _options;
    private readonly Heap _heap;
    private readonly OutputBuffer _output;
    private readonly InputReader _input;
    private readonly CodeIndex _code;

    private FunctionCode* _functions;

    /// <summary>Of each function what its countdown of calls would have begun with, had it never been set again: the difference is its calls.</summary>
    private readonly long[] _countedFrom;

    private long* _stack, _stackEnd, _globals, _literals;

    /// <summary>A <see cref="GlobalState"/> for each global, behind their values.</summary>
    private long* _globalStates;

    /// <summary>One for each CALL_VALUE of the module, made when the first function that has one is called.</summary>
    private InlineCache* _caches;
    private ControlFrame* _controlStart, _controlEnd;
    private Word* _halt;

    // Where execution stands: valid outside the dispatch loop and in what it calls.
    private Word* _pc;
    private long* _frame;
    private ControlFrame* _control;
    private bool _running, _tablesAreMoved;
    private VmContext* _context;

    /// <exception cref="OutOfMemoryException">The system has no memory for the stacks.</exception>
    public Interpreter(VerifiedModule module, InterpreterOptions options, Heap heap, OutputBuffer output, InputReader input)
    {
        _verified = module;
        _module = module.Module;
        _code = new CodeIndex(_module.Functions.Length);
        _countedFrom = new long[_module.Functions.Length];
        _options = options;
        _hostFunctions = options.HostFunctions;
        _heap = heap;
        _output = output;
        _input = input;
        try
        {
            AllocateMemory();
        }
        catch
        {
            ReleaseMemory();
            throw;
        }
        heap.AddRootSource(this);
        heap.Poll = this;
    }

    ~Interpreter() => ReleaseMemory();

    /// <summary>Whether an outermost call goes on.</summary>
    public bool IsRunning => _running;

    /// <summary>Units of fuel that the last run used; counted only when <see cref="InterpreterOptions.Fuel"/> is set.</summary>
    public long FuelUsed => _options.Fuel is { } fuel ? fuel - _fuelLeft - Math.Max(0, _context->Budget) : 0;

    /// <summary>Calls that the interpreter made so far; counted only when <see cref="InterpreterOptions.Profile"/> is set.</summary>
    public long CallCount
    {
        get
        {
            long calls = 0;
            for (int i = 0; i < _module.Functions.Length; i++)
                calls += CallsOf(i);
            return calls;
        }
    }

    /// <summary>Runs a function to its end: an outermost call, with a budget of its own.</summary>
    /// <param name="function">Index of the function.</param>
    /// <param name="arguments">Its argument slots.</param>
    /// <param name="fresh">Whether all globals are set to their zero values first.</param>
    /// <param name="result">Its result slot; 0 when it has none or fails.</param>
    /// <returns>false when it failed; the reason is in <see cref="Heap.Failure"/>, the place where <see cref="DescribeFailure"/> finds it.</returns>
    public bool Run(int function, ReadOnlySpan<long> arguments, bool fresh, out long result)
    {
        result = 0;
        Prepare(function, arguments);
        try
        {
            if ((fresh || !_globalsReady) && !TryResetGlobals())
                return false;
            int budget = Poll();
            if (budget < 0)
                return false;
            if (_options.Profile)
                CountCall(_functions + function);
            bool done = RunWords(_functions[function].Entry, _stack, _controlStart + 1, budget);
            if (done && _module.Functions[function].Result.Exists)
                result = _stack[0];
            return done;
        }
        finally
        {
            EndRun();
        }
    }

    private void EndRun()
    {
        _running = false;
        _deadline = long.MaxValue;
        GC.KeepAlive(_heap);
    }

    private void Prepare(int function, ReadOnlySpan<long> arguments)
    {
        _stack[0] = 0;
        arguments.CopyTo(new Span<long>(_stack, arguments.Length));
        StartLimits();
        PrepareState(function);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PrepareState(int function)
    {
        Debug.Assert(!_running, "Runs do not nest.");
        _heap.BeginUse();
        HostException = null;
        _recordedError = null;
        _controlStart->ReturnTo = _halt;
        _controlStart->Frame = _stack;
        SaveState(_functions[function].Entry, _stack, _controlStart + 1);
        // An exception of the host may have gone past the end of a transition.
        _context->Newest = null;
        _inNative = false;
        _running = true;
    }

    /// <summary>What the interpreter counted in a function, or null as long as it was never called.</summary>
    public FunctionProfile? ProfileOf(int function) =>
        _code.Find(function) is { } decoded ? ProfileReader.Read(decoded, CallsOf(function)) : null;

    /// <summary>Reports the frames of the running functions and the globals. Literals are permanent.</summary>
    public void ReportRoots(Collector collector)
    {
        collector.MarkConservatively((ulong*)_globals, _module.Globals.Length);
        if (!_running)
            return;
        collector.MarkConservatively((ulong*)_stack, Top() - _stack);
        _tier?.ReportRoots(collector);
    }

    /// <summary>The end of the innermost frame on the value stack.</summary>
    private long* Top()
    {
        if (_inNative)
            return _context->Newest->Top;
        return _frame + (_code.Find(_pc) is { } running ? running.FrameSlots : _functions[FunctionOfStub(_pc)].FrameSlots);
    }

    private bool RunWords(Word* word, long* frame, ControlFrame* control, int budget) => _options.Profile
        ? Dispatch<Profiled>(word, frame, control, budget)
        : Dispatch<Unprofiled>(word, frame, control, budget);

    /// <summary>Counts the call that begins the run; the dispatch loop counts all others.</summary>
    private void CountCall(FunctionCode* code)
    {
        if (--code->CallsUntilHot == 0)
            _tier?.FunctionIsHot((int)(code - _functions));
    }

    private long CallsOf(int function) => _countedFrom[function] - _functions[function].CallsUntilHot;

    public void Dispose()
    {
        ReleaseMemory();
        GC.SuppressFinalize(this);
    }

    private Word* DecodeCallee(FunctionCode* callee)
    {
        var function = (int)(callee - _functions);
        // Who looked at the running calls needed its offsets before it ran.
        if (_code.Find(function) is { } known)
            return known.Start;
        DecodedFunction decoded = Decoder.Decode(_verified, function, (nint)_functions);
        _code.Add(decoded);
        if (decoded.CalleeSites.Count > 0)
            UseCaches(decoded);
        callee->FrameSlots = decoded.FrameSlots;
        if (callee->Entry == callee->Words)
            callee->Entry = decoded.Start;
        callee->Words = decoded.Start;
        return decoded.Start;
    }

    private void UseCaches(DecodedFunction decoded)
    {
        if (_caches == null)
            _caches = (InlineCache*)NativeMemory.AllocZeroed((nuint)_module.CallSites.Count, InlineCache.Size);
        decoded.UseCaches(_caches, _module.CallSites);
    }

    /// <summary>The function in whose row a stub lies.</summary>
    private int FunctionOfStub(Word* stub) => (int)(((byte*)stub - (byte*)_functions) / sizeof(FunctionCode));

    /// <summary>
    /// Whether a large frame has room and leaves <see cref="Decoder.SmallFrame"/> slots for each call that is still
    /// allowed: then small frames need no check.
    /// </summary>
    private bool HasRoom(long* frame, ControlFrame* control, int slots) =>
        _stackEnd - frame - slots >= (_controlEnd - control + 1) * Decoder.SmallFrame;

    private void AllocateMemory()
    {
        int functions = _module.Functions.Length;
        _functions = (FunctionCode*)NativeMemory.AllocZeroed((nuint)functions, (nuint)sizeof(FunctionCode));
        for (int i = 0; i < functions; i++)
        {
            _functions[i].Stub.Op = RegisterOp.Decode;
            _functions[i].NativeStub.Op = RegisterOp.EnterNative;
            _functions[i].Entry = _functions[i].Words = &_functions[i].Stub;
            _functions[i].CallsUntilHot = _countedFrom[i] = long.MaxValue;
            _functions[i].FrameSlots = _module.Functions[i].ArgumentSlots;
            _functions[i].HasEnvironment = _module.Functions[i].Environment.Exists ? 1 : 0;
        }
        // The system commits pages when they are touched, so room for the deepest stack costs nothing until it is used. Both stacks lie in one mapping:
        // most of what making a VM takes is taken by the system, for each mapping.
        _stack = (long*)SystemMemory.TryReserve(StackBytes);
        if (_stack == null)
            throw new OutOfMemoryException($"There is no memory for the stacks of {_options.MaxCallDepth} nested calls.");
        _stackEnd = _stack + StackSlots;
        _controlStart = (ControlFrame*)_stackEnd;
        _controlEnd = _controlStart + ControlFrames;
        _context = (VmContext*)NativeMemory.AllocZeroed(1, (nuint)sizeof(VmContext));
        _globals = (long*)NativeMemory.AllocZeroed(2 * ((nuint)_module.Globals.Length + 1), sizeof(long));
        _globalStates = _globals + _module.Globals.Length + 1;
        _literals = (long*)NativeMemory.AllocZeroed((nuint)_module.Strings.Length + 1, sizeof(long));
        // A call word whose result goes to slot 0 of the outermost frame, and what it returns to; then returns on behalf of native code.
        var words = (Word*)NativeMemory.AllocZeroed(5, (nuint)sizeof(Word));
        words[0].Op = RegisterOp.Call;
        words[2].Op = RegisterOp.Halt;
        words[3].Op = RegisterOp.Return;
        words[4].Op = RegisterOp.ReturnVoid;
        _halt = words + 2;
    }

    private void ReleaseMemory()
    {
        _code.Dispose();
        NativeMemory.Free(_functions);
        if (_stack != null)
            SystemMemory.FreeReserved(_stack, StackBytes);
        ReleaseTables();
        if (_halt != null)
            NativeMemory.Free(_halt - 2);
        _functions = null;
        _stack = _stackEnd = null;
        _controlStart = _controlEnd = null;
        _halt = null;
    }

    /// <summary>Frees what native code shares, unless that lies in the native tier's memory.</summary>
    private void ReleaseTables()
    {
        if (!_tablesAreMoved)
        {
            NativeMemory.Free(_context);
            NativeMemory.Free(_globals);
            NativeMemory.Free(_literals);
            NativeMemory.Free(_caches);
        }
        _context = null;
        _globals = _globalStates = _literals = null;
        _caches = null;
    }

    /// <summary>Room for one frame more than there are calls, and for a frame of the largest size.</summary>
    private long StackSlots => ((_options.MaxCallDepth + 2L) * Decoder.SmallFrame) + Limits.Variables + Limits.OperandStack;

    private long ControlFrames => _options.MaxCallDepth + 1L;

    private long StackBytes => (StackSlots * sizeof(long)) + (ControlFrames * sizeof(ControlFrame));
}
