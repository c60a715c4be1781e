namespace Lang.Native.X64;

/// <summary>Where generated code finds what it shares with the VM: offsets from the start of the VM's range.</summary>
internal sealed record VmLayout
{
    /// <summary>The VM's context.</summary>
    public int Context { get; init; }

    /// <summary>The address RSP may not go below.</summary>
    public required int StackLimit { get; init; }

    /// <summary>Units until limits are looked at; 64 bits.</summary>
    public required int Budget { get; init; }

    /// <summary>Frame of the newest entry thunk.</summary>
    public required int ThunkFrame { get; init; }

    /// <summary>Frame of the newest stub that left generated code.</summary>
    public required int ExitFrame { get; init; }

    /// <summary>RSP of that stub.</summary>
    public required int ExitStack { get; init; }

    /// <summary>Result slot of calls out of generated code.</summary>
    public required int Result { get; init; }

    /// <summary>The address of the heap's <see cref="Lang.Bytecode.Runtime.HeapState"/>.</summary>
    public int Heap { get; init; }

    /// <summary>What checks of optimised code count down in the test mode where they fail at random; 64 bits.</summary>
    public int ChecksUntilFailure { get; init; }

    /// <summary>Addresses of the helpers, in the order of <see cref="Helper"/>.</summary>
    public required int Helpers { get; init; }

    /// <summary>Values of the globals, 8 bytes each.</summary>
    public required int Globals { get; init; }

    /// <summary>What stores into the globals have been, a <see cref="Lang.Bytecode.Interpretation.GlobalState"/> each.</summary>
    public int GlobalStates { get; init; }

    /// <summary>Addresses of the literal strings, 8 bytes each.</summary>
    public required int Literals { get; init; }

    /// <summary>Addresses of the functions' best code, 8 bytes each.</summary>
    public required int EntrySlots { get; init; }

    /// <summary>What functions count down before they are optimised, 8 bytes each.</summary>
    public int Counters { get; init; }

    /// <summary>Addresses of the code of host functions, 8 bytes each.</summary>
    public required int HostSlots { get; init; }

    /// <summary>Inline caches of the module's CALL_VALUE instructions, by the numbers of their sites.</summary>
    public int InlineCaches { get; init; }

    /// <summary>Counters of the branches of functions that have template code: in pairs of 32 bits.</summary>
    public int BranchCounters { get; init; }

    /// <summary>Where code begins.</summary>
    public required int Code { get; init; }

    /// <summary>Where a helper's address is stored.</summary>
    public Mem AddressOf(Helper helper) => Mem.InRange(Helpers + ((int)helper * sizeof(long)));
}

/// <summary>What generated code calls in C#. None of them lets an exception out.</summary>
internal enum Helper
{
    /// <summary><c>int (context, index, registers, environment)</c>: runs a function in the interpreter.</summary>
    CallInterpreter,

    /// <summary><c>int (context, index, registers, environment)</c>: calls a host function.</summary>
    CallHost,

    /// <summary><c>int (context, word, slots)</c>: executes an operation of the runtime.</summary>
    Execute,

    /// <summary><c>int (context, registers, return address)</c>: leaves a frame, or polls; returns a <see cref="LeaveAction"/>.</summary>
    Leave,

    /// <summary><c>int (context)</c>: goes on in the interpreter with the frame that was left.</summary>
    Resume,
}

/// <summary>What the exit stub does after <see cref="Helper.Leave"/>. Failed and ResumeInterpreter are also what an entry thunk returns.</summary>
internal enum LeaveAction
{
    /// <summary>Goes on behind the call, all registers as they were. As the result of a thunk: the code returned.</summary>
    Continue,

    /// <summary>Drops all frames down to the newest thunk, which reports a failure.</summary>
    Fail,

    /// <summary>Drops the frame; the thunk's caller, an interpreter, goes on with it.</summary>
    ResumeInterpreter,

    /// <summary>Drops the frame and calls <see cref="Helper.Resume"/> in its place.</summary>
    ResumeUnderNative,
}
