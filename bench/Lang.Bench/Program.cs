using Lang.Bench;
using Lang.Bench.Kernels;
using Lang.Bench.Micro;
using Lang.Bench.Peers;
using Lang.Bench.Warmup;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(BenchOptions.Usage);
    return 0;
}
try
{
    BenchOptions options = BenchOptions.Parse(args);
    foreach (string command in options.Commands)
    {
        switch (command)
        {
            case "kernels": KernelBenchmark.Run(options); break;
            case "startup": StartupBenchmark.Run(options); break;
            case "compilation": FirstCompilationBenchmark.Run(options); break;
            case "memory": MemoryBenchmark.Run(options); break;
            case "embedding": EmbeddingBenchmark.Run(options); break;
            case "frontend": FrontEndBenchmark.Run(options); break;
            case "peers": PeerBenchmark.Run(options); break;
            case "warmup": WarmupBenchmark.Run(options); break;
            case "profiling": ProfilingBenchmark.Run(options); break;
            case "limits": LimitsBenchmark.Run(options); break;
            case "micro": MicroBenchmarks.Run(options); break;
        }
    }
    return 0;
}
catch (BenchException e)
{
    Console.Error.WriteLine($"bench: {e.Message}");
    return 2;
}
