using System.Runtime.CompilerServices;
using Lang.Native.Deopt;
using Lang.Native.Ir;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

// The optimising tier: which functions and loops it gets.
internal sealed unsafe partial class NativeTier
{
    /// <summary>Optimised code of functions, and of loops by their <see cref="CodePlace"/>.</summary>
    private readonly CodeObject?[] _optimized;
    private readonly Dictionary<long, CodeObject> _optimizedLoops = [];

    /// <summary>Functions and loops that the optimising compiler refused.</summary>
    private readonly Dictionary<long, BailoutReason> _refused = [];
    private OptimizingCompiler? _optimizer;

    /// <summary>Failed guesses after which code is thrown away.</summary>
    private const int TooManyFailures = 8;

    /// <summary>
    /// How many times as much is counted, once a function has optimised code, before a loop gets code of its own in which an older frame goes round: most such frames end before that.
    /// </summary>
    private const int OldFramesPatience = 16;

    /// <summary>Stands in the place of a loop's offset for the function itself.</summary>
    private const int WholeFunction = -1;

    /// <summary>What a function counts down before it is optimised: calls and rounds of loops.</summary>
    private long* CounterOf(int function) => (long*)(_memory!.Base + _layout.Counters) + function;

    /// <summary>The best code of a function, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CodeObject? BestOf(int function) => _optimized[function] ?? _codes[function];

    /// <summary>Code for a loop that an interpreter's frame stands at the beginning of.</summary>
    private CodeObject? LoopOf(int function, int offset)
    {
        if (_optimizedLoops.TryGetValue(CodePlace.Of(function, offset), out CodeObject? optimized))
            return optimized;
        return _codes[function] is { OsrEntry: >= 0 } template && template.Frame.FindLoop(offset) >= 0 ? template : null;
    }

    private bool IsOptimized(int function, int offset) =>
        offset == WholeFunction ? _optimized[function] is not null : _optimizedLoops.ContainsKey(CodePlace.Of(function, offset));

    /// <summary>Whether a function, or the rest of it from a loop on, can be compiled and was not refused.</summary>
    private bool MayOptimize(int function, int offset) =>
        _options.Optimizes && !_refused.ContainsKey(CodePlace.Of(function, offset)) && TryStart();

    /// <summary>Compiles a function, or the rest of it from a loop on, unless that was done or refused. True when there is such code now.</summary>
    private bool TryOptimize(int function, int offset, Guesses? guesses = null)
    {
        if (IsOptimized(function, offset))
            return true;
        if (!MayOptimize(function, offset))
            return false;
        var job = new CompilationJob(() => Optimizer, function, offset, guesses ?? GuessesOf(function, offset));
        job.Compile();
        return Publish(job);
    }

    /// <summary>Functions that call themselves more than once and were called.</summary>
    private readonly HashSet<int> _firstCalls = [];

    /// <summary>
    /// Whether a function may make far fewer calls in optimised code: it calls itself at several places. Then the frames that began in other code are what takes longest, since
    /// their calls merge with none, and on the way down to the end of the recursion there is a frame for all that was to be done.
    /// </summary>
    private bool MayMergeCalls(int function) => _options.OptimizesMergingCallsAtOnce && _verified.SlotsOf(function).SelfCalls > 1;

    /// <summary>Such a function is called for the first time.</summary>
    private void OptimizeMergingCalls(int function)
    {
        // Nothing was counted yet. One compilation at a time: where another one goes on beside the script, the function waits as others do.
        if (_job is null && MayOptimize(function, WholeFunction) && Optimizer.IsPure(function) && TryOptimize(function, WholeFunction, Guesses.Static))
            return;
        if (_options.CallThreshold > 1)
            _interpreter.CountDown(function, _options.CallThreshold - 1);
        else
            TryCompile(function);
    }

    private OptimizingCompiler Optimizer => _optimizer ??= new OptimizingCompiler(_verified, _convention, _layout, _stubs, _options.Optimizer);

    /// <summary>Puts finished code to use. True when there is such code now.</summary>
    private bool Publish(CompilationJob job)
    {
        (int function, int offset) = (job.Function, job.Offset);
        CodeObject? placed = null;
        BailoutReason reason = job.Reason;
        if (reason == BailoutReason.None && ChangedMeanwhile(job) is { } changed)
        {
            _options.Trace?.Invoke($"{NameOf(function)}: optimised code is not used: the global {changed} was assigned again meanwhile");
            return false;
        }
        if (reason == BailoutReason.None)
            reason = TryPlace(function, job.Code, isOptimized: true, offset, out placed);
        if (reason != BailoutReason.None)
        {
            if (reason != BailoutReason.CodeCacheIsFull)
                _refused[CodePlace.Of(function, offset)] = reason;
            _options.Trace?.Invoke($"{NameOf(function)}: is not optimised: {reason.Describe()}");
            return false;
        }
        AddDependant(placed!, job.AssumedGlobals);
        if (_options.Explains)
            _notes[CodePlace.Of(function, offset)] = Optimizer.ReadNotes();
        if (offset == WholeFunction)
        {
            if (_codes[function] is { } template)
                template.IsLinked = false;
            _optimized[function] = placed;
            Link(placed!);
            ResetCounter(function);
        }
        else
        {
            _optimizedLoops[CodePlace.Of(function, offset)] = placed!;
        }
        string what = offset == WholeFunction ? "optimised" : $"loop at {offset} optimised";
        CountCompilation(function, "optimizing", what, job.InstructionCount, job.Code.Code.Length, job.Ticks);
        TraceAssumptions(placed!);
        FreeDiscarded();
        return true;
    }

    private Guesses GuessesOf(int function, int offset)
    {
        Assumption wrong = _thrownAway.GetValueOrDefault(CodePlace.Of(function, offset)).Wrong;
        return new Guesses
        {
            Predicates = (wrong & Assumption.Widened) == 0,
            Profile = this,
            AssumesCallees = (wrong & Assumption.Callee) == 0,
            BranchThreshold = (wrong & Assumption.Branch) == 0 && !_options.OptimizesAtOnce ? _options.BranchThreshold : 0,
            Reached = _reached,
            GlobalFunctions = (wrong & Assumption.Global) == 0 ? _interpreter.ConstantFunctions() : [],
        };
    }

    /// <summary>
    /// Code was left at a place that guessed. Where that goes on happening the code is forgotten, and what stays hot is compiled again: loops' checks are then
    /// no longer made before them, function values are those that were called by then, and branches may go where they went by then. After a few times nothing is guessed.
    /// </summary>
    private void CountFailure(CodeObject code, Assumption guess)
    {
        if (!code.IsOptimized || code.IsDiscarded || guess == Assumption.None || ++code.FailedChecks != TooManyFailures)
            return;
        _options.Trace?.Invoke($"{NameOf(code.Function)}: optimised code is left too often");
        Discard(code, guess);
    }

    /// <summary>Test mode: when checks fail although they hold.</summary>
    private readonly Random? _failures;

    private void SetChecksUntilFailure() => _context->ChecksUntilFailure = _failures?.Next(MostChecksUntilFailure) ?? long.MaxValue;

    private const int MostChecksUntilFailure = 64;

    /// <summary>Template code of a function has counted down, at its entry or at a loop.</summary>
    private bool IsCountedDown(int function)
    {
        if (*CounterOf(function) >= 0)
            return false;
        ResetCounter(function);
        return true;
    }

    private void ResetCounter(int function) =>
        *CounterOf(function) = _optimized[function] is null ? _options.OptimizeThreshold : Math.Min(_options.OptimizeThreshold, long.MaxValue / OldFramesPatience) * OldFramesPatience;
}
