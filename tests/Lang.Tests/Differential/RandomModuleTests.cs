using Lang.Testing.Comparison;
using Lang.Testing.Engines;
using Lang.Testing.Modules;

namespace Lang.Tests.Differential;

/// <summary>
/// Random bytecode that no source text gives does the same in every engine, at whatever fuel: output, error with place and
/// trace. <c>eng/stress.sh</c> tries as much more as wanted.
/// </summary>
public sealed class RandomModuleTests
{
    public static TheoryData<string> Engines() => [.. EngineTable.Others.Select(engine => engine.Name)];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Engine_does_what_the_interpreter_does(string name)
    {
        IEngine engine = EngineTable.Get(name);
        for (int i = 0; i < Settings.Samples(60); i++)
        {
            if (ModuleComparison.Report(engine, Settings.Seed + (ulong)i) is { } report)
                Assert.Fail(report);
        }
    }

    [Fact]
    public void Modules_use_nearly_every_opcode() =>
        Enumerable.Range(1, 100).SelectMany(seed => ModuleGenerator.Generate((ulong)seed).Build().Functions).SelectMany(ShrinkingTests.Opcodes).Distinct()
            .Should().HaveCountGreaterThan(108);
}
