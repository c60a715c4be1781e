using System.Diagnostics;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Native.Deopt;
using Lang.Native.Diagnostics;
using Lang.Native.Memory;
using Lang.Native.Optimizer;
using Lang.Native.Target;
using Lang.Native.Template;
using Lang.Native.X64;
using CallingConvention = Lang.Native.Target.CallingConvention;
using RuntimeHelpers = Lang.Native.Helpers.RuntimeHelpers;

namespace Lang.Native.Tiering;

/// <summary>The native side of one VM: makes code of what the interpreter reports as hot, keeps it, and runs it.</summary>
/// <remarks>
/// Nothing is reserved before the first function is hot. Where the system refuses executable memory everything stays interpreted, and
/// <see cref="Refusal"/> says why. One thread at a time, the VM's; interrupts alone come from others.
/// </remarks>
internal sealed unsafe partial class NativeTier : INativeTier, IProfileSource, IDisposable
{
    private readonly VerifiedModule _verified;
    private readonly BytecodeModule _module;
    private readonly Interpreter _interpreter;
    private readonly TierOptions _options;
    private readonly CallingConvention _convention = CallingConvention.Host;
    private readonly CodeObject?[] _codes;
    private readonly BailoutReason[] _bailouts;

    private ExecutableMemory? _memory;
    private CodeCache _cache = null!;
    private VmLayout _layout = null!;
    private StubOffsets _stubs;
    private TemplateCompiler _compiler = null!;
    private NativeContext* _context;
    private GCHandle _handle;
    private bool _wasRefused;

    public NativeTier(VerifiedModule module, Interpreter interpreter, TierOptions options)
    {
        _verified = module;
        _module = module.Module;
        _interpreter = interpreter;
        _options = options;
        _codes = new CodeObject?[_module.Functions.Length];
        _optimized = new CodeObject?[_module.Functions.Length];
        _bailouts = new BailoutReason[_module.Functions.Length];
        _thunks = new nint[_module.Functions.Length];
        _hostArguments = new int[_module.HostImports.Length][];
        _allowedStack = Math.Max((nuint)options.MaxCallDepth * BytesPerCall, LeastStack);
        _failures = options.FailureSeed is { } seed ? new Random(seed) : null;
        interpreter.UseTier(this);
    }

    ~NativeTier() => Release();

    public int CallThresholdOf(int function) => MayMergeCalls(function) ? 1 : _options.CallThreshold;

    public int LoopThreshold => _options.LoopThreshold;

    /// <summary>Why there is no native code, or None.</summary>
    public MemoryRefusal Refusal { get; private set; }

    /// <summary>What of perf and gdb could not be had, and why.</summary>
    public IReadOnlyList<string> ListenerRefusals { get; private set; } = [];

    /// <summary>How many checks there are in all optimised code that was made.</summary>
    public int CompiledChecks => _optimizer?.Checks ?? 0;

    /// <summary>Whether calls of a function go to native code.</summary>
    public bool HasCode(int function) => BestOf(function) is { IsLinked: true };

    public void FunctionIsHot(int function)
    {
        PublishFinished();
        if (BestOf(function) is { } existing)
            Link(existing);
        else if (MayMergeCalls(function) && _firstCalls.Add(function))
            OptimizeMergingCalls(function);
        else if (!_options.OptimizesAtOnce || !TryOptimize(function, WholeFunction))
            TryCompile(function);
    }

    public bool TryPrepareLoop(int function, int offset, bool isHot)
    {
        PublishFinished();
        if (isHot && LoopOf(function, offset) is null && !(_options.OptimizesAtOnce && TryOptimize(function, offset)))
            TryCompile(function);
        return LoopOf(function, offset) is { } code && HasRoomFor(code.Frame.FrameBytes);
    }

    /// <summary>Frees code and memory. No code may be running.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        WaitForCompilation();
        DisarmInterrupts();
        CloseAnnouncements();
        if (_memory is not null)
        {
            foreach (CodeObject code in _cache.Oldest)
                code.Frame.Dispose();
        }
        Array.Clear(_codes);
        Array.Clear(_optimized);
        _optimizedLoops.Clear();
        _memory?.Dispose();
        _memory = null;
        _context = null;
        if (_handle.IsAllocated)
            _handle.Free();
    }

    /// <summary>Reserves the range, moves what is shared into it and writes the stubs.</summary>
    private bool TryStart()
    {
        if (_memory is not null || _wasRefused)
            return _memory is not null;
        _layout = NativeContext.LayoutOf(_module, out int dataBytes);
        ExecutableMemory? memory = _options.GdbJit
            ? ExecutableMemory.TryReserveDebuggable(dataBytes, _options.CodeCacheBytes, out MemoryRefusal refusal)
            : ExecutableMemory.TryReserve(dataBytes, _options.CodeCacheBytes, out refusal);
        if (memory is not null && (refusal = memory.CommitData(dataBytes)) != MemoryRefusal.None)
        {
            memory.Dispose();
            memory = null;
        }
        Refusal = refusal;
        _wasRefused = memory is null;
        if (memory is null)
        {
            _options.Trace?.Invoke($"no native code: {refusal.Describe()}");
            return false;
        }
        Debug.Assert(memory.DataBytes == _layout.Code);
        _memory = memory;
        _handle = GCHandle.Alloc(this, GCHandleType.Weak);
        _context = (NativeContext*)memory.Base;
        _context->Tier = GCHandle.ToIntPtr(_handle);
        _context->Heap = _interpreter.HeapState;
        RuntimeHelpers.Fill(_context->Helpers);
        _interpreter.MoveTables(&_context->Vm, (long*)(memory.Base + _layout.Globals), (long*)(memory.Base + _layout.GlobalStates),
            (long*)(memory.Base + _layout.Literals), (InlineCache*)(memory.Base + _layout.InlineCaches));

        var emitter = new Emitter(1024);
        _stubs = Stubs.Emit(ref emitter, _convention, _layout);
        memory.Write(0, emitter.Code, emitter.Relocations);
        _cache = new CodeCache((nint)memory.Code, emitter.Position, memory.CodeBytes);
        OpenAnnouncements(memory);
        AnnounceStubs();
        SetChecksUntilFailure();
        if (_options.FailingCheck is { } failing)
            _context->ChecksUntilFailure = failing - 1;
        // Not Span.Fill, which would have to be compiled at run time.
        for (int i = 0; i < _module.Functions.Length; i++)
        {
            *EntrySlot(i) = (long)(memory.Base + _stubs.Interpreter);
            *CounterOf(i) = _options.OptimizeThreshold;
        }
        for (int i = 0; i < _module.HostImports.Length; i++)
            ((long*)(memory.Base + _layout.HostSlots))[i] = _options.HostAddresses[i] is var address and not 0 ? address : (long)(memory.Base + _stubs.Host);
        bool counts = _options.Optimizes && !_options.OptimizesAtOnce;
        _branchCounters = counts ? new BranchCounters(_module) : null;
        _compiler = new TemplateCompiler(_verified, _convention, _layout, _stubs, new TemplateOptions
        {
            CountFuel = _options.CountFuel,
            RoundsOfCall = TierOptions.RoundsOfCall,
            Strip = (int)Math.Clamp(_options.OptimizeThreshold / TierOptions.StripsToOptimize, 1, TemplateOptions.LongestStrip),
            CountRounds = counts,
            Branches = _branchCounters,
            HasSse41 = System.Runtime.Intrinsics.X86.Sse41.IsSupported,
            RecordLines = _listener is not null,
        });
        PrepareThread(Thread.CurrentThread);
        ArmInterrupts();
        return true;
    }

    private bool TryCompile(int function)
    {
        if (_codes[function] is { } existing)
        {
            Link(existing);
            return true;
        }
        if (_bailouts[function] != BailoutReason.None)
            return false;
        BailoutReason reason = TryStart() ? Compile(function) : BailoutReason.NoExecutableMemory;
        if (reason == BailoutReason.None)
            return true;
        // A full cache may have room later.
        if (reason != BailoutReason.CodeCacheIsFull)
            _bailouts[function] = reason;
        _options.Trace?.Invoke($"{NameOf(function)}: stays interpreted: {reason.Describe()}");
        return false;
    }

    private BailoutReason Compile(int function)
    {
        long start = Stopwatch.GetTimestamp();
        CompiledCode code = _compiler.Compile(function);
        BailoutReason reason = TryPlace(function, code, isOptimized: false, WholeFunction, out CodeObject? placed);
        if (reason != BailoutReason.None)
            return reason;
        _codes[function] = placed;
        Link(placed!);
        CountCompilation(function, "template", "compiled", _compiler.InstructionCount, code.Code.Length, Stopwatch.GetTimestamp() - start);
        return BailoutReason.None;
    }

    /// <summary>Gives finished code a place, makes what it refers to, and tells of it.</summary>
    private BailoutReason TryPlace(int function, in CompiledCode code, bool isOptimized, int loop, out CodeObject? placed)
    {
        placed = null;
        foreach (int literal in code.Strings)
        {
            if (!_interpreter.TryMakeLiteral(literal))
                return BailoutReason.NoMemoryForLiterals;
        }
        int offset = Allocate(code.Code.Length);
        if (offset < 0)
            return BailoutReason.CodeCacheIsFull;
        var address = (nint)_memory!.Write(offset, code.Code, code.Relocations);
        string suffix = !isOptimized ? "@template" : loop == WholeFunction ? "@optimized" : $"@optimized loop {loop}";
        if (!TryAnnounce(function, offset, code, suffix, out CodeRegion[] regions))
        {
            _cache.Free(offset, code.Code.Length);
            return BailoutReason.CodeCacheIsFull;
        }
        placed = new CodeObject
        {
            Function = function,
            Address = address,
            Length = code.Code.Length,
            IsOptimized = isOptimized,
            Loop = loop,
            OsrEntry = code.OsrEntry,
            Frame = new FrameMap(code.Frame),
            Regions = regions,
        };
        _cache.Add(placed);
        return BailoutReason.None;
    }

    /// <summary>Room for code, made by eviction if need be; -1 when everything is in use.</summary>
    private int Allocate(int length)
    {
        int offset = _cache.TryAllocate(length);
        if (offset < 0)
        {
            Evict(length);
            offset = _cache.TryAllocate(length);
        }
        else if (_cache.UsedBytes > _cache.Capacity / 4 * 3)
        {
            UnlinkOldest();
        }
        if (offset >= 0 && _memory!.CommitCode(offset + length) == MemoryRefusal.None)
            return offset;
        if (offset >= 0)
            _cache.Free(offset, length);
        return -1;
    }

    private string NameOf(int function)
    {
        string name = _module.Functions[function].Name;
        return name.Length > 0 ? name : function == _module.Entry ? "script" : $"fn#{function}";
    }
}
