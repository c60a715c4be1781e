using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>How a stay in native code ended.</summary>
internal enum NativeOutcome
{
    /// <summary>The function returned; its result, if it has one, is in its frame's first slot.</summary>
    Returned,

    /// <summary>Something failed, and the error is recorded.</summary>
    Failed,

    /// <summary>The native frame was left: the interpreter's frame is rebuilt and goes on at <see cref="INativeTier.ResumedFrames"/>.</summary>
    Resumes,
}

/// <summary>A frame with which the interpreter goes on after native code left it.</summary>
/// <param name="Function">Its function.</param>
/// <param name="Offset">The bytecode offset: of the instruction to execute, or of the call that the next frame belongs to.</param>
/// <param name="Slots">Slots of its variables and operand stack: where the next frame begins.</param>
internal readonly record struct ResumedFrame(int Function, int Offset, int Slots);

/// <summary>What makes and runs native code. The interpreter reports to it what is hot and knows nothing else about it.</summary>
internal unsafe interface INativeTier
{
    /// <summary>Calls after which a function is reported as hot for the first time, from 1.</summary>
    int CallThresholdOf(int function);

    /// <summary>Jumps back after which a loop is hot, from 1. Looked at when limits are, so it may be more.</summary>
    int LoopThreshold { get; }

    /// <summary>Whether this thread's stack has room for native frames.</summary>
    bool HasRoom { get; }

    /// <summary>The frames with which the interpreter goes on after <see cref="NativeOutcome.Resumes"/>, outermost first: more than one where calls were inlined.</summary>
    ReadOnlySpan<ResumedFrame> ResumedFrames { get; }

    /// <summary>Whether the innermost of these frames was left so that its loop, at the beginning of which it stands, goes on in better code.</summary>
    bool WasLeftForLoop { get; }

    /// <summary>A function has become hot.</summary>
    void FunctionIsHot(int function);

    /// <summary>A global was stored again that had held one function since it was first stored: code that takes this for granted is not entered any more.</summary>
    void GlobalChanged(int global);

    /// <summary>Whether the loop that begins at a bytecode offset can be entered in native code; makes that code if the loop is hot.</summary>
    bool TryPrepareLoop(int function, int offset, bool isHot);

    /// <summary>Runs the native code of a function. The caller has made the transition.</summary>
    /// <param name="function">Its index; it has native code.</param>
    /// <param name="frame">Its arguments as slots; receives the result.</param>
    NativeOutcome Call(int function, long* frame);

    /// <summary>Enters a prepared loop: on-stack replacement of the interpreter's frame. The caller has made the transition.</summary>
    /// <param name="function">The function.</param>
    /// <param name="offset">Where the loop begins.</param>
    /// <param name="frame">Variables and operand-stack homes; receives the result.</param>
    NativeOutcome EnterLoop(int function, int offset, long* frame);

    /// <summary>Reports whatever the native frames on the host's stack hold.</summary>
    void ReportRoots(Collector collector);

    /// <summary>Visits the calls of a native segment, innermost first.</summary>
    /// <param name="exitFrame">The frame of the stub through which it called out.</param>
    /// <param name="thunkFrame">The frame of the thunk through which it was entered.</param>
    /// <param name="visit">Takes function and bytecode offset.</param>
    void VisitCalls(nint exitFrame, nint thunkFrame, Action<int, int> visit);
}
