using Lang.Native.Deopt;
using Lang.Native.Ir;
using Lang.Native.Memory;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

// What is kept for whoever asks why a script is as fast as it is.
internal sealed unsafe partial class NativeTier
{
    /// <summary>How often code was left, by the <see cref="CodePlace"/> of the innermost frame.</summary>
    private readonly Dictionary<long, List<FailedCheck>> _failedChecks = [];
    private readonly Dictionary<AssumedGlobal, long> _invalidated = [];
    private readonly Dictionary<long, List<CodeNote>> _notes = [];
    private readonly Dictionary<int, int> _compilationsOf = [];

    /// <summary>Notes on all that was optimised; empty unless asked for.</summary>
    public IEnumerable<CodeNote> Notes => _notes.Values.SelectMany(notes => notes);

    /// <summary>Where code was left.</summary>
    public IEnumerable<FailedCheck> FailedChecks => _failedChecks.Values.SelectMany(checks => checks);

    /// <summary>What was thrown away because a global was stored again.</summary>
    public IEnumerable<InvalidatedCode> Invalidated =>
        _invalidated.Select(code => new InvalidatedCode(code.Key.Global, code.Key.Function, code.Key.Offset, code.Value));

    /// <summary>Why nothing was compiled or optimised, or null.</summary>
    public string? Limitation => _wasRefused ? Refusal.Describe()
        : !_options.Optimizes ? "Nothing is optimised in this tier."
        : null;

    /// <summary>How a function's calls are executed.</summary>
    public ReachedTier ReachedBy(int function) =>
        _optimized[function] is not null ? ReachedTier.Optimizing : _codes[function] is not null ? ReachedTier.Template : ReachedTier.Interpreter;

    /// <summary>The beginnings of a function's loops that have optimised code.</summary>
    public IEnumerable<int> OptimizedLoopsOf(int function) => _optimizedLoops.Keys.Where(key => CodePlace.FunctionOf(key) == function).Select(CodePlace.OffsetOf);

    public int CompilationsOf(int function) => _compilationsOf.GetValueOrDefault(function);

    public int DiscardsOf(int function) => _thrownAway.Where(thrown => CodePlace.FunctionOf(thrown.Key) == function).Sum(thrown => thrown.Value.Count);

    /// <summary>Why the optimising compiler refused a function or a loop of it, or null.</summary>
    public string? RefusalOf(int function) =>
        _refused.Where(refused => CodePlace.FunctionOf(refused.Key) == function).Select(refused => refused.Value.Describe()).FirstOrDefault();

    private void NoteInvalidation(CodeObject code, int global)
    {
        foreach (AssumedGlobal assumed in code.AssumedGlobals.Where(assumed => assumed.Global == global).Distinct())
            _invalidated[assumed] = _invalidated.GetValueOrDefault(assumed) + 1;
    }

    private void NoteFailedCheck(CodeObject code, in ExitDescriptor exit)
    {
        if (exit.Kind != ExitKind.Check)
            return;
        (int function, int offset) = exit.Frame < 0 ? (code.Function, exit.Offset) : (code.Frame.Frames[exit.Frame].Function, code.Frame.Frames[exit.Frame].Offset);
        if (!_failedChecks.TryGetValue(CodePlace.Of(function, offset), out List<FailedCheck>? here))
            _failedChecks.Add(CodePlace.Of(function, offset), here = []);
        for (int i = 0; i < here.Count; i++)
        {
            if (here[i].Assumption != exit.Assumption || here[i].IsOptimized != code.IsOptimized)
                continue;
            here[i] = here[i] with { Count = here[i].Count + 1 };
            return;
        }
        here.Add(new FailedCheck(function, offset, exit.Assumption, code.IsOptimized, 1));
    }
}

/// <summary>How often code was left at a place because a check failed.</summary>
/// <param name="Function">The function of the place, which may be inlined into another one.</param>
/// <param name="Offset">Its bytecode offset.</param>
/// <param name="Assumption">What the check guessed.</param>
/// <param name="IsOptimized">Whether it was optimised code.</param>
/// <param name="Count">How often.</param>
internal readonly record struct FailedCheck(int Function, int Offset, Assumption Assumption, bool IsOptimized, long Count);

/// <summary>How often code was thrown away that at a place had taken a global for constant.</summary>
/// <param name="Global">The global.</param>
/// <param name="Function">The function of the place, which may be inlined into another one.</param>
/// <param name="Offset">Its bytecode offset.</param>
/// <param name="Count">How often.</param>
internal readonly record struct InvalidatedCode(int Global, int Function, int Offset, long Count);
