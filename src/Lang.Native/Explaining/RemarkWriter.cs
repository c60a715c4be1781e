using System.Diagnostics;
using System.Globalization;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Profiling;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Native.Tiering;

namespace Lang.Native;

/// <summary>The words of remarks.</summary>
/// <param name="module">The module, which has the names.</param>
internal sealed class RemarkWriter(BytecodeModule module)
{
    /// <summary>Which functions a place called through a value.</summary>
    public Remark Describe(CalleeProfile callees, SourcePosition position)
    {
        long calls = callees.Known.Sum(known => (long)known.Calls) + callees.Others;
        string names = string.Join(", ", callees.Known.Select(known => $"{NameOf(known.Function)} {Times(known.Calls)}"));
        string message = callees.Others > 0
            ? $"megamorphic: the value was {names}, others {Times(callees.Others)}"
            : callees.Known.Length == 1 ? $"the value was always {NameOf(callees.Known[0].Function)}"
            : $"polymorphic: the value was {names}";
        return new Remark(RemarkKind.Callees, position, message, calls, false);
    }

    /// <summary>What optimised code does at a place.</summary>
    public Remark Describe(in CodeNote note, SourcePosition position)
    {
        (RemarkKind kind, string message) = note.Kind switch
        {
            CodeNoteKind.Inlined => (RemarkKind.Inlined, $"{NameOf(note.Detail)} is inlined"),
            CodeNoteKind.CallStays => (RemarkKind.NotInlined, $"{NameOf(note.Detail)} is not inlined: {Reason(note.Refusal)}"),
            CodeNoteKind.CallThroughValue => (RemarkKind.DynamicCall, "the function is called through the value"),
            CodeNoteKind.CallHost => (RemarkKind.HostCall, $"the host's function `{module.HostImports[(int)note.Detail].Name}` is called"),
            CodeNoteKind.CallRuntime => (RemarkKind.RuntimeCall, $"the runtime is called: {Words((RegisterOp)note.Detail)}"),
            CodeNoteKind.Allocates => (RemarkKind.Allocation, $"an object is made: {Words((RegisterOp)note.Detail)}"),
            CodeNoteKind.AllocationRemoved => (RemarkKind.RemovedAllocation, $"no object is made: {Words((RegisterOp)note.Detail)}"),
            CodeNoteKind.AssumesCallee => (RemarkKind.Assumption, $"assumed: the value is {NameOf(note.Detail)}"),
            CodeNoteKind.AssumesOneOfCallees => (RemarkKind.Assumption, "assumed: the value is one of those functions"),
            CodeNoteKind.AssumesGlobal => (RemarkKind.Assumption, $"assumed: the global `{module.Globals[(int)note.Detail].Name}` is never assigned again"),
            CodeNoteKind.AssumesNeverCalled => (RemarkKind.Assumption, "assumed: this call is never reached, as it was not when this was compiled"),
            CodeNoteKind.AssumesNeverReached => (RemarkKind.Assumption, "assumed: this is never reached, as it was not when this was compiled"),
            CodeNoteKind.AssumesLoopChecks => (RemarkKind.Assumption, "assumed: what the loop checks holds in all its rounds, checked once before"),
            _ => throw new UnreachableException(),
        };
        return new Remark(kind, position, message + (note.IsInLoop ? ", in a loop" : ""), 0, note.IsInLoop);
    }

    /// <summary>How often machine code was left for a reason.</summary>
    public Remark Describe(bool isOptimized, string reason, long count, SourcePosition position)
    {
        string code = isOptimized ? "optimised code" : "template code";
        return new Remark(RemarkKind.Left, position, $"{code} was left {Times(count)}: {reason}", count, false);
    }

    /// <summary>Why code is left whose guess was wrong. Different guesses may have the same words.</summary>
    public static string ReasonFor(Assumption wrong) =>
        (wrong & (Assumption.Callee | Assumption.OneOfCallees)) != 0 ? "the function value was another one than assumed"
        : (wrong & Assumption.NoCall) != 0 ? "a call was made that never had been"
        : (wrong & Assumption.Global) != 0 ? "a global did not hold the function any more that it was given first"
        : (wrong & Assumption.Branch) != 0 ? "a branch took the side that it had never taken"
        : wrong != Assumption.None ? "a check made before the loop failed"
        : "a check failed";

    /// <summary>What was thrown away because a global was assigned that code had taken for constant.</summary>
    public Remark Describe(in InvalidatedCode invalidated, SourcePosition position)
    {
        string message = $"optimised code was thrown away {Times(invalidated.Count)}: the global `{module.Globals[invalidated.Global].Name}` was assigned again";
        return new Remark(RemarkKind.Invalidated, position, message, invalidated.Count, false);
    }

    private static string Times(long count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    private string NameOf(long function)
    {
        if (function < 0)
            return "another function";
        FunctionInfo info = module.Functions[(int)function];
        return info.Name.Length > 0 ? $"`{info.Name}`" : info.SourceMap.Find(0) is { } position ? $"the function of line {position.Line}" : "a nameless function";
    }

    private static string Reason(InliningRefusal refusal) => refusal switch
    {
        InliningRefusal.Rare => "the call is hardly ever executed",
        InliningRefusal.TooDeep => "it stands in many inlined calls",
        InliningRefusal.Recursive => "it is recursive",
        InliningRefusal.TooLarge => "it is too large",
        InliningRefusal.NoRoomLeft => "the caller has grown enough",
        InliningRefusal.IrregularLoop => "a loop of it is entered at several places, or goes round without a jump back",
        _ => throw new UnreachableException(),
    };

    private static string Words(RegisterOp op) => op switch
    {
        RegisterOp.StringConcat => "strings are joined",
        RegisterOp.IntToString or RegisterOp.FloatToString or RegisterOp.BoolToString or RegisterOp.ValueToString => "a value becomes a string",
        RegisterOp.StringSlice => "part of a string",
        RegisterOp.Chr => "a string of one code point",
        RegisterOp.NewArray => "an array",
        RegisterOp.ArrayFill => "an array of equal elements",
        RegisterOp.ArraySlice => "part of an array",
        RegisterOp.NewFunction => "a function value",
        RegisterOp.NewEnv => "what a closure captures",
        RegisterOp.NewCell => "a variable that closures share",
        RegisterOp.Args => "the arguments",
        RegisterOp.ReadLine => "a line is read",
        RegisterOp.Push8 or RegisterOp.Push1 => "an array grows",
        RegisterOp.StringEq or RegisterOp.StringNe or RegisterOp.StringLt or RegisterOp.StringLe => "strings are compared",
        RegisterOp.StringToInt or RegisterOp.StringToFloat => "a string is read as a number",
        RegisterOp.StoreFunction => "a global that holds a function is assigned",
        RegisterOp.FMod => "the remainder of floats",
        >= RegisterOp.Print and <= RegisterOp.WriteValue => "output is written",
        _ => $"`{op}`",
    };
}
