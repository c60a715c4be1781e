using System.Collections.Immutable;
using Lang.Bench.Measuring;

namespace Lang.Bench.Peers;

/// <summary>A way to compile and run the kernels that has its column in the report.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Tools">The programs it needs on the path.</param>
/// <param name="Package">The Debian package with the tools.</param>
/// <param name="Build">Compiles the kernels; null where a text runs as it stands.</param>
/// <param name="Command">What runs a kernel, but for the size at the end; null where the peer has not got the kernel.</param>
/// <param name="IsSlow">Whether it runs in the first round only, because it takes more time than all the others together.</param>
internal sealed record Peer(
    string Name, ImmutableArray<string> Tools, string Package, Action<PeerPrograms>? Build, Func<PeerPrograms, Kernel, string[]?> Command, bool IsSlow = false)
{
    /// <summary>What the others are compared with.</summary>
    public static readonly Peer Gcc =
        new("gcc -O2", ["gcc"], "gcc", programs => programs.CompileC("gcc", "-O2"), (programs, kernel) => [programs.Executable("gcc", kernel)]);

    /// <summary>TL as one installs it.</summary>
    public static readonly Peer Tl =
        new("TL", [], "", null, (programs, kernel) => [programs.Lang.NativeAot, "run", kernel.Text(".tl")]);

    /// <summary>All peers, in the order of the columns: the only place that lists them.</summary>
    public static readonly ImmutableArray<Peer> All =
    [
        Gcc,
        new("clang -O2", ["clang"], "clang", programs => programs.CompileC("clang", "-O2"), (programs, kernel) => [programs.Executable("clang", kernel)]),
        new("tcc", ["tcc"], "tcc", programs => programs.CompileC("tcc"), (programs, kernel) => [programs.Executable("tcc", kernel)]),
        new("LuaJIT", ["luajit"], "luajit", null, (_, kernel) => ["luajit", LuaJitText(kernel)]),
        new("Lua 5.4", ["lua5.4"], "lua5.4", null, (_, kernel) => ["lua5.4", kernel.Text(".lua")], IsSlow: true),
        new("Node", ["node"], "nodejs", null, (_, kernel) => ["node", kernel.Text(".js")]),
        new("Java", ["java", "javac"], "default-jdk-headless", programs => programs.CompileJava("javac"),
            (programs, kernel) => ["java", "-cp", programs.Folder("javac"), kernel.Name]),
        new(".NET", ["dotnet"], "dotnet-sdk-10.0", null, (programs, kernel) => ["dotnet", programs.DotNet, kernel.Name]),
        new(".NET expressions", ["dotnet"], "dotnet-sdk-10.0", null,
            (programs, kernel) => File.Exists(kernel.Text(".expression.cs")) ? ["dotnet", programs.DotNet, "--expressions", kernel.Name] : null),
        Tl,
        new("TL ReadyToRun", [], "", null, (programs, kernel) => [programs.Lang.ReadyToRun, "run", kernel.Text(".tl")]),
    ];

    /// <summary>The peers whose tools are there; what is missing is said on standard error.</summary>
    public static ImmutableArray<Peer> FindAll()
    {
        foreach (Peer peer in All.Where(peer => !peer.IsInstalled))
            Console.Error.WriteLine($"{peer.Name} is missing and left out; Debian: apt-get install {peer.Package}");
        return Gcc.IsInstalled
            ? [.. All.Where(peer => peer.IsInstalled)]
            : throw new BenchException("without gcc there is nothing to compare with");
    }

    private bool IsInstalled => Tools.All(ChildProcess.Exists);

    // LuaJIT lacks Lua 5.4's integers: where that matters the kernel has a text for it.
    private static string LuaJitText(Kernel kernel)
    {
        string own = kernel.Text(".luajit.lua");
        return File.Exists(own) ? own : kernel.Text(".lua");
    }
}
