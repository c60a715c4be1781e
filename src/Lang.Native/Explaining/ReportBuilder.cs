using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Profiling;
using Lang.Native.Optimizer;
using Lang.Native.Tiering;

namespace Lang.Native;

/// <summary>Puts together what profile and compilers know, place by place, and says it in terms of the source.</summary>
/// <param name="module">The module.</param>
/// <param name="profileOf">What the interpreter counted in a function.</param>
/// <param name="tier">The native side, or null when everything is interpreted.</param>
internal sealed class ReportBuilder(BytecodeModule module, Func<int, FunctionProfile?> profileOf, NativeTier? tier)
{
    private readonly RemarkWriter _writer = new(module);

    /// <summary>Remarks by function and bytecode offset.</summary>
    private readonly SortedDictionary<(int Function, int Offset), List<Remark>> _remarks = [];
    private readonly HashSet<int> _inlined = [];

    public ExecutionReport Build()
    {
        AddCallees();
        foreach (CodeNote note in tier?.Notes.Distinct() ?? [])
        {
            if (note.Kind == CodeNoteKind.Inlined)
                _inlined.Add((int)note.Detail);
            Add(note.Function, note.Offset, _writer.Describe(note, PositionOf(note.Function, note.Offset)));
        }
        foreach (var left in (tier?.FailedChecks ?? []).GroupBy(left => (left.Function, left.Offset, left.IsOptimized, Reason: RemarkWriter.ReasonFor(left.Assumption))))
            Add(left.Key.Function, left.Key.Offset, _writer.Describe(left.Key.IsOptimized, left.Key.Reason, left.Sum(same => same.Count), PositionOf(left.Key.Function, left.Key.Offset)));
        foreach (InvalidatedCode invalidated in tier?.Invalidated ?? [])
            Add(invalidated.Function, invalidated.Offset, _writer.Describe(invalidated, PositionOf(invalidated.Function, invalidated.Offset)));
        var functions = ImmutableArray.CreateBuilder<FunctionReport>();
        for (int i = 0; i < module.Functions.Length; i++)
        {
            if (Describe(i) is { } report)
                functions.Add(report);
        }
        return new ExecutionReport(functions.ToImmutable(), tier?.Limitation);
    }

    private void AddCallees()
    {
        for (int function = 0; function < module.Functions.Length; function++)
        {
            foreach (CalleeProfile callees in profileOf(function)?.Callees ?? [])
            {
                if (callees.Known.Length > 0)
                    Add(function, callees.Offset, _writer.Describe(callees, PositionOf(function, callees.Offset)));
            }
        }
    }

    private void Add(int function, int offset, Remark remark)
    {
        if (!_remarks.TryGetValue((function, offset), out List<Remark>? remarks))
            _remarks[(function, offset)] = remarks = [];
        // The same is often found twice: in the function and in a loop of it, or where it was inlined.
        if (!remarks.Exists(known => known.Kind == remark.Kind && known.Message == remark.Message))
            remarks.Add(remark);
    }

    private SourcePosition PositionOf(int function, int offset) => module.Functions[function].SourceMap.Find(offset) ?? new SourcePosition(0, 0, 1);

    private FunctionReport? Describe(int function)
    {
        FunctionProfile? profile = profileOf(function);
        ReachedTier reached = tier?.ReachedBy(function) ?? ReachedTier.Interpreter;
        if (reached == ReachedTier.Interpreter && _inlined.Contains(function))
            reached = ReachedTier.Optimizing;
        if (profile is null && reached == ReachedTier.Interpreter)
            return null;
        FunctionInfo info = module.Functions[function];
        string name = info.Name.Length > 0 ? info.Name : function == module.Entry ? "script" : "fn";
        return new FunctionReport(
            name, info.SourceMap.Find(0)?.Line ?? 0, reached, profile?.Calls ?? 0, tier?.CompilationsOf(function) ?? 0, tier?.DiscardsOf(function) ?? 0,
            tier?.RefusalOf(function), LinesOf(function, reached));
    }

    private ImmutableArray<LineReport> LinesOf(int function, ReachedTier reached)
    {
        var tiers = new SortedDictionary<int, ReachedTier>();
        FunctionInfo info = module.Functions[function];
        (int First, int Last)[] loops = [.. (tier?.OptimizedLoopsOf(function) ?? []).Select(loop => ExtentOf(info, loop))];
        var reader = new CodeReader(info.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            if (info.SourceMap.Find(instruction.Offset) is not { } position)
                continue;
            ReachedTier here = Array.Exists(loops, loop => instruction.Offset >= loop.First && instruction.Offset <= loop.Last) ? ReachedTier.Optimizing : reached;
            tiers[position.Line] = tiers.TryGetValue(position.Line, out ReachedTier known) && known > here ? known : here;
        }
        ILookup<int, Remark> remarks = _remarks.Where(remark => remark.Key.Function == function).SelectMany(remark => remark.Value).ToLookup(remark => remark.Position.Line);
        return [.. tiers.Select(line => new LineReport(line.Key, line.Value, [.. remarks[line.Key]]))];
    }

    // What goes round in code that was entered at a loop: the loop and all loops around it, from the first beginning to the last jump back.
    private static (int First, int Last) ExtentOf(FunctionInfo function, int loop)
    {
        (int first, int last) = (loop, loop);
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            if (OpcodeTable.Get(instruction.Opcode).Operands is [OperandKind.Jump] && instruction.A <= loop && instruction.Offset > loop)
                (first, last) = (Math.Min(first, instruction.A), instruction.Offset);
        }
        return (first, last);
    }
}
