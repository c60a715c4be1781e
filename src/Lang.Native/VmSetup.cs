using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Hosting;
using Lang.Native.Tiering;

namespace Lang.Native;

/// <summary>What a VM's options mean for its parts.</summary>
internal static class VmSetup
{
    /// <summary>Bytes of objects that a heap without a limit may have: three quarters of what the process may use. Asked for once, as it takes longer than most of a VM.</summary>
    public static readonly long HeapCeiling = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    public static void Validate(VmOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.Output);
        ArgumentNullException.ThrowIfNull(options.Input);
        ArgumentNullException.ThrowIfNull(options.Arguments);
        if (options.Arguments.Contains(null!))
            throw new ArgumentException("An argument of the script is null.", nameof(options));
        if (options.MaxCallDepth is < 0 or > VmOptions.LargestCallDepth)
            throw new ArgumentException($"The call depth is not from 0 to {VmOptions.LargestCallDepth}.", nameof(options));
        if (options.Fuel < 0 || options.HeapLimit < 0 || options.OutputLimit < 0 || options.TimeLimit < TimeSpan.Zero)
            throw new ArgumentException("A limit is negative.", nameof(options));
        if (options.CallThreshold < 1 || options.LoopThreshold < 1 || options.OptimizeThreshold < 1)
            throw new ArgumentException("A threshold is below 1.", nameof(options));
        if (options.CodeCacheLimit is < VmOptions.SmallestCodeCache or > VmOptions.LargestCodeCache)
            throw new ArgumentException("The limit of the code cache is not from 64 KiB to 1 GiB.", nameof(options));
    }

    public static TierOptions TierOptionsOf(VmOptions options, BytecodeModule module) => new()
    {
        CallThreshold = options.Tier != ExecutionTier.Auto ? 1 : options.CallThreshold,
        LoopThreshold = options.Tier != ExecutionTier.Auto ? 1 : options.LoopThreshold,
        Optimizes = options.Tier is ExecutionTier.Optimizing or ExecutionTier.Auto,
        OptimizesAtOnce = options.Tier == ExecutionTier.Optimizing,
        OptimizesMergingCallsAtOnce = options.OptimizesMergingCallsAtOnce && options.Tier == ExecutionTier.Auto && options.Fuel is null,
        OptimizeThreshold = options.OptimizeThreshold,
        // Where checks are to fail, there should be many that do.
        BranchThreshold = options.FailureSeed is not null ? 1 : options.BranchThreshold,
        CompilesInBackground = options.CompilesInBackground && options.Tier == ExecutionTier.Auto,
        Optimizer = new OptimizerOptions
        {
            HasSse41 = System.Runtime.Intrinsics.X86.Sse41.IsSupported,
            CountFuel = options.Fuel is not null,
            Check = options.ChecksCompiler,
            FailsChecks = options.FailureSeed is not null || options.FailingCheck is not null,
            FailingExit = options.FailingExit,
            RegisterLimit = options.RegisterLimit,
            RegisterSeed = options.RegisterSeed,
        },
        FailureSeed = options.FailureSeed,
        CompiledBeside = options.CompiledBeside,
        FailingCheck = options.FailingCheck,
        Explains = options.Explains,
        CodeCacheBytes = options.CodeCacheLimit,
        CountFuel = options.Fuel is not null,
        TimeLimit = options.TimeLimit,
        Cancellation = options.Cancellation,
        IsSampled = options.Profiler is not null,
        MaxCallDepth = options.MaxCallDepth,
        HostAddresses = module.HostImports.IsEmpty ? [] : [.. module.HostImports.Select(import => options.Host!.FindFunction(import.Name)!.Address)],
        Trace = options.TraceJit,
        PerfMap = options.PerfMap,
        GdbJit = options.GdbJit,
    };

    public static HostCall[] Bind(VerifiedModule module, VmOptions options)
    {
        Capabilities missing = module.Capabilities & ~options.Grants;
        if (missing != Capabilities.None)
            throw new ArgumentException($"The module needs what is not granted: {missing}.", nameof(options));
        return module.Module.HostImports.IsEmpty ? [] : BindImports(module.Module, options);
    }

    private static HostCall[] BindImports(BytecodeModule module, VmOptions options)
    {
        var functions = new HostCall[module.HostImports.Length];
        for (int i = 0; i < functions.Length; i++)
        {
            HostImport import = module.HostImports[i];
            HostFunction function = options.Host?.FindFunction(import.Name)
                ?? throw new ArgumentException($"The module needs the host function {import.Name}, and the options' Host has none.", nameof(options));
            if (!Fits(function, import, module.Types))
            {
                throw new ArgumentException(
                    $"The module was compiled for the host function {import.Name}{ExportNames.Signature(module, import.Parameters, import.Result)}, but the host has {function}.", nameof(options));
            }
            functions[i] = function.Call;
        }
        return functions;
    }

    private static bool Fits(HostFunction function, HostImport import, TypeTable types)
    {
        if (function.Parameters.Length != import.Parameters.Length || !function.Result.Is(import.Result, types))
            return false;
        for (int i = 0; i < import.Parameters.Length; i++)
        {
            if (!function.Parameters[i].Is(import.Parameters[i], types))
                return false;
        }
        return true;
    }
}
