using System.Collections.Immutable;
using Lang.Bytecode.Interpretation;
using Lang.Native.Ir;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

// Optimised code that is given up: because it was left too often, or because a global was stored that it had taken for constant. Nothing enters it any more. What stands in it
// goes on until its next guard on the global, which stands wherever the global is used after something that may have stored it; it is freed when no stack holds it.
internal sealed unsafe partial class NativeTier
{
    /// <summary>How often code of a function may be thrown away before nothing is guessed any more.</summary>
    private const int TooManyTimes = 6;

    /// <summary>Functions and loops whose optimised code was thrown away: how often, and what is not guessed again.</summary>
    private readonly Dictionary<long, (int Count, Assumption Wrong)> _thrownAway = [];

    /// <summary>Code by the globals that it takes for constant.</summary>
    private readonly Dictionary<int, List<CodeObject>> _dependants = [];

    /// <summary>Code that was given up and is not freed yet; and whether some of it may be on no stack any more.</summary>
    private readonly List<CodeObject> _discarded = [];
    private bool _mayFreeDiscarded;
    private long _invalidations;

    /// <inheritdoc/>
    public void GlobalChanged(int global)
    {
        if (!_dependants.Remove(global, out List<CodeObject>? dependants))
            return;
        foreach (CodeObject code in dependants.Where(code => !code.IsDiscarded))
        {
            _options.Trace?.Invoke($"{NameOf(code)}: optimised code is thrown away: the global {_module.Globals[global].Name} was assigned again");
            _invalidations++;
            NoteInvalidation(code, global);
            Discard(code, Assumption.None);
        }
        FreeDiscarded();
    }

    private void AddDependant(CodeObject code, ImmutableArray<AssumedGlobal> globals)
    {
        code.AssumedGlobals = globals;
        foreach (AssumedGlobal assumed in globals)
        {
            if (!_dependants.TryGetValue(assumed.Global, out List<CodeObject>? dependants))
                _dependants[assumed.Global] = dependants = [];
            // It may read the global at several places.
            if (dependants.Count == 0 || dependants[^1] != code)
                dependants.Add(code);
        }
    }

    private void RemoveDependant(CodeObject code)
    {
        foreach (AssumedGlobal assumed in code.AssumedGlobals)
        {
            if (_dependants.TryGetValue(assumed.Global, out List<CodeObject>? dependants))
                dependants.Remove(code);
        }
    }

    /// <summary>The name of a global that a compilation took for constant and that was stored before its code could be used, or null.</summary>
    private string? ChangedMeanwhile(CompilationJob job)
    {
        foreach (AssumedGlobal assumed in job.AssumedGlobals)
        {
            if (_interpreter.StateOf(assumed.Global) == GlobalState.Changed)
                return _module.Globals[assumed.Global].Name;
        }
        return null;
    }

    private void TraceAssumptions(CodeObject code)
    {
        if (code.AssumedGlobals.IsEmpty)
            return;
        string globals = string.Join(", ", code.AssumedGlobals.Select(assumed => _module.Globals[assumed.Global].Name).Distinct());
        _options.Trace?.Invoke($"{NameOf(code)}: assumes that these globals are never assigned again: {globals}");
    }

    private string NameOf(CodeObject code) => code.Loop == WholeFunction ? NameOf(code.Function) : $"{NameOf(code.Function)}, loop at {code.Loop}";

    /// <summary>
    /// Lets nothing enter optimised code any more. What stays hot is compiled again: without checks made before their loops, if those failed; and after a few times without any guess.
    /// What else was guessed has been counted meanwhile, wherever its guard stood.
    /// </summary>
    private void Discard(CodeObject code, Assumption wrong)
    {
        long key = CodePlace.Of(code.Function, code.Loop);
        (int count, Assumption known) = _thrownAway.GetValueOrDefault(key);
        _thrownAway[key] = (count + 1, known | (count + 1 == TooManyTimes ? Assumption.All : wrong == Assumption.Widened ? wrong : Assumption.None));
        code.IsDiscarded = true;
        _discarded.Add(code);
        if (code.Loop != WholeFunction)
        {
            _optimizedLoops.Remove(key);
            return;
        }
        Unlink(code);
        _optimized[code.Function] = null;
        ResetCounter(code.Function);
        if (_codes[code.Function] is { } template)
            Link(template);
        else
            _interpreter.CountDown(code.Function, _options.CallThreshold);
    }

    /// <summary>Frees what was given up and is on no stack; nothing is while nothing runs.</summary>
    private void FreeDiscarded()
    {
        _mayFreeDiscarded = false;
        if (_discarded.Count == 0)
            return;
        HashSet<CodeObject> pinned = _interpreter.IsRunning ? FindPinned() : [];
        foreach (CodeObject code in _discarded.Where(code => !pinned.Contains(code)).ToArray())
            Free(code);
    }
}
