using System.Collections.Immutable;
using Lang.Bench.Measuring;

namespace Lang.Bench.Peers;

/// <summary>Where the kernels' compiled forms go; they vanish when disposed.</summary>
/// <param name="kernels">The kernels to compile.</param>
/// <param name="options">Whether to publish anew.</param>
internal sealed class PeerPrograms(ImmutableArray<Kernel> kernels, BenchOptions options) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lang-bench-");
    private string? _dotNet;

    /// <summary><c>lang</c> as published.</summary>
    public Publishing Lang { get; } = Publishing.Get(options);

    /// <summary>The kernels in C#, published as one program when first asked for.</summary>
    public string DotNet => _dotNet ??= Publishing.Yardstick("peers", "peers.dll", options);

    /// <summary>Where one peer puts what it makes.</summary>
    public string Folder(string peer) => _directory.CreateSubdirectory(peer).FullName;

    public string Executable(string compiler, Kernel kernel) => Path.Combine(Folder(compiler), kernel.Name);

    public void CompileC(string compiler, params string[] flags)
    {
        foreach (Kernel kernel in kernels)
            ChildProcess.Run(compiler, [.. flags, "-o", Executable(compiler, kernel), kernel.Text(".c"), "-lm"]);
    }

    public void CompileJava(string compiler) =>
        ChildProcess.Run(compiler, ["-d", Folder(compiler), .. kernels.Select(kernel => kernel.Text(".java"))]);

    public void Dispose() => _directory.Delete(recursive: true);
}
