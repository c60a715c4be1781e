using Lang.Bytecode;
using Lang.Bytecode.Runtime;

namespace Lang.Native;

/// <summary>A script ended early. What it printed before was written; the VM can be used again.</summary>
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

    /// <summary>The text <c>lang</c> prints: place, message, the marked line of source and the trace.</summary>
    /// <param name="colour">Whether to use terminal escape sequences.</param>
    public string Format(bool colour = false) => RuntimeErrorFormatter.Format(Error, ScriptSource, colour);

    internal static ScriptException Of(RuntimeError error, ModuleSource? source, Exception? hostException) => error.Code switch
    {
        RuntimeErrorCode.Cancelled => new ScriptCancelledException(error, source),
        _ when error.Code.IsLimit() => new ScriptLimitException(error, source),
        _ => new ScriptRuntimeException(error, source, hostException),
    };
}

/// <summary>
/// The script failed: an operation had no result, the script said so itself (R001 to R012), or a host function threw (R030):
/// <see cref="Exception.InnerException"/> is then what it threw.
/// </summary>
public sealed class ScriptRuntimeException : ScriptException
{
    internal ScriptRuntimeException(RuntimeError error, ModuleSource? source, Exception? hostException) : base(error, source, hostException)
    {
    }
}

/// <summary>A limit was reached: time, fuel, heap or output (R020 to R023).</summary>
public sealed class ScriptLimitException : ScriptException
{
    internal ScriptLimitException(RuntimeError error, ModuleSource? source) : base(error, source)
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
