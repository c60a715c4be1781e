using System.Runtime.CompilerServices;
using Lang.Bytecode.Profiling;
using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>Where execution stands, in terms of the source.</summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>Stands for no function.</summary>
    private const int None = -1;

    /// <summary>
    /// The error of the failure that <see cref="Run"/> has just left behind. Must be asked for before anything else
    /// runs: its message is made of objects in the frames.
    /// </summary>
    public RuntimeError DescribeFailure() => _recordedError ?? MakeError();

    /// <summary>The error of a failure while nothing ran: the host handed over a value and there was no room for it.</summary>
    public RuntimeError DescribeRefusal() =>
        new(RuntimeErrorText.CodeOf(_heap.Failure.Kind), RuntimeErrorText.MessageOf(_heap.Failure, _module, ""), null, ScriptTrace.Empty);

    private RuntimeError MakeError()
    {
        ref PendingFailure failure = ref _heap.Failure;
        string message = RuntimeErrorText.MessageOf(failure, _module, HostException?.Message ?? "");
        var trace = new RuntimeErrorTrace();
        SourcePosition? innermost = null;
        bool isFirst = true;
        VisitCalls((function, offset) =>
        {
            (string name, SourcePosition? position) = Describe(function, offset);
            innermost = isFirst ? position : innermost;
            isFirst = false;
            trace.Add(name, position);
        });
        return new RuntimeError(RuntimeErrorText.CodeOf(failure.Kind), message, innermost, trace.Finish());
    }

    /// <summary>Lets the profiler look at the calls that are running, if it is time for that.</summary>
    /// <param name="entered">A function that native code is about to enter and that has no frame yet, or <see cref="None"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SampleIfDue(int entered = None)
    {
        // Between runs the host's values can ask for the limits, and there is no stack to look at.
        if (_options.Sampler is { IsDue: true } sampler && _running)
            Sample(sampler, entered);
    }

    private void Sample(IStackSampler sampler, int entered) => sampler.Take(visit =>
    {
        if (entered != None)
            visit(entered, EntryOffsetOf(entered));
        VisitCalls(visit);
    });

    /// <summary>Visits all calls that are running, innermost first: interpreted and native segments in turn.</summary>
    private void VisitCalls(Action<int, int> visit)
    {
        Transition* transition = _context->Newest;
        ControlFrame* frame = _control;
        nint exitFrame = _context->ExitFrame, thunkFrame = _context->ThunkFrame;
        bool isNative = _inNative;
        if (!isNative)
            VisitWord(_pc, visit);
        for (;;)
        {
            if (isNative)
            {
                _tier!.VisitCalls(exitFrame, thunkFrame, visit);
                frame = (ControlFrame*)transition->Control;
                (exitFrame, thunkFrame) = (transition->OuterExitFrame, transition->OuterThunkFrame);
                transition = transition->Previous;
            }
            while ((--frame)->ReturnTo != _halt)
                VisitWord(frame->ReturnTo - 2, visit);
            if (transition == null)
                return;
            isNative = true;
        }
    }

    /// <summary>A function that was never decoded fails at its entry.</summary>
    private void VisitWord(Word* word, Action<int, int> visit)
    {
        if (_code.Find(word) is { } decoded)
            visit(decoded.Function, decoded.OffsetOf((int)(word - decoded.Start)));
        else
            visit(FunctionOfStub(word), EntryOffsetOf(FunctionOfStub(word)));
    }

    private (string Function, SourcePosition? Position) Describe(int function, int offset)
    {
        FunctionInfo info = _module.Functions[function];
        string name = info.Name.Length > 0 ? info.Name : function == _module.Entry ? "script" : "fn";
        return (name, info.SourceMap.Find(offset));
    }
}
