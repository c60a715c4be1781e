using Lang.Bench.Measuring;

namespace Lang.Bench;

/// <summary>The published programs that are measured.</summary>
/// <param name="NativeAot"><c>lang</c> as one native executable.</param>
/// <param name="ReadyToRun"><c>lang</c> precompiled, on the installed .NET runtime.</param>
/// <param name="Empty">A console program that does nothing, published as <paramref name="ReadyToRun"/> is.</param>
internal sealed record Publishing(string NativeAot, string ReadyToRun, string Empty)
{
    private static bool s_done;

    /// <summary>Publishes the programs, once a run, unless the options say not to.</summary>
    public static Publishing Get(BenchOptions options)
    {
        var result = new Publishing(
            Repository.PathOf("out", "linux-x64-aot", "lang"),
            Repository.PathOf("out", "linux-x64-r2r", "lang"),
            Repository.PathOf("out", "empty", "empty"));
        if (options.Publish && !s_done)
        {
            Script("aot");
            Script("r2r");
        }
        if (!s_done && (options.Publish || !File.Exists(result.Empty)))
            Script("empty");
        s_done = true;
        foreach (string path in (string[])[result.NativeAot, result.ReadyToRun, result.Empty])
        {
            if (!File.Exists(path))
                throw new BenchException($"{path} is missing; leave out --no-publish");
        }
        return result;
    }

    private static void Script(string form)
    {
        Console.Error.WriteLine($"eng/publish.sh {form} ...");
        ChildProcess.Run(Repository.PathOf("eng", "publish.sh"), [form]);
    }
}
