using System.Text;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Native;
using Lang.Tests;

namespace Lang.Api.Tests;

/// <summary>What README shows is what happens.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Taste_of_the_language_prints_what_is_shown()
    {
        using var output = new MemoryStream();
        CompilationResult result = Compilation.Compile("taste.tl", Readme.BlockAfter("<!-- example: taste -->"));
        result.Diagnostics.Should().BeEmpty();
        using var vm = new Vm(result.Verified!, new VmOptions { Output = output });
        vm.Run();
        Encoding.UTF8.GetString(output.ToArray()).Should().Be(Readme.BlockAfter("<!-- output -->"));
    }

    [Fact]
    public void Errors_are_reported_as_shown()
    {
        CompilationResult result = Compilation.Compile("average.tl", Readme.BlockAfter("<!-- example: errors -->"));
        string.Concat(result.Diagnostics.Select(diagnostic => DiagnosticFormatter.Format(result.Source, diagnostic)))
            .Should().Be(Readme.BlockAfter("<!-- errors -->"));
    }

    [Fact]
    public void Embedding_example_is_the_one_that_is_compiled_and_run()
    {
        string source = File.ReadAllText(RepositoryFiles.PathOf("tests", "Lang.Api.Tests", "ReadmeExample.cs"));
        int start = source.IndexOf("// README:\n", StringComparison.Ordinal) + "// README:\n".Length;
        string body = source[start..source.IndexOf("        // :README", StringComparison.Ordinal)];
        string code = string.Join('\n', body.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));
        string usings = string.Join('\n', source.Split('\n').TakeWhile(line => line.StartsWith("using ", StringComparison.Ordinal)));

        Readme.BlockAfter("<!-- example: embedding -->").Should().Be($"{usings}\n\n{code}");
        ReadmeExample.Run();
    }
}
