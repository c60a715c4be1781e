using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Optimization;
using Lang.Bytecode.Text;
using Lang.Native;

namespace Lang.Testing.Engines;

/// <summary>The engines that need nothing but this process, one a row.</summary>
internal static class EngineTable
{
    /// <summary>The one that the others are compared with.</summary>
    public static readonly IEngine Reference = new ModuleEngine("interpreter");

    public static readonly ImmutableArray<IEngine> Others =
    [
        new ModuleEngine("interpreter, collecting always", options => options with { CollectAtEveryAllocation = true }),
        new ModuleEngine("interpreter, not profiling", options => options with { Profile = false }),
        new ModuleEngine("through the container", transform: module => Read(ModuleWriter.Write(module.Module))),
        new ModuleEngine("through the listing", transform: module => Assemble(ListingWriter.Write(module.Module), module.Module.Source)),
        Native("template", options => options with { Tier = ExecutionTier.Template }),
        Native("template, collecting always", options => options with { Tier = ExecutionTier.Template, CollectAtEveryAllocation = true }),
        Native("template, tiny code cache", options => options with { Tier = ExecutionTier.Template, CodeCacheLimit = VmOptions.SmallestCodeCache }),
        Native("mixed, loops at 1", options => Mixed(options, 3, 1)),
        Native("mixed, loops at 2", options => Mixed(options, 1_000_000, 2)),
        Native("mixed, loops at 100", options => Mixed(options, 2, 100)),
        Optimizing("optimizing", options => options with { ChecksCompiler = true }),
        Optimizing("optimizing, collecting always", options => options with { CollectAtEveryAllocation = true }),
        Optimizing("optimizing, four registers", options => options with { ChecksCompiler = true, RegisterLimit = 4 }),
        Optimizing("optimizing, random registers", options => options with { ChecksCompiler = true, RegisterSeed = 7 }),
        Optimizing("optimizing, checks fail at random", options => options with { ChecksCompiler = true, FailureSeed = 1 }),
        Counting("optimizing, counting fuel", options => options with { ChecksCompiler = true }),
        Counting("all tiers, counting fuel", options => Mixed(options, 2, 2) with { OptimizeThreshold = 20 }),
        Counting("all tiers, counting fuel, checks fail at random", options => Mixed(options, 2, 2) with { OptimizeThreshold = 20, FailureSeed = 3 }),
        Optimizing("all tiers", options => Mixed(options, 2, 2) with { OptimizeThreshold = 20 }),
        Optimizing("all tiers, compiling in the background", options => Mixed(options, 2, 2) with { OptimizeThreshold = 20, CompilesInBackground = true }),
        Optimizing("all tiers, sides of branches guessed at once", options => Mixed(options, 2, 2) with { OptimizeThreshold = 20, BranchThreshold = 1, ChecksCompiler = true }),
        Counting("all tiers, counting fuel, sides of branches guessed at once", options => Mixed(options, 2, 2) with { OptimizeThreshold = 20, BranchThreshold = 1 }),
        Optimizing("all tiers, checks fail at random", options => Mixed(options, 2, 2) with { OptimizeThreshold = 20, FailureSeed = 2 }),
        new ModuleEngine("bytecode optimised", transform: BytecodeOptimizer.Optimize) { CountsFuelExactly = false },
    ];

    private static ModuleEngine Native(string name, Func<VmOptions, VmOptions> options) => new(name, options) { CountsDepthExactly = false };

    // Without fuel, so that calls may merge; with it they do not.
    private static ModuleEngine Optimizing(string name, Func<VmOptions, VmOptions> options) =>
        new(name, plain => options(plain with { Tier = ExecutionTier.Optimizing, Fuel = null })) { CountsDepthExactly = false, CountsFuelExactly = false };

    private static ModuleEngine Counting(string name, Func<VmOptions, VmOptions> options) =>
        new(name, plain => options(plain with { Tier = ExecutionTier.Optimizing })) { CountsDepthExactly = false };

    private static VmOptions Mixed(VmOptions options, int calls, int loops) =>
        options with { Tier = ExecutionTier.Auto, CallThreshold = calls, LoopThreshold = loops, CompilesInBackground = false };

    /// <summary>The row of that name.</summary>
    public static IEngine Get(string name) => Others.First(engine => engine.Name == name);

    private static BytecodeModule Read(byte[] container)
    {
        ModuleReadResult result = ModuleReader.Read(container);
        return result.Module ?? throw new InvalidOperationException($"The container does not read back: {result.Error}");
    }

    // Listings hold no source text, which error messages quote.
    private static BytecodeModule Assemble(string listing, ModuleSource? source)
    {
        ListingResult result = ListingReader.Read(listing);
        BytecodeModule module = result.Module ?? throw new InvalidOperationException($"The listing does not assemble: {result.Errors[0]}");
        return new BytecodeModule(module) { Source = source };
    }
}
