using System.Diagnostics;
using Lang.Native.Deopt;
using Lang.Native.Emission;

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
        _optimizer ??= new OptimizingCompiler(_verified, _convention, _layout, _stubs, _options.Optimizer);
        BailoutReason reason = _optimizer.TryCompile(function, offset, out OptimizedCode code);
        if (reason != BailoutReason.None)
            return reason;
        foreach (int literal in _optimizer.Strings)
        {
            if (!_interpreter.TryMakeLiteral(literal))
                return BailoutReason.NoMemoryForLiterals;
        }
        int place = Allocate(code.Code.Length);
        if (place < 0)
            return BailoutReason.CodeCacheIsFull;
        var address = (nint)_memory!.Write(place, code.Code, code.Relocations);
        if (!TryAnnounce(function, place, code, offset, out Diagnostics.CodeRegion[] regions))
        {
            _cache.Free(place, code.Code.Length);
            return BailoutReason.CodeCacheIsFull;
        }
        var placed = new CodeObject
        {
            Function = function,
            Address = address,
            Length = code.Code.Length,
            Loop = offset,
            IsOptimized = true,
            OsrEntry = -1,
            Frame = new FrameMap(code.Frame),
            Regions = regions,
        };
        _cache.Add(placed);
        if (offset == WholeFunction)
        {
            if (_codes[function] is { } template)
                template.IsLinked = false;
            _optimized[function] = placed;
            Link(placed);
        }
        else
        {
            _optimizedLoops[(function, offset)] = placed;
        }
        string what = offset == WholeFunction ? "optimised" : $"loop at {offset} optimised";
        CountCompilation(function, what, _optimizer.InstructionCount, code.Code.Length, Stopwatch.GetTimestamp() - start);
        return BailoutReason.None;
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
