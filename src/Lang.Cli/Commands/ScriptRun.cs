using System.Diagnostics;
using System.Globalization;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Cli.Hosting;
using Lang.Frontend;
using Lang.Frontend.Syntax;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary>Compiles or loads a script, runs it, and reports how it ended.</summary>
/// <param name="arguments">The script's arguments.</param>
/// <param name="settings">Limits and the like.</param>
/// <param name="host">Where it runs.</param>
internal sealed class ScriptRun(string[] arguments, RunSettings settings, CliHost host)
{
    /// <summary>How messages name the text after <c>-e</c>.</summary>
    private const string CodePath = "<code>";

    private readonly long _start = Stopwatch.GetTimestamp();

    private static readonly CompilationOptions s_explaining = new() { MarksStatements = true };

    /// <summary>Where the script's output goes; standard output unless it is set.</summary>
    public Stream? Output { get; init; }

    /// <summary>Called when the script has ended, however it did.</summary>
    public Action<Vm>? Ended { get; init; }

    /// <summary>Runs a file, source or container.</summary>
    public int RunFile(string path)
    {
        if (Files.Read(path, host) is not { } content)
            return ExitCode.Usage;
        return ModuleLoader.Load(path, content, host, settings.Explains ? s_explaining : null) is { } module ? Run(module) : ExitCode.SourceErrors;
    }

    /// <summary>Runs a text: prints its value if it is an expression.</summary>
    public int RunCode(string code)
    {
        var source = new SourceText(CodePath, code);
        CompilationResult result = Compilation.CompileCommand(source);
        ModuleLoader.Report(source, result.Diagnostics, host);
        return result.Verified is { } module ? Run(module) : ExitCode.SourceErrors;
    }

    private int Run(VerifiedModule module)
    {
        TimeSpan compileTime = Stopwatch.GetElapsedTime(_start);
        var defaults = new VmOptions();
        ScriptProfiler? profiler = settings.ProfilePath is null ? null : new ScriptProfiler();
        using var vm = new Vm(module, defaults with
        {
            MaxCallDepth = settings.MaxDepth,
            HeapLimit = settings.HeapLimit,
            TimeLimit = settings.TimeLimit,
            Fuel = settings.Fuel,
            OutputLimit = settings.OutputLimit,
            Cancellation = host.Cancellation,
            Output = Output ?? host.Output,
            Input = host.Input,
            Arguments = arguments,
            Grants = Capabilities.All,
            Profile = settings.Stats || settings.Explains,
            Profiler = profiler,
            CollectAtEveryAllocation = settings.CollectAlways,
            Explains = settings.Explains,
            FailureSeed = settings.FailureSeed,
            Tier = settings.Tier,
            CallThreshold = settings.CallThreshold ?? defaults.CallThreshold,
            LoopThreshold = settings.LoopThreshold ?? defaults.LoopThreshold,
            OptimizeThreshold = settings.OptimizeThreshold ?? defaults.OptimizeThreshold,
            CompilesInBackground = !settings.JitSync && !settings.Explains,
            CodeCacheLimit = (int)(settings.CodeCache ?? defaults.CodeCacheLimit),
            PerfMap = settings.PerfMap,
            GdbJit = settings.GdbJit,
            TraceJit = settings.TraceJit ? line => host.WriteError($"jit: {line}\n") : null,
        });
        int exitCode = Run(vm);
        Ended?.Invoke(vm);
        if (settings.Stats)
            host.WriteError(Describe(compileTime, vm.Statistics));
        return profiler is null || WriteProfile(profiler) ? exitCode : ExitCode.Usage;
    }

    private bool WriteProfile(ScriptProfiler profiler)
    {
        using var content = new MemoryStream();
        profiler.WriteSpeedscope(content);
        return Files.Write(settings.ProfilePath!, content.GetBuffer().AsSpan(0, (int)content.Length), host);
    }

    private int Run(Vm vm)
    {
        try
        {
            vm.Run();
            return ExitCode.Success;
        }
        catch (ScriptException e)
        {
            host.WriteError(e.Format(host.Colour));
            return e.Error.Code.IsLimit() ? ExitCode.LimitReached : ExitCode.ScriptFailed;
        }
        catch (OutputClosedException)
        {
            // Quietly: where the output could not be written for another reason, that is reported by whoever called us.
            return ExitCode.Success;
        }
    }

    private string Describe(TimeSpan compileTime, VmStatistics statistics)
    {
        string fuel = settings.Fuel is null ? "" : string.Create(CultureInfo.InvariantCulture, $"fuel      {statistics.FuelUsed} units\n");
        return string.Create(CultureInfo.InvariantCulture, $"""
            compile   {compileTime.TotalMilliseconds:0.000} ms
            run       {statistics.RunTime.TotalMilliseconds:0.000} ms
            {Describe(statistics.Native)}
            calls     {statistics.InterpretedCalls} by the interpreter
            {fuel}output    {statistics.OutputBytes} bytes
            heap      {statistics.PeakHeapBytes} bytes at most, {statistics.AllocatedBytes} bytes allocated, {statistics.Collections} collections

            """);
    }

    private string Describe(NativeStatistics native)
    {
        if (native.Refusal is not null)
            return $"tiers     interpreter: {native.Refusal}";
        if (native.Compilations == 0)
            return "tiers     interpreter";
        double perInstruction = native.CompileTime.TotalNanoseconds / Math.Max(1, native.CompiledInstructions);
        return string.Create(CultureInfo.InvariantCulture, $"""
            tiers     template: {native.Functions - native.OptimizedFunctions} functions; optimizing: {native.OptimizedFunctions} functions, {native.OptimizedLoops} loops; {native.CodeBytes} bytes of code
            jit       {native.Compilations} compilations, {native.CompileTime.TotalMilliseconds:0.000} ms, {perInstruction:0} ns and {(double)native.CompiledBytes / Math.Max(1, native.CompiledInstructions):0.0} bytes an instruction
            jit       {native.OsrEntries} loops entered, {native.Exits} frames left, {native.Evictions} functions evicted, {native.Invalidations} invalidated
            """);
    }
}
