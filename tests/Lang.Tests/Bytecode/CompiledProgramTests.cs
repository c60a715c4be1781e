using Lang.Bytecode;
using Lang.Bytecode.Optimization;
using Lang.Bytecode.Verification;
using Lang.Frontend;

namespace Lang.Tests.Bytecode;

/// <summary>What the front end makes of every program of the golden suite and the examples, taken through all forms of bytecode.</summary>
public class CompiledProgramTests
{
    [Theory]
    [InlineData("tests/golden")]
    [InlineData("examples")]
    public void Compiled_programs_survive_container_and_listing_and_verify_when_optimised(string folder)
    {
        int programs = 0;
        foreach (string path in RepositoryFiles.Below(folder, "*.tl"))
        {
            CompilationResult result = Compilation.Compile(RepositoryFiles.RelativePath(path), File.ReadAllText(path));
            if (result.Verified is not { } verified)
                continue;
            programs++;
            byte[] container = ModuleWriter.Write(verified.Module);
            ModuleWriter.Write(ModuleReader.Read(container).Module!).Should().Equal(container, path);
            ListingTests.ShouldSurvive(verified.Module);
            Verifier.Verify(BytecodeOptimizer.Optimize(verified)).Errors.Should().BeEmpty(path);
        }
        programs.Should().BeGreaterThan(0);
    }
}
