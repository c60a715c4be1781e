using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Testing.Comparison;
using Lang.Testing.Engines;
using Lang.Testing.Modules;
using Lang.Testing.Programs;
using ValueType = Lang.Testing.Programs.ValueType;

namespace Lang.Tests.Differential;

/// <summary>An engine that goes wrong at one construct: what is reported is little more than that construct.</summary>
public sealed class ShrinkingTests
{
    [Theory]
    [InlineData(Opcode.StringSlice)]
    [InlineData(Opcode.CallValue)]
    [InlineData(Opcode.ArrayPop)]
    [InlineData(Opcode.NewCell)]
    [InlineData(Opcode.FMod)]
    [InlineData(Opcode.RangeLast)]
    public void Disagreement_on_a_construct_shrinks_to_the_construct(Opcode opcode)
    {
        var engine = new WrongEngine(opcode);
        TestCase found = Enumerable.Range(1, 200).Select(i => (ulong)i).Select(seed => TestCase.Of(seed, RandomPrograms.Of(Features.All, seed)))
            .First(test => test.Source.Length > 2000 && WrongEngine.Contains(test.Module!, opcode));

        TestCase small = ProgramComparison.Minimize(engine, found);

        WrongEngine.Contains(small.Module!, opcode).Should().BeTrue();
        small.Source.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.Should().BeLessThanOrEqualTo(12, small.Source);
    }

    [Theory]
    [InlineData(Opcode.Dup2)]
    [InlineData(Opcode.CheckSet)]
    [InlineData(Opcode.ArrayAppend)]
    public void Disagreement_on_an_instruction_shrinks_to_the_instruction(Opcode opcode)
    {
        RandomModule found = Enumerable.Range(1, 100).Select(seed => ModuleGenerator.Generate((ulong)seed))
            .First(module => module.Functions.Any(function => function.Steps.Any(step => step.Opcode == opcode)));

        RandomModule small = ModuleComparison.Minimize(new WrongEngine(opcode), found, new RunLimits { Fuel = 100 });

        small.Functions.SelectMany(function => function.Steps).Should().Contain(step => step.Opcode == opcode)
            .And.HaveCountLessThan(found.Functions.Sum(function => function.Steps.Length) / 8);
    }

    [Fact]
    public void Report_shows_seed_program_and_both_results()
    {
        TestCase found = TestCase.Of(5, new RandomProgram([], [], [new Print(Literal.Of(42)), new Print(new Binary(ValueType.Float, "%", Literal.Of(5.5), Literal.Of(2.0)))]));
        ProgramComparison.Report(new WrongEngine(Opcode.FMod), found).Should().Be("""
            wrong at FMod differs from interpreter, fuel 3000000; repeat with eng/stress.sh --seed 5 --count 1
            --- program
            print(0.0 % 0.0)
            --- interpreter, fuel 3000000
            nan
            exit code 0

            --- wrong at FMod
            nan
            wrong
            exit code 0


            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Engines_that_agree_give_no_report() =>
        ProgramComparison.Report(EngineTable.Reference, TestCase.Of(1, new RandomProgram([], [], [new Print(Literal.Of(1))]))).Should().BeNull();

    private sealed class WrongEngine(Opcode opcode) : IEngine
    {
        public string Name => $"wrong at {opcode}";

        public bool CountsFuelExactly => true;

        public bool CountsDepthExactly => true;

        public static bool Contains(VerifiedModule module, Opcode opcode) => module.Module.Functions.Any(function => Opcodes(function).Contains(opcode));

        public RunResult Run(VerifiedModule module, RunLimits limits)
        {
            RunResult right = EngineTable.Reference.Run(module, limits);
            return Contains(module, opcode) ? right with { Output = [.. right.Output, .. Encoding.ASCII.GetBytes("wrong\n")] } : right;
        }
    }

    internal static List<Opcode> Opcodes(FunctionInfo function)
    {
        var found = new List<Opcode>();
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
            found.Add(instruction.Opcode);
        return found;
    }
}
