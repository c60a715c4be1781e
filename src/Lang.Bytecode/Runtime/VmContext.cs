using System.Runtime.InteropServices;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// The state of a VM that interpreter and native code share, in native memory: native code reads and writes these fields in place.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct VmContext
{
    /// <summary>
    /// Native code goes on only while RSP is not below this. The end of the room on the thread's stack, or the largest address while
    /// someone wants the VM's attention.
    /// </summary>
    public nuint StackLimit;

    /// <summary>Units (function entries and backward jumps) until limits are next looked at.</summary>
    public long Budget;

    /// <summary>Frame of the newest thunk into native code: what native code leaves to when something failed.</summary>
    public nint ThunkFrame;

    /// <summary>Frame of the newest stub through which native code called out, or 0. Its return address lies in the code that called.</summary>
    public nint ExitFrame;

    /// <summary>RSP of that stub: from here up to <see cref="ThunkFrame"/> lie the frames of the newest native segment.</summary>
    public nint ExitStack;

    /// <summary>The result slot of what native code called out for.</summary>
    public long Result;

    /// <summary>The newest transition into native code, or null.</summary>
    public Transition* Newest;
}

/// <summary>
/// A place on the host's stack where the interpreter went into native code: what lies below it, while that runs. Transitions are a linked list,
/// newest first, and divide the calls of a VM into segments that are interpreted and native in turn.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Transition
{
    /// <summary>The transition before this one.</summary>
    public Transition* Previous;

    /// <summary>Top of the control stack: the calls below it belong to the interpreter's segment under this native one.</summary>
    public void* Control;

    /// <summary>The interpreter's frame that native code took over, or the arguments of its first function.</summary>
    public long* Frame;

    /// <summary>The first slot of the value stack that nothing below uses: frames of interpreters that native code calls begin here.</summary>
    public long* Top;

    /// <summary>What the context held before, and holds again afterwards.</summary>
    public nint OuterThunkFrame, OuterExitFrame, OuterExitStack;
}
