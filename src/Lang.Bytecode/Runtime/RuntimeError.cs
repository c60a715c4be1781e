using System.Collections.Immutable;

namespace Lang.Bytecode.Runtime;

/// <summary>A failure that ended a script, with the place and the calls that led there.</summary>
/// <param name="Code">What happened.</param>
/// <param name="Message">One line about it, without a full stop; may hold text of the script, control characters included.</param>
/// <param name="Position">Where, or null when the module does not say.</param>
/// <param name="Trace">The functions that were running.</param>
public sealed record RuntimeError(RuntimeErrorCode Code, string Message, SourcePosition? Position, ScriptTrace Trace);

/// <summary>
/// The functions that were running when an error happened, innermost first. Neighbours that stand at the same place of
/// the same function are one line; long traces keep <see cref="InnermostLines"/> and <see cref="OutermostLines"/>.
/// </summary>
/// <param name="Innermost">The innermost lines.</param>
/// <param name="Omitted">How many calls between the two groups are left out.</param>
/// <param name="Outermost">The outermost lines; empty when nothing is left out.</param>
public sealed record ScriptTrace(ImmutableArray<TraceLine> Innermost, long Omitted, ImmutableArray<TraceLine> Outermost)
{
    /// <summary>How many innermost lines are kept.</summary>
    public const int InnermostLines = 20;

    /// <summary>How many outermost lines are kept.</summary>
    public const int OutermostLines = 5;

    /// <summary>A trace without lines.</summary>
    public static readonly ScriptTrace Empty = new([], 0, []);
}

/// <summary>One line of a trace.</summary>
/// <param name="Function">The function's name as traces print it.</param>
/// <param name="Position">Where it was, or null when the module does not say.</param>
/// <param name="Count">How many neighbouring calls this line stands for.</param>
public sealed record TraceLine(string Function, SourcePosition? Position, long Count);
