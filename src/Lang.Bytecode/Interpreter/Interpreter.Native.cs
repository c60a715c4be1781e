using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lang.Bytecode.Profiling;
using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>Going into native code and being called from it.</summary>
/// <remarks>
/// The calls of a run lie in segments, interpreted and native in turn: <see cref="EnterNative"/> and <see cref="ContinueLoop"/> begin a native one,
/// <see cref="RunFromNative"/> an interpreted one above it. Interpreted segments share the value stack and the control stack; each
/// begins with a control frame that returns to the halt word. Native ones lie on the host's stack.
/// </remarks>
internal sealed unsafe partial class Interpreter
{
    /// <summary>More argument slots than this are entered only after asking for room: native code does not begin with CheckFrame.</summary>
    private const int FewArguments = Decoder.SmallFrame / 2;

    private INativeTier? _tier;

    /// <summary>Whether the innermost segment is native: <see cref="_pc"/> and <see cref="_frame"/> then mean nothing.</summary>
    private bool _inNative;

    /// <summary>The error of a failure below native frames, made before they were dropped.</summary>
    private RuntimeError? _recordedError;

    /// <summary>The state that native code shares.</summary>
    public VmContext* Context => _context;

    /// <summary>What native code sees of the heap.</summary>
    public HeapState* HeapState => _heap.State;

    /// <summary>The VM's heap.</summary>
    public Heap Heap => _heap;

    /// <summary>Reports to a native tier from now on. Before the first run.</summary>
    public void UseTier(INativeTier tier)
    {
        _tier = tier;
        _slice = SliceOf(tier.LoopThreshold);
        for (int i = 0; i < _module.Functions.Length; i++)
            _functions[i].CallsUntilHot = _countedFrom[i] = tier.CallThresholdOf(i);
    }

    /// <summary>Moves what native code shares into memory that it reaches. The tables have room for all globals, strings and CALL_VALUE instructions.</summary>
    public void MoveTables(VmContext* context, long* globals, long* globalStates, long* literals, InlineCache* caches)
    {
        *context = *_context;
        new ReadOnlySpan<long>(_globals, _module.Globals.Length).CopyTo(new Span<long>(globals, _module.Globals.Length));
        new ReadOnlySpan<long>(_globalStates, _module.Globals.Length).CopyTo(new Span<long>(globalStates, _module.Globals.Length));
        new ReadOnlySpan<long>(_literals, _module.Strings.Length).CopyTo(new Span<long>(literals, _module.Strings.Length));
        if (_caches != null)
            new ReadOnlySpan<InlineCache>(_caches, _module.CallSites.Count).CopyTo(new Span<InlineCache>(caches, _module.CallSites.Count));
        ReleaseTables();
        _tablesAreMoved = true;
        _context = context;
        _globals = globals;
        _globalStates = globalStates;
        _literals = literals;
        _caches = caches;
        foreach (DecodedFunction decoded in _code.All)
            decoded.UseCaches(caches, _module.CallSites);
    }

    /// <summary>What a CALL_VALUE has met, at an offset of a function.</summary>
    public CalleeProfile CalleesOf(int function, int offset) =>
        _caches == null ? new CalleeProfile(offset, [], 0) : _caches[_module.CallSites.IndexOf(function, offset)].Read(offset);

    /// <summary>Whether the interpreter has ever executed a function. Any thread may ask, as long as the VM is there.</summary>
    public bool WasExecuted(int function) => _code.Find(function) is not null;

    /// <summary>What the interpreter counted at a function's branches, in the order of their offsets. Any thread may ask, as long as the VM is there.</summary>
    public ImmutableArray<BranchProfile> BranchesOf(int function) => _code.Find(function) is { } decoded ? ProfileReader.ReadBranches(decoded) : [];

    /// <summary>Lets calls of a function go to its native code, or back to the interpreter.</summary>
    public void SetNative(int function, bool isNative)
    {
        FunctionCode* code = _functions + function;
        code->Entry = isNative ? &code->NativeStub : code->Words;
    }

    /// <summary>Makes the string of a literal unless it exists.</summary>
    /// <returns>false when the system has no memory.</returns>
    public bool TryMakeLiteral(int index)
    {
        if (_literals[index] == 0)
            _literals[index] = (long)_heap.AddPermanentString(_module.Strings[index].Span);
        return _literals[index] != 0;
    }

    /// <summary>The bytecode offset that the interpreter reports for a function's entry.</summary>
    public int EntryOffsetOf(int function) => DecodedOf(function).OffsetOf(0);

    /// <summary>Slots of an interpreter's frame.</summary>
    public int FrameSlotsOf(int function) => DecodedOf(function).FrameSlots;

    /// <summary>Makes a function hot again after that many calls more.</summary>
    public void CountDown(int function, int calls)
    {
        _countedFrom[function] += calls - _functions[function].CallsUntilHot;
        _functions[function].CallsUntilHot = calls;
    }

    /// <summary>Counts a call that native code makes through the interpreter.</summary>
    public void CountCall(int function)
    {
        if (--_functions[function].CallsUntilHot == 0)
            _tier!.FunctionIsHot(function);
    }

    /// <summary>
    /// Interprets a function that native code calls; its arguments are in the slots from <see cref="Transition.Top"/> on, the result comes
    /// into the first of them. False when it failed; the error is then recorded.
    /// </summary>
    public bool CallFromNative(int function) => RunFromNative(_functions[function].Words, isEntry: true);

    /// <summary>Goes on with the frames that native code left under a native caller; they lie at <see cref="Transition.Top"/>.</summary>
    /// <inheritdoc cref="CallFromNative"/>
    public bool ResumeFromNative() => RunFromNative(null, isEntry: false);

    /// <summary>
    /// Whether the frames that native code is about to leave have room, the first one at <paramref name="frame"/>. If not, the failure is recorded.
    /// </summary>
    public bool HasRoomForResumed(ReadOnlySpan<ResumedFrame> frames, long* frame, bool isUnderThunk)
    {
        ControlFrame* control = isUnderThunk ? (ControlFrame*)_context->Newest->Control : _control + 1;
        foreach (ResumedFrame resumed in frames)
        {
            if (control > _controlEnd || !HasRoomFor(DecodedOf(resumed.Function), frame, control))
                return FailFromNative(FailureKind.CallDepth, _options.MaxCallDepth);
            frame += resumed.Slots;
            control++;
        }
        return true;
    }

    /// <summary>Looks at the limits for native code, after a unit that the current slice does not cover. False when the run must end.</summary>
    public bool PollFromNative()
    {
        int budget = Poll(NativeSlice());
        if (budget < 0)
            return RecordFailure();
        _context->Budget = budget;
        return true;
    }

    /// <summary>Looks at time and cancellation for native code that is about to enter a function. False when the run must end.</summary>
    public bool CheckInterruptsFromNative(int function)
    {
        SampleIfDue(function);
        return CheckLimits() || RecordFailure();
    }

    /// <summary>Runs a function that has native code to its end, without going through the dispatch loop.</summary>
    /// <inheritdoc cref="Run"/>
    public bool RunNative(int function, ReadOnlySpan<long> arguments, out long result)
    {
        result = 0;
        Prepare(function, arguments);
        try
        {
            if (!_globalsReady && !TryResetGlobals())
                return false;
            if (_options.Fuel is not null || _deadline != long.MaxValue)
            {
                int budget = Poll();
                if (budget < 0)
                    return false;
                _context->Budget = budget;
            }
            Word* word = EnterNative(_functions + function, _stack);
            // Mostly it returned: then there is nothing left to interpret.
            bool done = word == _halt + 1 || word == _halt + 2 || (word != null && RunWords(word, _frame, _control, (int)_context->Budget));
            if (done && _module.Functions[function].Result.Exists)
                result = _stack[0];
            return done;
        }
        finally
        {
            EndRun();
        }
    }

    /// <summary>
    /// Begins an outermost call that the native tier makes by itself: the script has no limit that counts or looks at the clock, and the arguments are
    /// not on the value stack. False when the globals could not be made.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool BeginStraight(Transition* transition, int function, int arguments)
    {
        _context->Budget = 0;
        _work = 0;
        PrepareState(function);
        if (!_globalsReady && !TryResetGlobals())
            return false;
        BeginTransition(transition, _stack, _stack + arguments);
        return true;
    }

    /// <summary>After it: goes on in the interpreter if native code was left. False when it failed.</summary>
    /// <param name="result">Receives the result if the interpreter made it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool EndStraight(Transition* transition, NativeOutcome outcome, int function, long* result)
    {
        EndTransition(transition);
        return outcome == NativeOutcome.Returned || GoOnStraight(outcome, function, result);
    }

    private bool GoOnStraight(NativeOutcome outcome, int function, long* result)
    {
        Word* word = AfterNative(outcome, function, _stack);
        bool done = word != null && RunWords(word, _stack, _controlStart + 1, (int)_context->Budget);
        *result = _stack[0];
        return done;
    }

    /// <summary>Ends it, however it went.</summary>
    public void LeaveStraight() => _running = false;

    /// <summary>Executes an operation for native code, on slots that may lie in its frame. False when it failed.</summary>
    public bool ExecuteFromNative(Word* word, long* slots) => ExecuteRare(word, slots) != null || RecordFailure();

    /// <summary>Calls a host function for native code. False when it failed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool CallHostFromNative(int import, long* arguments, out long result) =>
        TryCallHost(import, arguments, out result) || RecordFailure();

    /// <summary>Records a failure in native code.</summary>
    public bool FailFromNative(FailureKind kind, long a = 0)
    {
        _heap.Failure.Set(kind, a);
        return RecordFailure();
    }

    /// <summary>Makes the error of a failure while the frames that tell of it are still there. Always false.</summary>
    public bool RecordFailure()
    {
        if (_heap.Failure.Kind != FailureKind.OutputClosed)
            _recordedError ??= MakeError();
        return false;
    }

    /// <summary>Runs the native code of a called function. Returns the word to go on with, or null when it failed.</summary>
    private Word* EnterNative(FunctionCode* code, long* fp)
    {
        int function = (int)(code - _functions), arguments = _module.Functions[function].ArgumentSlots;
        if (!_tier!.HasRoom || (arguments > FewArguments && !HasRoom(fp, _control, arguments)))
            return code->Words;
        Transition transition;
        BeginTransition(&transition, fp, fp + Math.Max(arguments, 1));
        NativeOutcome outcome = _tier.Call(function, fp);
        EndTransition(&transition);
        return AfterNative(outcome, function, fp);
    }

    /// <summary>After a poll at a taken branch: goes on in native code if it leads back to a loop that has some.</summary>
    /// <returns>The word to go on with, or null when the run failed.</returns>
    private Word* ContinueLoop(Word* branch, long* fp)
    {
        Word* target = branch + branch[1].Target;
        if (_tier is null || branch[1].Cost == 0)
            return target;
        DecodedFunction decoded = _code.Find(branch)!;
        int offset = decoded.TargetOf((int)(branch - decoded.Start));
        if (!_tier.TryPrepareLoop(decoded.Function, offset, branch[2].Taken >= _tier.LoopThreshold))
            return target;

        // These branches have done the addition that the loop begins with.
        if (branch->Op is RegisterOp.LoopNe or RegisterOp.LoopNeImm)
            fp[branch->A] -= branch->Op == RegisterOp.LoopNe ? branch->Small : 1;
        return EnterLoop(decoded, offset, fp);
    }

    private Word* EnterLoop(DecodedFunction decoded, int offset, long* fp)
    {
        Transition transition;
        BeginTransition(&transition, fp, fp + decoded.FrameSlots);
        NativeOutcome outcome = _tier!.EnterLoop(decoded.Function, offset, fp);
        EndTransition(&transition);
        return AfterNative(outcome, decoded.Function, fp);
    }

    private Word* AfterNative(NativeOutcome outcome, int function, long* fp)
    {
        switch (outcome)
        {
            case NativeOutcome.Returned:
                return _module.Functions[function].Result.Exists ? _halt + 1 : _halt + 2;
            case NativeOutcome.Resumes:
                return PushResumed(fp);
            default:
                return null;
        }
    }

    /// <summary>Goes on with rebuilt frames, for which there is room: those of callers get a control frame each. State is that of the innermost.</summary>
    private Word* PushResumed(long* fp)
    {
        ReadOnlySpan<ResumedFrame> frames = _tier!.ResumedFrames;
        foreach (ResumedFrame caller in frames[..^1])
        {
            DecodedFunction decoded = DecodedOf(caller.Function);
            _control->ReturnTo = decoded.Start + decoded.CallAt(caller.Offset) + 2;
            _control->Frame = fp;
            _control++;
            fp += caller.Slots;
        }
        (int function, int offset) = (frames[^1].Function, frames[^1].Offset);
        Word* word = ResumeWord(DecodedOf(function), offset);
        SaveState(word, fp, _control);
        return _tier.WasLeftForLoop && _tier.TryPrepareLoop(function, offset, isHot: false) ? EnterLoop(DecodedOf(function), offset, fp) : word;
    }

    /// <param name="word">Where to begin, or null for the frames that native code left.</param>
    /// <param name="isEntry">Whether it is a function's entry, which counts.</param>
    private bool RunFromNative(Word* word, bool isEntry)
    {
        ControlFrame* control = _control;
        long* frame = _context->Newest->Top;
        if (control == _controlEnd)
            return FailFromNative(FailureKind.CallDepth, _options.MaxCallDepth);
        control->ReturnTo = _halt;
        control->Frame = frame;
        _inNative = false;
        var budget = (int)_context->Budget;
        if (isEntry && --budget < 0)
        {
            SaveState(word, frame, control + 1);
            budget = Poll();
        }
        _control = control + 1;
        if (word == null)
        {
            word = PushResumed(frame);
            frame = _frame;
            budget = (int)_context->Budget;
        }
        bool done = budget >= 0 && word != null && RunWords(word, frame, _control, budget);
        if (!done)
            RecordFailure();
        _inNative = true;
        _control = control;
        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginTransition(Transition* transition, long* frame, long* top)
    {
        transition->Previous = _context->Newest;
        transition->Control = _control;
        transition->Frame = frame;
        transition->Top = top;
        transition->OuterThunkFrame = _context->ThunkFrame;
        transition->OuterExitFrame = _context->ExitFrame;
        transition->OuterExitStack = _context->ExitStack;
        _context->Newest = transition;
        _inNative = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndTransition(Transition* transition)
    {
        _context->Newest = transition->Previous;
        _context->ThunkFrame = transition->OuterThunkFrame;
        _context->ExitFrame = transition->OuterExitFrame;
        _context->ExitStack = transition->OuterExitStack;
        _control = (ControlFrame*)transition->Control;
        _frame = transition->Frame;
        _inNative = false;
    }

    private DecodedFunction DecodedOf(int function)
    {
        FunctionCode* code = _functions + function;
        if (code->Words == &code->Stub)
            DecodeCallee(code);
        return _code.Find(function)!;
    }

    private bool HasRoomFor(DecodedFunction decoded, long* frame, ControlFrame* control) =>
        decoded.FrameSlots <= Decoder.SmallFrame || HasRoom(frame, control, decoded.FrameSlots);

    private static Word* ResumeWord(DecodedFunction decoded, int offset)
    {
        int word = decoded.WordAt(offset);
        return word >= 0 ? decoded.Start + word : throw new UnreachableException($"Nothing resumes at offset {offset} of function {decoded.Function}.");
    }
}
