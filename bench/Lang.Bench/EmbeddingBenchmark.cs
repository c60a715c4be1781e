using System.Globalization;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>What embedding costs. A program of its own measures it, because it compares with packages that nothing else needs.</summary>
internal static class EmbeddingBenchmark
{
    public static void Run(BenchOptions options)
    {
        string project = Repository.PathOf("bench", "Embedding");
        ChildProcess.Run("dotnet", ["build", "-c", "Release", "-nologo", "-v:quiet", project]);
        string program = Directory.GetFiles(Path.Combine(project, "bin", "Release"), "embedding.dll", SearchOption.AllDirectories).Single();
        string[] flags = options.Quick ? ["--quick"] : [];
        ChildRun run = ChildProcess.Run("dotnet", [program, "--rounds", options.Rounds.ToString(CultureInfo.InvariantCulture), .. flags]);
        Console.WriteLine(run.Output);
        if (options.Save)
            ReportFile.Save("embedding", run.Output.TrimEnd() + "\n");
    }
}
