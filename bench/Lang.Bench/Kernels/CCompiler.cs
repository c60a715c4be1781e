using Lang.Bench.Measuring;

namespace Lang.Bench.Kernels;

/// <summary>Compiles kernels with tcc, a C compiler of one pass without optimisation: what a template compiler is measured by.</summary>
internal sealed class CCompiler : IDisposable
{
    private const string Tcc = "tcc";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lang-bench-");

    private CCompiler()
    {
    }

    /// <summary>The compiler, or null when it is not installed, which is said on standard error.</summary>
    public static CCompiler? TryFind()
    {
        if (ChildProcess.Exists(Tcc))
            return new CCompiler();
        Console.Error.WriteLine("tcc is missing, and with it the columns that compare with C; Debian: apt-get install tcc");
        return null;
    }

    /// <summary>Compiles a kernel's C text.</summary>
    /// <returns>The path of the program.</returns>
    public string Compile(Kernel kernel)
    {
        string program = Path.Combine(_directory.FullName, kernel.Name);
        ChildProcess.Run(Tcc, ["-Wall", "-o", program, kernel.Text(".c"), "-lm"]);
        return program;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
