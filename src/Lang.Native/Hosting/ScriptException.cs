using System.Globalization;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Text;

namespace Lang.Native;

/// <summary>A script ended early. What it printed before was written; the VM can be used again.</summary>
/// <remarks>
/// The stack trace begins with the script's own functions, innermost first, and goes on with those of C# that called the script. Where a host function
/// failed, its part stands before that, as the trace of <see cref="Exception.InnerException"/>: <see cref="Exception.ToString"/> shows one trace in the order of
/// calls, whatever tier ran them and whatever was inlined.
/// </remarks>
public abstract class ScriptException : Exception
{
    private protected ScriptException(RuntimeError error, ModuleSource? source, Exception? hostException = null)
        : base(error.Message, hostException)
    {
        Error = error;
        ScriptSource = source;
    }

    /// <summary>What happened, where, and the calls that led there.</summary>
    public RuntimeError Error { get; }

    /// <summary>The source of the module, if it has one.</summary>
    public ModuleSource? ScriptSource { get; }

    /// <inheritdoc/>
    public override string? StackTrace
    {
        get
        {
            var text = new StringBuilder();
            foreach (TraceLine line in Error.Trace.Innermost)
                AppendFrame(text, line);
            if (Error.Trace.Omitted > 0)
                text.Append(CultureInfo.InvariantCulture, $"   ... {Error.Trace.Omitted} more\n");
            foreach (TraceLine line in Error.Trace.Outermost)
                AppendFrame(text, line);
            return text.Append(base.StackTrace).ToString().TrimEnd('\n');
        }
    }

    /// <summary>The text <c>lang</c> prints: place, message, the marked line of source and the trace.</summary>
    /// <param name="colour">Whether to use terminal escape sequences.</param>
    public string Format(bool colour = false) => RuntimeErrorFormatter.Format(Error, ScriptSource, colour);

    internal static ScriptException Of(RuntimeError error, ModuleSource? source, Exception? hostException) => error.Code switch
    {
        RuntimeErrorCode.TimeLimit => new ScriptTimeoutException(error, source),
        RuntimeErrorCode.Fuel => new ScriptFuelException(error, source),
        RuntimeErrorCode.OutOfMemory => new ScriptMemoryException(error, source),
        RuntimeErrorCode.OutputLimit => new ScriptOutputException(error, source),
        RuntimeErrorCode.CallDepth => new ScriptCallDepthException(error, source),
        RuntimeErrorCode.Cancelled => new ScriptCancelledException(error, source),
        RuntimeErrorCode.HostFunction => new HostFunctionException(error, source, hostException),
        _ => new ScriptRuntimeException(error, source),
    };

    private void AppendFrame(StringBuilder text, TraceLine line)
    {
        text.Append("   at ");
        SourceExcerpt.AppendPlain(text, line.Function);
        text.Append(" in ");
        SourceExcerpt.AppendPlain(text, ScriptSource?.Path ?? "(no source)");
        if (line.Position is { } position)
            text.Append(CultureInfo.InvariantCulture, $":line {position.Line}");
        if (line.Count > 1)
            text.Append(CultureInfo.InvariantCulture, $" x {line.Count}");
        text.Append('\n');
    }
}

/// <summary>The script failed: an operation had no result, or the script said so itself (R001 to R011).</summary>
public sealed class ScriptRuntimeException : ScriptException
{
    internal ScriptRuntimeException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>A host function threw (R030): <see cref="Exception.InnerException"/> is what it threw.</summary>
public sealed class HostFunctionException : ScriptException
{
    internal HostFunctionException(RuntimeError error, ModuleSource? source, Exception? hostException) : base(error, source, hostException)
    {
    }
}

/// <summary>A limit was reached; which one, the subclass says.</summary>
public abstract class ScriptLimitException : ScriptException
{
    private protected ScriptLimitException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>The call took longer than <see cref="VmOptions.TimeLimit"/> (R020).</summary>
public sealed class ScriptTimeoutException : ScriptLimitException
{
    internal ScriptTimeoutException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>The units of <see cref="VmOptions.Fuel"/> were used up (R021).</summary>
public sealed class ScriptFuelException : ScriptLimitException
{
    internal ScriptFuelException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>There was no room below <see cref="VmOptions.HeapLimit"/> (R022).</summary>
public sealed class ScriptMemoryException : ScriptLimitException
{
    internal ScriptMemoryException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>There was more output than <see cref="VmOptions.OutputLimit"/> (R023).</summary>
public sealed class ScriptOutputException : ScriptLimitException
{
    internal ScriptOutputException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>More calls were nested than <see cref="VmOptions.MaxCallDepth"/> (R012).</summary>
public sealed class ScriptCallDepthException : ScriptLimitException
{
    internal ScriptCallDepthException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>The host cancelled the run (R024).</summary>
public sealed class ScriptCancelledException : ScriptException
{
    internal ScriptCancelledException(RuntimeError error, ModuleSource? source) : base(error, source)
    {
    }
}

/// <summary>Whoever read the output is gone (a closed pipe), so the run ended: nothing the script did wrong, and nothing to report.</summary>
public sealed class OutputClosedException : IOException
{
    internal OutputClosedException() : base("The reader of the output is gone.")
    {
    }
}
