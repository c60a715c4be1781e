using System.Text;
using Lang.Bytecode.Runtime;
using Lang.Hosting;

namespace Lang.Bytecode.Interpretation;

/// <summary>Operations that reach out of the VM.</summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>What the host function threw whose failure ended the last run; null when that is not how it ended.</summary>
    public Exception? HostException { get; private set; }

    private readonly HostCall[] _hostFunctions;

    private bool TryCallHost(Word* w, long* fp)
    {
        var import = (int)w[1].Raw;
        if (!TryCallHost(import, fp + w->B, out long result))
            return false;
        if (_module.HostImports[import].Result.Exists)
            fp[w->A] = result;
        return true;
    }

    // The one frame of ours that stands in a trace between a host function and the script: .NET hides no frame that catches.
    private bool TryCallHost(int import, long* arguments, out long result)
    {
        try
        {
            if (!_hostFunctions[import](_heap, arguments, out result))
                return false;
        }
        catch (OperationCanceledException) when (IsCancelled)
        {
            result = 0;
            return _heap.Failure.Set(FailureKind.Cancelled);
        }
        catch (Exception exception)
        {
            result = 0;
            HostException = exception;
            return _heap.Failure.Set(FailureKind.HostFunction, import);
        }
        // The result is reachable from nowhere yet; this allocates nothing.
        return CheckInterrupts();
    }

    private long MakeArguments()
    {
        RuntimeType type = _heap.Types[_module.Types.Array(TypeId.String)];
        TlArray* array = ArrayOperations.CreateEmpty(_heap, type, _options.Arguments.Count);
        if (array == null)
            return 0;
        _heap.PushRoot(array);
        bool complete = true;
        foreach (string argument in _options.Arguments)
        {
            TlString* text = StringOperations.Create(_heap, Encoding.UTF8.GetBytes(argument));
            complete = text != null && ArrayOperations.TryPush(_heap, array, (long)text);
            if (!complete)
                break;
        }
        _heap.PopRoot();
        return complete ? (long)array : 0;
    }

    private long ReadLine()
    {
        bool mustRead = _input.MustRead;
        if (mustRead && !_output.TryFlush())
            return 0;
        if (!_input.TryReadLine(_heap, out ReadOnlySpan<byte> line) || (mustRead && !CheckInterrupts()))
            return 0;
        return (long)StringOperations.Create(_heap, line);
    }

    private bool TryAskForEnd(out long result)
    {
        result = 0;
        bool mustRead = _input.MustRead;
        if (mustRead && !_output.TryFlush())
            return false;
        result = _input.IsAtEnd ? 1 : 0;
        return !mustRead || CheckInterrupts();
    }
}
