using System.Diagnostics;
using Lang.Native.Deopt;

namespace Lang.Native.Tiering;

// The optimising tier: which functions and loops it gets.
internal sealed unsafe partial class NativeTier
{
    /// <summary>Optimised code of functions, and of loops by function and bytecode offset.</summary>
    private readonly CodeObject?[] _optimized;
    private readonly Dictionary<(int Function, int Offset), CodeObject> _optimizedLoops = [];

    /// <summary>Functions and loops that the optimising compiler refused.</summary>
    private readonly HashSet<(int Function, int Offset)> _refused = [];
    private OptimizingCompiler? _optimizer;

    /// <summary>Functions and loops whose optimised code was left too often: they are compiled without checks that may fail in correct programs.</summary>
    private readonly HashSet<(int Function, int Offset)> _unpredicated = [];

    /// <summary>Failed checks after which that is done.</summary>
    private const int TooManyFailures = 8;

    /// <summary>Stands in the place of a loop's offset for the function itself.</summary>
    private const int WholeFunction = -1;

    /// <summary>What a function counts down before it is optimised: calls and rounds of loops.</summary>
    private long* CounterOf(int function) => (long*)(_memory!.Base + _layout.Counters) + function;

    /// <summary>The best code of a function, or null.</summary>
    private CodeObject? BestOf(int function) => _optimized[function] ?? _codes[function];

    /// <summary>Code for a loop that an interpreter's frame stands at the beginning of.</summary>
    private CodeObject? LoopOf(int function, int offset)
    {
        if (_optimizedLoops.TryGetValue((function, offset), out CodeObject? optimized))
            return optimized;
        return _codes[function] is { OsrEntry: >= 0 } template && template.Frame.FindLoop(offset) >= 0 ? template : null;
    }

    /// <summary>Compiles a function, or the rest of it from a loop on, unless that was done or refused. True when there is such code now.</summary>
    private bool TryOptimize(int function, int offset)
    {
        bool isLoop = offset != WholeFunction;
        if (isLoop ? _optimizedLoops.ContainsKey((function, offset)) : _optimized[function] is not null)
            return true;
        if (!_options.Optimizes || _options.CountFuel || _refused.Contains((function, offset)))
            return false;
        BailoutReason reason = TryStart() ? Optimize(function, offset) : BailoutReason.NoExecutableMemory;
        if (reason == BailoutReason.None)
            return true;
        if (reason != BailoutReason.CodeCacheIsFull)
            _refused.Add((function, offset));
        _options.Trace?.Invoke($"{NameOf(function)}: is not optimised: {reason}");
        return false;
    }

    private BailoutReason Optimize(int function, int offset)
    {
        long start = Stopwatch.GetTimestamp();
        CodeObject? placed = null;
        _optimizer ??= new OptimizingCompiler(_verified, _convention, _layout, _stubs, _options.Optimizer);
        BailoutReason reason = _optimizer.TryCompile(function, offset, out CompiledCode code, predicate: !_unpredicated.Contains((function, offset)));
        if (reason == BailoutReason.None)
            reason = TryPlace(function, code, isOptimized: true, offset, out placed);
        if (reason != BailoutReason.None)
            return reason;
        if (offset == WholeFunction)
        {
            if (_codes[function] is { } template)
                template.IsLinked = false;
            _optimized[function] = placed;
            Link(placed!);
        }
        else
        {
            _optimizedLoops[(function, offset)] = placed!;
        }
        string what = offset == WholeFunction ? "optimised" : $"loop at {offset} optimised";
        CountCompilation(function, "optimizing", what, _optimizer.InstructionCount, code.Code.Length, Stopwatch.GetTimestamp() - start);
        return BailoutReason.None;
    }

    /// <summary>
    /// A check failed. Where that goes on happening the guess was bad that a loop's checks can be made before it: the code is forgotten, and hot code
    /// compiled again without the guess, once.
    /// </summary>
    private void CountFailedCheck(CodeObject code)
    {
        if (!code.IsOptimized || ++code.FailedChecks != TooManyFailures || !_unpredicated.Add((code.Function, code.Loop)))
            return;
        _options.Trace?.Invoke($"{NameOf(code.Function)}: optimised code is left too often");
        if (code.Loop != WholeFunction)
        {
            _optimizedLoops.Remove((code.Function, code.Loop));
            return;
        }
        Unlink(code);
        _optimized[code.Function] = null;
        if (_codes[code.Function] is { } template)
            Link(template);
        else
            _interpreter.CountDown(code.Function, _options.CallThreshold);
    }

    /// <summary>Template code of a function has counted down, at its entry or at a loop.</summary>
    private bool IsCountedDown(int function)
    {
        if (*CounterOf(function) >= 0)
            return false;
        *CounterOf(function) = _options.OptimizeThreshold;
        return true;
    }
}
