using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Lang.Bench.Micro;

/// <summary>Starts BenchmarkDotNet. Everything runs in this process: no benchmark needs a build of its own.</summary>
internal static class MicroBenchmarks
{
    public static void Run(BenchOptions options)
    {
        // A compiler is much code: .NET needs some seconds until the last of it is compiled for good.
        Job job = (options.Quick ? Job.Dry : Job.ShortRun.WithWarmupCount(30).WithIterationCount(10)).WithToolchain(InProcessEmitToolchain.Instance);
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Repository.PathOf("out", "benchmarks"));
        string[] filters = [.. options.Only.Split(',').Select(part => $"*{part}*")];
        BenchmarkSwitcher.FromTypes([typeof(FrontEndStages), typeof(InterpreterInstructions), typeof(ClassicInterface), typeof(TemplateCompilation), typeof(OptimizingCompilation)]).Run(["--filter", .. filters], config);
    }
}
