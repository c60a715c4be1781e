using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Native.Diagnostics;
using Lang.Native.Deopt;
using Lang.Native.Memory;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Tiering;

// Who is told of code: profilers and debuggers, and Windows, which must be able to unwind it.
internal sealed unsafe partial class NativeTier
{
    private ICodeListener? _listener;
    private UnwindTable? _unwind;

    /// <summary>Whether anyone is told: else nobody finds out which parts code has.</summary>
    private bool IsAnnounced => _listener is not null || _unwind is not null;

    /// <summary>Finds who is to be told.</summary>
    private void OpenAnnouncements(ExecutableMemory memory)
    {
        _listener = CodeListeners.TryCreate(_options.PerfMap, _options.GdbJit, out IReadOnlyList<string> refusals);
        ListenerRefusals = refusals;
        foreach (string sentence in refusals)
            _options.Trace?.Invoke(sentence);
        if (WindowsFunctionTables.Instance is { } system)
            _unwind = new UnwindTable(system, memory, _cache);
    }

    private void CloseAnnouncements()
    {
        _listener?.Dispose();
        _listener = null;
        _unwind?.Dispose();
        _unwind = null;
    }

    private void AnnounceStubs()
    {
        if (!IsAnnounced)
            return;
        foreach ((string name, int start, int end, FrameShape shape) in FrameShapes.OfStubs(_convention, _stubs, _layout.Code))
        {
            if (!TryAnnounce(start, name, [new CodePart(0, end - start, "", shape)], source: null, out _))
                throw new OutOfMemoryException("There is no room for the stubs.");
        }
    }

    private bool TryAnnounceThunk(int offset, string signature, int length, int saved) =>
        !IsAnnounced || TryAnnounce(
            offset, "thunk " + signature, [new CodePart(0, length, "", FrameShapes.OfVmEntry(_convention, length, saved))], source: null, out _);

    /// <summary>Tells of a function's code.</summary>
    private bool TryAnnounce(int function, int offset, in CompiledCode code, string suffix, out CodeRegion[] regions)
    {
        regions = [];
        if (!IsAnnounced)
            return true;
        var parts = new List<CodePart>(3) { new(0, code.BodyEnd, "", code.Shape) };
        if (code.OsrEntry >= 0)
            parts.Add(new CodePart(code.OsrEntry, code.Frameless, " loop entry", code.OsrShape));
        if (code.Frameless < code.InstructionBytes)
            parts.Add(new CodePart(code.Frameless, code.InstructionBytes, " without budget", FrameShape.None));
        CodeSource? source = _listener is null ? null : SourceOf(function, code);
        return TryAnnounce(offset, NameOf(function) + suffix, parts.ToArray(), source, out regions);
    }

    private bool TryAnnounce(int offset, string name, ReadOnlySpan<CodePart> parts, CodeSource? source, out CodeRegion[] regions)
    {
        regions = [];
        if (_unwind?.TryAdd(offset, parts) == false)
            return false;
        if (_listener is null)
            return true;
        regions = new CodeRegion[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            (int start, int end, string suffix, FrameShape shape) = parts[i];
            // Lines are those of the first part, which is the function itself.
            regions[i] = new CodeRegion((nint)_memory!.Code + offset + start, end - start, name + suffix, shape, i == 0 ? source : null);
            _listener.Added(regions[i]);
        }
        return true;
    }

    /// <summary>Forgets code whose place may become something else.</summary>
    private void Withdraw(CodeObject code)
    {
        foreach (ref readonly CodeRegion region in code.Regions.AsSpan())
            _listener?.Removed(region);
        _unwind?.Remove((int)(code.Address - (nint)_memory!.Code), code.Length);
    }

    private CodeSource? SourceOf(int function, in CompiledCode code)
    {
        SourceMap map = _module.Functions[function].SourceMap;
        var lines = new List<CodeLine>();
        foreach ((int start, int offset) in code.Lines)
        {
            if (map.Find(offset) is not { } position || (lines.Count > 0 && lines[^1].Line == position.Line))
                continue;
            // What comes before the first place that has a line, the prologue at least, is taken to be of that line. The place itself is one more
            // row all the same: debuggers stop at the first one behind a prologue.
            if (lines.Count == 0)
                lines.Add(new CodeLine(0, position.Line));
            if (start > 0)
                lines.Add(new CodeLine(start, position.Line));
        }
        return _module.Source is { } text && lines.Count > 0 ? new CodeSource(text.Path, [.. lines]) : null;
    }
}
