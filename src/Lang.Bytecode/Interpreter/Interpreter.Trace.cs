using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>Where execution stands, in terms of the source.</summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>
    /// The error of the failure that <see cref="Run"/> has just left behind. Must be asked for before anything else
    /// runs: its message is made of objects in the frames.
    /// </summary>
    public RuntimeError DescribeFailure()
    {
        ref PendingFailure failure = ref _heap.Failure;
        string message = RuntimeErrorText.MessageOf(failure, _module, HostException?.Message ?? "");
        var trace = new RuntimeErrorTrace();
        (string function, SourcePosition? position) = Locate(_pc);
        trace.Add(function, position);
        for (ControlFrame* frame = _control - 1; frame > _controlStart; frame--)
        {
            (string caller, SourcePosition? place) = Locate(frame->ReturnTo - 2);
            trace.Add(caller, place);
        }
        return new RuntimeError(RuntimeErrorText.CodeOf(failure.Kind), message, position, trace.Finish());
    }

    private (string Function, SourcePosition? Position) Locate(Word* word)
    {
        // A function that was never decoded fails at its entry.
        (int function, int offset) = _code.Find(word) is { } decoded
            ? (decoded.Function, decoded.OffsetOf((int)(word - decoded.Start)))
            : (FunctionOfStub(word), 0);
        FunctionInfo info = _module.Functions[function];
        string name = info.Name.Length > 0 ? info.Name : function == _module.Entry ? "script" : "fn";
        return (name, info.SourceMap.Find(offset));
    }
}
