using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Deopt;
using Lang.Native.Ir;
using Lang.Native.Diagnostics;
using Lang.Native.Memory;
using Lang.Native.Optimizer;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Tiering;

// Into native code, out of it, and over its frames.
internal sealed unsafe partial class NativeTier
{
    private readonly nint[] _thunks;
    private readonly Dictionary<string, nint> _thunksBySignature = [];
    private readonly int[]?[] _hostArguments;
    private Exception? _fault;
    private readonly List<ResumedFrame> _resumed = [];

    public ReadOnlySpan<ResumedFrame> ResumedFrames => CollectionsMarshal.AsSpan(_resumed);

    public bool HasRoom => HasRoomFor(0);

    private VmContext* Vm => &_context->Vm;

    public NativeOutcome Call(int function, long* frame)
    {
        // The interpreter counted the entry; the code counts it again.
        if (_options.CountFuel)
            Vm->Budget++;
        return Enter(ThunkOf(function), BestOf(function)!.Address, frame, function);
    }

    /// <summary>Whether an outermost call can go straight into a function's code, on this thread; prepares for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPrepareStraight(int function, Thread thread)
    {
        PublishFinished();
        return !IsLimited && BestOf(function) is { IsLinked: true } && PrepareThread(thread);
    }

    /// <summary>Makes an outermost call without the interpreter's dispatch loop. False when it failed.</summary>
    /// <param name="function">Its index; the call was prepared.</param>
    /// <param name="slots">Its arguments, at least one slot; receives the result.</param>
    public bool RunStraight(int function, Span<long> slots)
    {
        nint thunk = ThunkOf(function), code = BestOf(function)!.Address;
        fixed (long* start = slots)
        {
            Transition transition;
            try
            {
                if (!_interpreter.BeginStraight(&transition, function, slots.Length))
                    return false;
                NativeOutcome outcome = Enter(thunk, code, start, function);
                return _interpreter.EndStraight(&transition, outcome, function, start);
            }
            finally
            {
                _interpreter.LeaveStraight();
                // Native code finds it by a weak handle.
                GC.KeepAlive(this);
            }
        }
    }

    public bool WasLeftForLoop { get; private set; }

    public NativeOutcome EnterLoop(int function, int offset, long* frame)
    {
        CodeObject code = LoopOf(function, offset)!;
        long* arguments = stackalloc long[2];
        arguments[0] = (long)frame;
        arguments[1] = code.IsOptimized ? 0 : code.Address + code.Frame.FindLoop(offset);
        _osrEntries++;
        code.WasEntered = true;
        _options.Trace?.Invoke($"{NameOf(function)}: loop at {offset} goes on in native code");
        TypeId type = _module.Functions[function].Result;
        ValueClass? result = type.Exists ? ClassOf(type) : null;
        nint thunk = ThunkOf(new Signature([ValueClass.Int, ValueClass.Int], result), hasEnvironment: false);
        NativeOutcome outcome = Enter(thunk, code.Address + Math.Max(code.OsrEntry, 0), arguments, function);
        if (outcome == NativeOutcome.Returned)
            frame[0] = arguments[0];
        return outcome;
    }

    public void ReportRoots(Collector collector)
    {
        if (_context == null)
            return;
        nint stack = Vm->ExitStack, thunk = Vm->ThunkFrame;
        for (Transition* transition = Vm->Newest; transition != null; transition = transition->Previous)
        {
            if (stack < thunk)
                collector.MarkConservatively((ulong*)stack, (thunk - stack) / sizeof(long));
            (stack, thunk) = (transition->OuterExitStack, transition->OuterThunkFrame);
        }
    }

    public void VisitCalls(nint exitFrame, nint thunkFrame, Action<int, int> visit)
    {
        for (nint frame = exitFrame; ; frame = *(nint*)frame)
        {
            nint address = ((nint*)frame)[1];
            // The thunk itself called out when the code it called gave the call to the interpreter.
            if (_cache.FindReturn(address) is not { } code)
                return;
            (int offset, int inlined) = code.Frame.FindCall((int)(address - code.Address));
            if (inlined < 0)
                visit(code.Function, offset);
            for (; inlined >= 0; inlined = code.Frame.Frames[inlined].Parent)
            {
                InlinedFrame call = code.Frame.Frames[inlined];
                visit(call.Function, call.Offset == FrameState.AtEntry ? _interpreter.EntryOffsetOf(call.Function) : call.Offset);
            }
            if (*(nint*)frame == thunkFrame)
                return;
        }
    }

    /// <summary>Calls a function in the interpreter for native code; its arguments are where the convention puts them.</summary>
    public bool CallInterpreter(int function, long* registers, long environment)
    {
        if (!AnswerAttention(function))
            return false;
        if (BestOf(function) is { } best)
        {
            if (best.IsOptimized || !IsCountedDown(function) || !RequestOptimized(function, WholeFunction))
                Link(best);
        }
        FunctionInfo info = _module.Functions[function];
        long* frame = Vm->Newest->Top;
        long* slot = frame;
        if (info.Environment.Exists)
            *slot++ = environment;
        var assigner = new ArgumentAssigner(_convention);
        foreach (TypeId parameter in info.Parameters)
            *slot++ = ArgumentAt(assigner.Next(ClassOf(parameter)), registers);
        _interpreter.CountCall(function);
        bool done = _interpreter.CallFromNative(function);
        Vm->Result = *frame;
        return done;
    }

    /// <summary>Calls a host function for native code.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool CallHost(int import, long* registers)
    {
        int[] sources = _hostArguments[import] ??= FindArguments(_module.HostImports[import], registers);
        if (sources.Length > ArgumentSlots.Count)
            return CallHostWithMany(import, sources, registers);
        ArgumentSlots slots;
        long* arguments = (long*)&slots;
        for (int i = 0; i < sources.Length; i++)
            arguments[i] = registers[sources[i]];
        return _interpreter.CallHostFromNative(import, arguments, out Vm->Result);
    }

    private bool CallHostWithMany(int import, int[] sources, long* registers)
    {
        long* arguments = stackalloc long[sources.Length];
        for (int i = 0; i < sources.Length; i++)
            arguments[i] = registers[sources[i]];
        return _interpreter.CallHostFromNative(import, arguments, out Vm->Result);
    }

    /// <summary>Room for the arguments of most host functions: no stackalloc, which would be guarded.</summary>
    [InlineArray(Count)]
    private struct ArgumentSlots
    {
        public const int Count = 8;
        private long _first;
    }

    /// <summary>Where the stub's frame has the arguments of a host function, in words from the dump of registers: always the same, so it is found once.</summary>
    private int[] FindArguments(HostImport host, long* registers)
    {
        var sources = new int[host.Parameters.Length];
        var assigner = new ArgumentAssigner(_convention);
        for (int i = 0; i < sources.Length; i++)
        {
            ArgumentLocation location = assigner.Next(ClassOf(host.Parameters[i]));
            sources[i] = location.IsGpr ? (int)location.Gpr
                : location.IsXmm ? Stubs.DumpWordOf(location.Xmm)
                : (int)((long*)(Vm->ExitFrame + sizeof(long) + location.IncomingOffset) - registers);
        }
        return sources;
    }

    /// <summary>Executes an operation of the runtime.</summary>
    public bool Execute(nint word, long* slots) => _interpreter.ExecuteFromNative((Word*)word, slots);

    /// <summary>A cold path left the code: someone wants attention, or a check failed and the interpreter takes over.</summary>
    public LeaveAction Leave(long* registers, nint returnAddress)
    {
        CodeObject code = _cache.FindReturn(returnAddress)!;
        ref readonly ExitDescriptor exit = ref code.Frame.FindExit((int)(returnAddress - code.Address));
        if (exit.Kind == ExitKind.Poll)
        {
            ClearAttention();
            PublishFinished();
            return _interpreter.PollFromNative() ? LeaveAction.Continue : LeaveAction.Fail;
        }
        if (exit.Kind == ExitKind.Hot)
        {
            // The interpreter takes the frame over and enters the loop's optimised code with it.
            if (!IsCountedDown(code.Function))
                return LeaveAction.Continue;
            // Where the loop's code was entered before, the function has been called again: from now on calls, too, get optimised code.
            if (_optimizedLoops.TryGetValue(CodePlace.Of(code.Function, exit.Offset), out CodeObject? loop) && loop.WasEntered)
                RequestOptimized(code.Function, WholeFunction);
            if (!RequestOptimized(code.Function, exit.Offset))
                return LeaveAction.Continue;
        }
        WasLeftForLoop = exit.Kind == ExitKind.Hot;
        nint frame = *(nint*)Vm->ExitFrame;
        bool isUnderThunk = *(nint*)frame == Vm->ThunkFrame;
        Transition* transition = Vm->Newest;
        long* target = isUnderThunk ? transition->Frame : transition->Top;
        FindResumed(code, exit);
        if (!_interpreter.HasRoomForResumed(ResumedFrames, target, isUnderThunk))
            return LeaveAction.Fail;
        if (!Deoptimizer.Rebuild(code.Frame, exit, registers, frame, target, _interpreter.Heap))
        {
            _interpreter.RecordFailure();
            return LeaveAction.Fail;
        }
        NoteFailedCheck(code, exit);
        _mayFreeDiscarded |= code.IsDiscarded;
        if ((exit.Assumption & Assumption.Branch) != 0)
            NoteReached(CodePlace.Of(_resumed[^1].Function, _resumed[^1].Offset));
        CountFailure(code, exit.Assumption);
        if (_context->ChecksUntilFailure < 0)
            SetChecksUntilFailure();
        _exits++;
        if (exit.Kind == ExitKind.Check && Telemetry.WantsCompilations)
            Telemetry.Deoptimized(NameOf(_resumed[^1].Function), _resumed[^1].Offset);
        _options.Trace?.Invoke($"{NameOf(code.Function)}: leaves native code at {exit.Offset}");
        return isUnderThunk ? LeaveAction.ResumeInterpreter : LeaveAction.ResumeUnderNative;
    }

    private void FindResumed(CodeObject code, in ExitDescriptor exit)
    {
        _resumed.Clear();
        if (exit.Frame < 0)
            _resumed.Add(new ResumedFrame(code.Function, exit.Offset, code.Frame.Variables + exit.Count));
        for (int index = exit.Frame; index >= 0; index = code.Frame.Frames[index].Parent)
        {
            InlinedFrame frame = code.Frame.Frames[index];
            _resumed.Add(new ResumedFrame(frame.Function, frame.Offset, frame.Variables + frame.Stack));
        }
        _resumed.Reverse();
    }

    /// <summary>Goes on in the interpreter with the frame that was left, under its native caller.</summary>
    public bool Resume()
    {
        bool done = _interpreter.ResumeFromNative();
        Vm->Result = *Vm->Newest->Top;
        return done;
    }

    /// <summary>Keeps an exception until the native frames are gone.</summary>
    public int Keep(Exception fault)
    {
        _fault = fault;
        return (int)LeaveAction.Fail;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NativeOutcome Enter(nint thunk, nint code, long* slots, int function)
    {
        var action = (LeaveAction)((delegate* unmanaged<nint, long*, long, int>)thunk)(code, slots, function);
        return action == LeaveAction.Continue ? NativeOutcome.Returned : OutcomeOf(action);
    }

    private NativeOutcome OutcomeOf(LeaveAction action)
    {
        if (_fault is { } fault)
        {
            _fault = null;
            ExceptionDispatchInfo.Throw(fault);
        }
        return action == LeaveAction.ResumeInterpreter ? NativeOutcome.Resumes : NativeOutcome.Failed;
    }

    private long ArgumentAt(ArgumentLocation location, long* registers)
    {
        if (location.IsGpr)
            return registers[(int)location.Gpr];
        if (location.IsXmm)
            return registers[Stubs.DumpWordOf(location.Xmm)];
        return *(long*)(Vm->ExitFrame + sizeof(long) + location.IncomingOffset);
    }

    private static ValueClass ClassOf(TypeId type) => type == TypeId.F64 ? ValueClass.Float : ValueClass.Int;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint ThunkOf(int function)
    {
        nint thunk = _thunks[function];
        return thunk != 0 ? thunk : FindThunk(function);
    }

    private nint FindThunk(int function)
    {
        FunctionInfo info = _module.Functions[function];
        ValueClass? result = info.Result.Exists ? ClassOf(info.Result) : null;
        return _thunks[function] = ThunkOf(new Signature([.. info.Parameters.Select(ClassOf)], result), info.Environment.Exists);
    }

    // Thunks are few and stay: one for each signature.
    private nint ThunkOf(in Signature signature, bool hasEnvironment)
    {
        Span<char> classes = stackalloc char[Limits.Parameters];
        for (int i = 0; i < signature.Parameters.Length; i++)
            classes[i] = signature.Parameters[i] == ValueClass.Int ? 'i' : 'f';
        string key = string.Concat(
            classes[..signature.Parameters.Length], signature.Result switch { null => ":", ValueClass.Int => ":i", _ => ":f" }, hasEnvironment ? "+" : "");
        if (_thunksBySignature.TryGetValue(key, out nint thunk))
            return thunk;
        var emitter = new Emitter(256);
        int saved = Thunks.EmitVmEntry(ref emitter, _convention, signature, hasEnvironment, _layout);
        int offset = _cache.TryAllocate(emitter.Position);
        if (offset < 0 || _memory!.CommitCode(offset + emitter.Position) != MemoryRefusal.None)
            throw new OutOfMemoryException("There is no room for a thunk.");
        thunk = (nint)_memory.Write(offset, emitter.Code, emitter.Relocations);
        if (!TryAnnounceThunk(offset, key, emitter.Position, saved))
            throw new OutOfMemoryException("There is no room for what describes a thunk.");
        return _thunksBySignature[key] = thunk;
    }
}
