using System.Collections.Immutable;
using Lang.Bench.Measuring;

namespace Lang.Bench.Peers;

/// <summary>Where the kernels' texts are and where their compiled forms go; the latter vanish when disposed.</summary>
/// <param name="kernels">The kernels to compile.</param>
/// <param name="options">Whether to publish anew.</param>
internal sealed class PeerPrograms(ImmutableArray<PeerKernel> kernels, BenchOptions options) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lang-bench-");
    private string? _dotNet;

    /// <summary><c>lang</c> as published.</summary>
    public Publishing Lang { get; } = Publishing.Get(options);

    /// <summary>The kernels in C#, published as one program when first asked for.</summary>
    public string DotNet => _dotNet ??= Publishing.Yardstick("peers", "peers.dll", options);

    /// <summary>A kernel's text in the language with this suffix.</summary>
    public static string Text(PeerKernel kernel, string suffix) => Repository.PathOf("bench", "peers", kernel.Name, kernel.Name + suffix);

    /// <summary>Where one peer puts what it makes.</summary>
    public string Folder(string peer) => _directory.CreateSubdirectory(peer).FullName;

    public string Executable(string compiler, PeerKernel kernel) => Path.Combine(Folder(compiler), kernel.Name);

    public void CompileC(string compiler, params string[] flags)
    {
        foreach (PeerKernel kernel in kernels)
            ChildProcess.Run(compiler, [.. flags, "-o", Executable(compiler, kernel), Text(kernel, ".c"), "-lm"]);
    }

    public void CompileJava(string compiler) =>
        ChildProcess.Run(compiler, ["-d", Folder(compiler), .. kernels.Select(kernel => Text(kernel, ".java"))]);

    public void Dispose() => _directory.Delete(recursive: true);
}
