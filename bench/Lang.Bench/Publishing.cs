using Lang.Bench.Measuring;

namespace Lang.Bench;

/// <summary>The published programs that are measured.</summary>
/// <param name="NativeAot"><c>lang</c> as one native executable.</param>
/// <param name="ReadyToRun"><c>lang</c> precompiled, on the installed .NET runtime.</param>
internal sealed record Publishing(string NativeAot, string ReadyToRun)
{
    private static readonly HashSet<string> s_done = [];

    /// <summary>Publishes the programs, once a run, unless the options say not to.</summary>
    public static Publishing Get(BenchOptions options) => new(NativeAotOnly(options), Program("r2r", "linux-x64-r2r", options));

    /// <summary>The same, of the native executable alone.</summary>
    public static string NativeAotOnly(BenchOptions options) => Program("aot", "linux-x64-aot", options);

    private static string Program(string form, string folder, BenchOptions options)
    {
        string path = Repository.PathOf("out", folder, "lang");
        if (options.Publish)
            Script(form);
        return File.Exists(path) ? path : throw new BenchException($"{path} is missing; leave out --no-publish");
    }

    /// <summary>Publishes a program that benchmarks compare with, once a run, unless it is there and the options say not to.</summary>
    /// <param name="form">What eng/publish.sh calls it; it puts the program into a folder of this name.</param>
    /// <param name="file">The file in there.</param>
    public static string Yardstick(string form, string file, BenchOptions options)
    {
        string path = Repository.PathOf("out", form, file);
        if (options.Publish || !File.Exists(path))
            Script(form);
        return path;
    }

    private static void Script(string form)
    {
        if (!s_done.Add(form))
            return;
        Console.Error.WriteLine($"eng/publish.sh {form} ...");
        ChildProcess.Run(Repository.PathOf("eng", "publish.sh"), [form]);
    }
}
