using System.Collections.Immutable;
using System.Diagnostics;
using Lang.Bytecode.Verification;
using Lang.Native.Deopt;
using Lang.Native.Emission;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Lowering;
using Lang.Native.Optimizer;
using Lang.Native.RegAlloc;
using Lang.Native.Target;
using Lang.Native.Tiering;
using Lang.Native.X64;

namespace Lang.Native;

/// <summary>
/// Tier 2: bytecode to SSA form, passes, machine instructions over virtual registers, registers, bytes. One object serves one VM, one function
/// at a time; its buffers are used again.
/// </summary>
internal sealed class OptimizingCompiler
{
    /// <summary>Bytes of bytecode beyond which a function stays in the template tier.</summary>
    private const int LargestCode = 100_000;

    private readonly VerifiedModule _module;
    private readonly SsaBuilder _builder;
    private readonly X64Lowering _lowering;
    private readonly LinearScan _allocator = new();
    private readonly CodeEmitter _emitter;
    private readonly PassRunner _passes;
    private readonly PassContext _context;
    private readonly FunctionEffects _effects;
    private readonly IrFunction _ir = new();
    private readonly LirFunction _lir = new();
    private readonly RegisterSet _allocatable;
    private readonly AllocatorOptions _allocatorOptions;
    private readonly bool _checks;

    public OptimizingCompiler(VerifiedModule module, CallingConvention convention, VmLayout layout, StubOffsets stubs, OptimizerOptions options)
    {
        _module = module;
        // A volatile one.
        Xmm scratchXmm = convention == CallingConvention.Win64 ? Xmm.Xmm5 : Xmm.Xmm15;
        _allocatable = (RegisterSet.AllGprs | RegisterSet.AllXmms) - Gpr.Rsp - Gpr.Rbp - Gpr.R11 - scratchXmm;
        if (options.CountFuel)
            _allocatable -= BudgetRegions.Register;
        _allocatorOptions = new AllocatorOptions
        {
            CalleeSaved = convention.CalleeSaved,
            ScratchGpr = Gpr.R11,
            ScratchXmm = scratchXmm,
            RegisterLimit = options.RegisterLimit,
            RandomSeed = options.RegisterSeed,
        };
        _checks = options.Check;
        var inlining = new InliningPolicy(module.Module) { MergesCalls = !options.CountFuel };
        _effects = inlining.Effects;
        _builder = new SsaBuilder(module, inlining, options.HasSse41) { CountsFuel = options.CountFuel };
        _context = new PassContext { Effects = inlining.Effects, Words = _builder.Words, CountsFuel = options.CountFuel };
        _lowering = new X64Lowering(module.Module, convention, new X64Addresses { Globals = layout.Globals, GlobalStates = layout.GlobalStates, Literals = layout.Literals });
        _passes = new PassRunner(OptimizingPipeline.Passes) { Check = options.Check };
        _emitter = new CodeEmitter(module.Module, convention, layout, stubs, Gpr.R11, scratchXmm) { FailsChecks = options.FailsChecks, FailingExit = options.FailingExit, CountsFuel = options.CountFuel };
    }

    /// <summary>Bytecode instructions of the last function, with those of inlined calls.</summary>
    public int InstructionCount => _builder.InstructionCount;

    /// <summary>How many checks there are in all functions that were compiled.</summary>
    public int Checks => _emitter.Checks;

    /// <summary>Whether equal calls of a function give equal results and do nothing else, so that they merge.</summary>
    public bool IsPure(int function) => _effects.IsPure(function);

    /// <summary>What there is to tell about the last function.</summary>
    public List<CodeNote> ReadNotes() => CodeNote.Read(_ir, _builder.Calls, _context);

    /// <summary>Globals that the last function takes to go on holding what they were given first.</summary>
    public ImmutableArray<AssumedGlobal> AssumedGlobals { get; private set; } = [];

    /// <summary>What <see cref="Print"/> calls the form before the first pass.</summary>
    public const string Built = "built";

    /// <summary>Steps of the last compilation: see <see cref="IrFunction.Steps"/>, with those of the register allocator.</summary>
    public long Steps { get; private set; }

    /// <summary>The last function that was compiled.</summary>
    public CompiledCode Finished => _emitter.Finished;

    /// <summary>Names of the forms that <see cref="Print"/> knows, in order.</summary>
    public static IEnumerable<string> Forms => OptimizingPipeline.Passes.Select(pass => pass.Name).Prepend(Built);

    /// <summary>A function in SSA form as it is after a pass; null when the optimising compiler refuses it.</summary>
    /// <param name="function">Its index.</param>
    /// <param name="form">A name among <see cref="Forms"/>.</param>
    /// <param name="printer">Makes the text.</param>
    public string? Print(int function, string form, Func<IrFunction, string> printer)
    {
        if (!_builder.TryBuild(_ir, function, -1))
            return null;
        string text = printer(_ir);
        if (form == Built)
            return text;
        new PassRunner(OptimizingPipeline.Passes) { Dump = (pass, ir) => text = pass == form ? printer(ir) : text }.Run(_ir, _context);
        return text;
    }

    /// <summary>Compiles a function, or the rest of it from a loop on.</summary>
    /// <param name="function">Its index.</param>
    /// <param name="osrOffset">The loop at which an interpreter's frame is taken over, or -1.</param>
    /// <param name="code">The code, valid until the next call.</param>
    /// <param name="guesses">What may be taken for granted.</param>
    public BailoutReason TryCompile(int function, int osrOffset, out CompiledCode code, Guesses guesses)
    {
        code = default;
        _context.Predicate = guesses.Predicates;
        if (_module.Module.Functions[function].Code.Length > LargestCode)
            return BailoutReason.FunctionIsTooLarge;
        if (!_builder.TryBuild(_ir, function, osrOffset, guesses))
            return BailoutReason.IrregularLoop;
        _passes.Run(_ir, _context);
        AssumedGlobals = [.. AssumedGlobal.Read(_ir)];
        _lowering.Run(_ir, _lir);
        long before = _allocator.Work;
        Allocation allocation = _allocator.Allocate(_lir, _allocatable, _allocatorOptions);
        if (_checks && AllocationChecker.Check(_lir, allocation, _allocatable) is { } wrong)
            throw new UnreachableException($"{wrong}\n{AllocationListing.Print(_lir, allocation)}");
        code = _emitter.Emit(new EmissionInput
        {
            Ir = _ir,
            Lir = _lir,
            Allocation = allocation,
            Words = _builder.Words,
            Strings = [.. _lowering.Strings],
            AreaSlots = _lowering.AreaSlots,
            OutgoingBytes = _lowering.OutgoingBytes,
        });
        Steps = _ir.Steps + _allocator.Work - before;
        return BailoutReason.None;
    }
}

/// <summary>What the optimising compiler needs to know besides the module.</summary>
internal sealed record OptimizerOptions
{
    /// <summary>Whether the processor has roundsd.</summary>
    public bool HasSse41 { get; init; } = true;

    /// <summary>Whether code counts fuel: each entry of a function and each jump back, of inlined functions too.</summary>
    public bool CountFuel { get; init; }

    /// <summary>Whether each pass's result and the allocation are checked: for tests.</summary>
    public bool Check { get; init; }

    /// <summary>Stress: checks count down and fail when they come to nothing, although they hold.</summary>
    public bool FailsChecks { get; init; }

    /// <summary>Stress: the check that always fails although it holds, counted from 0 in the order in which code is made; or null.</summary>
    public int? FailingExit { get; init; }

    /// <summary>Stress: only so many registers of each file are used; 0 for all.</summary>
    public int RegisterLimit { get; init; }

    /// <summary>Stress: registers are chosen at random.</summary>
    public int? RegisterSeed { get; init; }
}
