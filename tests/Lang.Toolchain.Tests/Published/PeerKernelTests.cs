using Lang.Bench;
using Lang.Tests;

namespace Lang.Toolchain.Tests.Published;

/// <summary>The programs by which compilers are compared do the same work in TL and in C.</summary>
public sealed class PeerKernelTests
{
    private static readonly string[] s_suffixes = [".c", ".cs", ".java", ".js", ".lua", ".tl"];

    public static TheoryData<string> Kernels() => [.. Kernel.All.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Kernel_prints_in_every_tier_what_its_C_prints(string name)
    {
        int size = Kernel.All.Single(kernel => kernel.Name == name).Quick;
        string text = RepositoryFiles.PathOf("bench", "peers", name, name);
        using var shell = new Shell("linux-x64-aot");

        ShellResult expected = shell.Run($"gcc -O1 -o program '{text}.c' -lm && ./program {size}");
        expected.ExitCode.Should().Be(0, expected.Error);
        expected.Output.Should().NotBeEmpty();
        foreach (string tier in (string[])["interpreter", "template", "auto"])
        {
            ShellResult result = shell.Run($"lang run --tier {tier} '{text}.tl' {size}");
            result.Should().BeEquivalentTo(expected, "tier {0} computes the same", tier);
        }
    }

    [Fact]
    public void Every_kernel_has_a_text_in_every_language()
    {
        IEnumerable<string> expected = Kernel.All.SelectMany(kernel => s_suffixes.Select(suffix => Path.Combine(kernel.Name, kernel.Name + suffix)));
        string root = RepositoryFiles.PathOf("bench", "peers");
        IEnumerable<string> actual = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path).Count(c => c == '.') == 1) // not NAME.luajit.lua and the like, which some kernels have
            .Select(path => Path.GetRelativePath(root, path));
        actual.Should().BeEquivalentTo(expected);
    }
}
