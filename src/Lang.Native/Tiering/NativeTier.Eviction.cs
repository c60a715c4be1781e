using System.Diagnostics;
using Lang.Bytecode.Runtime;
using Lang.Native.Diagnostics;
using Lang.Native.Memory;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

// Which code calls reach, which is freed, and what was counted.
internal sealed unsafe partial class NativeTier
{
    private long _compiledInstructions, _compiledBytes, _compileTicks;

    private long _compilations, _osrEntries, _exits, _evictions;

    /// <summary>What was done so far.</summary>
    public NativeStatistics Statistics => new(
        Enumerable.Range(0, _codes.Length).Count(function => BestOf(function) is not null), _memory is null ? 0 : _cache.UsedBytes, _compilations, _compiledInstructions, _compiledBytes,
        Stopwatch.GetElapsedTime(0, _compileTicks), _osrEntries, _exits, _evictions, _wasRefused ? Refusal.Describe() : null)
    {
        OptimizedFunctions = _optimized.Count(code => code is not null),
        OptimizedLoops = _optimizedLoops.Count,
        Invalidations = _invalidations,
    };

    private long* EntrySlot(int function) => (long*)(_memory!.Base + _layout.EntrySlots) + function;

    /// <summary>Leads calls of a function to its code: one aligned store.</summary>
    private void Link(CodeObject code)
    {
        if (code.IsLinked)
            return;
        code.IsLinked = true;
        _cache.Renew(code);
        Volatile.Write(ref *EntrySlot(code.Function), code.Address);
        _interpreter.SetNative(code.Function, isNative: true);
    }

    /// <summary>Leads calls of a function to the interpreter, which links it again.</summary>
    private void Unlink(CodeObject code)
    {
        code.IsLinked = false;
        Volatile.Write(ref *EntrySlot(code.Function), (long)(_memory!.Base + _stubs.Interpreter));
        _interpreter.SetNative(code.Function, isNative: false);
        // The interpreter's own calls come back too.
        _interpreter.CountDown(code.Function, 1);
    }

    /// <summary>Takes the older half out of its entry slots, to see what is called again.</summary>
    private void UnlinkOldest()
    {
        int count = _cache.Count / 2;
        foreach (CodeObject code in _cache.Oldest)
        {
            if (count-- <= 0)
                return;
            if (code.IsLinked)
                Unlink(code);
        }
    }

    /// <summary>Frees code that no stack holds until there is room: what is not linked first, then what is oldest.</summary>
    private void Evict(int length)
    {
        HashSet<CodeObject> pinned = FindPinned();
        foreach (bool linked in (ReadOnlySpan<bool>)[false, true])
        {
            CodeObject[] candidates = [.. _cache.Oldest.Where(code => code.IsLinked == linked && !pinned.Contains(code))];
            int freed = 0;
            foreach (CodeObject code in candidates)
            {
                Free(code);
                _evictions++;
                freed += CodeCache.RoundUp(code.Length);
                // Twice what is wanted: the freed ranges may not be neighbours.
                if (freed < 2 * length)
                    continue;
                int probe = _cache.TryAllocate(length);
                if (probe < 0)
                    continue;
                _cache.Free(probe, length);
                return;
            }
        }
    }

    private void Free(CodeObject code)
    {
        if (code.IsLinked)
            Unlink(code);
        if (_codes[code.Function] == code)
            _codes[code.Function] = null;
        else if (_optimized[code.Function] == code)
            _optimized[code.Function] = null;
        else if (_optimizedLoops.GetValueOrDefault(CodePlace.Of(code.Function, code.Loop)) == code)
            _optimizedLoops.Remove(CodePlace.Of(code.Function, code.Loop));
        if (BestOf(code.Function) is null)
            _interpreter.CountDown(code.Function, _options.CallThreshold);
        Withdraw(code);
        _cache.Remove(code);
        code.Frame.Dispose();
        RemoveDependant(code);
        if (code.IsDiscarded)
            _discarded.Remove(code);
        _options.Trace?.Invoke($"{NameOf(code.Function)}: code freed");
    }

    /// <summary>All code into which some native segment of the stack holds an address.</summary>
    private HashSet<CodeObject> FindPinned()
    {
        var pinned = new HashSet<CodeObject>();
        nint stack = Vm->ExitStack, thunk = Vm->ThunkFrame;
        for (Transition* transition = Vm->Newest; transition != null; transition = transition->Previous)
        {
            for (nint* word = (nint*)stack; word < (nint*)thunk; word++)
            {
                if ((_cache.FindReturn(*word) ?? _cache.Find(*word)) is { } code)
                    pinned.Add(code);
            }
            (stack, thunk) = (transition->OuterExitStack, transition->OuterThunkFrame);
        }
        return pinned;
    }

    private void CountCompilation(int function, string tier, string what, int instructions, int bytes, long ticks)
    {
        _compilations++;
        _compilationsOf[function] = _compilationsOf.GetValueOrDefault(function) + 1;
        _compiledInstructions += instructions;
        _compiledBytes += bytes;
        _compileTicks += ticks;
        _options.Trace?.Invoke($"{NameOf(function)}: {what}, {instructions} instructions, {bytes} bytes");
        if (Telemetry.WantsCompilations)
            Telemetry.Compiled(NameOf(function), tier, Stopwatch.GetElapsedTime(0, ticks), bytes);
    }
}
