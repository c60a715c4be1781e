using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Native;

/// <summary>How a VM executed a script, and what kept it from being faster: see <see cref="Vm.Explain"/>.</summary>
/// <param name="Functions">Its functions that ran, in the module's order: of a generic one each instance.</param>
/// <param name="Limitation">Why nothing was compiled or optimised at all, or null.</param>
public sealed record ExecutionReport(ImmutableArray<FunctionReport> Functions, string? Limitation);

/// <summary>The best way in which something was executed in the end.</summary>
public enum ReachedTier
{
    /// <summary>By the interpreter.</summary>
    Interpreter,

    /// <summary>In machine code of the template compiler.</summary>
    Template,

    /// <summary>In machine code of the optimising compiler.</summary>
    Optimizing,
}

/// <summary>How one function was executed.</summary>
/// <param name="Name">Its name; <c>fn</c> when it has none, <c>script</c> for the script's body.</param>
/// <param name="Line">The line of its first instruction, or 0 when that is not known.</param>
/// <param name="Tier">How its calls are executed; loops of it may have got further.</param>
/// <param name="InterpretedCalls">Calls that the interpreter made or counted. Machine code does not count its own.</param>
/// <param name="Compilations">How often it or a loop of it was compiled.</param>
/// <param name="Discards">How often its code was thrown away because a guess was wrong, too often or for good.</param>
/// <param name="Refusal">Why the optimising compiler refused it, or null.</param>
/// <param name="Lines">Its lines that have code, rising.</param>
public sealed record FunctionReport(
    string Name, int Line, ReachedTier Tier, long InterpretedCalls, int Compilations, int Discards, string? Refusal, ImmutableArray<LineReport> Lines);

/// <summary>How a line of a function was executed.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Tier">How.</param>
/// <param name="Remarks">What there is to say, in the order of the code.</param>
public sealed record LineReport(int Line, ReachedTier Tier, ImmutableArray<Remark> Remarks);

/// <summary>What a remark tells.</summary>
public enum RemarkKind
{
    /// <summary>A call was replaced by the function's body.</summary>
    Inlined,

    /// <summary>A call was not, and why.</summary>
    NotInlined,

    /// <summary>Which functions a function value was.</summary>
    Callees,

    /// <summary>What optimised code takes for granted.</summary>
    Assumption,

    /// <summary>Machine code was left for the interpreter, why and how often.</summary>
    Left,

    /// <summary>Machine code was thrown away because a global was assigned that it had taken for constant, and how often.</summary>
    Invalidated,

    /// <summary>A function value is called through the value.</summary>
    DynamicCall,

    /// <summary>A function of the host is called.</summary>
    HostCall,

    /// <summary>The runtime is called.</summary>
    RuntimeCall,

    /// <summary>An object is made.</summary>
    Allocation,

    /// <summary>An object is not made where the script says so: nobody would see it.</summary>
    RemovedAllocation,
}

/// <summary>Something to say about a place.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Position">The place.</param>
/// <param name="Message">It in words, without a full stop.</param>
/// <param name="Count">How often it happened, or 0 where that is not counted.</param>
/// <param name="IsInLoop">Whether it is in a loop of what was compiled.</param>
public sealed record Remark(RemarkKind Kind, SourcePosition Position, string Message, long Count, bool IsInLoop);
