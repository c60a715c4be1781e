using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native.Analysis;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Testing.Comparison;
using Lang.Testing.Programs;

namespace Lang.Tests.Native.Ir;

/// <summary>Every function of every program, built and taken through all passes, is well formed after each, and its text is read back.</summary>
public sealed class OptimizingPipelineTests
{
    [Theory]
    [InlineData("tests/golden")]
    [InlineData("examples")]
    public void Functions_of_programs_are_well_formed_after_every_pass(string folder)
    {
        int functions = 0;
        foreach (string path in RepositoryFiles.Below(folder, "*.tl"))
        {
            if (Compilation.Compile(RepositoryFiles.RelativePath(path), File.ReadAllText(path)).Verified is { } verified)
                functions += Optimize(verified, path);
        }
        functions.Should().BeGreaterThan(10);
    }

    [Fact]
    public void Functions_of_random_programs_are_well_formed_after_every_pass()
    {
        foreach (ulong seed in Enumerable.Range(0, Settings.Samples(60)).Select(i => Settings.Seed + (ulong)i))
            Optimize(TestCase.Of(seed, RandomPrograms.Of(Features.All, seed)).Module!, $"seed {seed}");
    }

    /// <summary>A generator that quietly loses what a pass is for would make all the other tests pass.</summary>
    [Fact]
    public void Equal_calls_in_random_programs_merge()
    {
        int programs = 0;
        var before = new HashSet<int>();
        foreach (ulong seed in Enumerable.Range(0, 120).Select(i => Settings.Seed + (ulong)i))
        {
            var source = new IrSource(TestCase.Of(seed, RandomPrograms.Of(Features.All, seed)).Module!);
            bool merged = false;
            var runner = new PassRunner(OptimizingPipeline.Passes)
            {
                Dump = (pass, ir) =>
                {
                    if (pass == "loop-latches")
                        before = CallsIn(ir);
                    merged |= pass == "pure-calls" && !before.IsSubsetOf(CallsIn(ir));
                },
            };
            foreach (IrFunction function in source.BuildAll())
                runner.Run(function, source.NewContext());
            programs += merged ? 1 : 0;
        }
        programs.Should().BeGreaterThan(5);
    }

    private static HashSet<int> CallsIn(IrFunction function)
    {
        var calls = new HashSet<int>();
        for (int block = 0; block < function.BlockCount; block++)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
            {
                if (function[node].Op == IrOp.Call)
                    calls.Add(node);
            }
        }
        return calls;
    }

    private static int Optimize(VerifiedModule verified, string name)
    {
        var function = new IrFunction();
        var again = new IrFunction();
        var source = new IrSource(verified);
        var runner = new PassRunner(OptimizingPipeline.Passes) { Check = true };
        for (int i = 0; i < verified.Module.Functions.Length; i++)
        {
            // Called, and entered in each of its loops.
            foreach (int start in LoopsOf(verified.Module.Functions[i]).Where(verified.SlotsOf(i).IsJumpTarget).Prepend(-1))
            {
                if (!source.Builder.TryBuild(function, i, start))
                    continue;
                IrChecker.Check(function).Should().BeNull($"function {i} of {name} was just built");
                PollTests.GoesRoundWithoutPoll(function).Should().BeFalse($"function {i} of {name} must poll");
                RoundTrip(function, again);
                runner.Run(function, source.NewContext());
                RoundTrip(function, again);
            }
        }
        return verified.Module.Functions.Length;
    }

    private static HashSet<int> LoopsOf(FunctionInfo function)
    {
        var loops = new HashSet<int>();
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            if (OpcodeTable.Get(instruction.Opcode).Is(OpcodeFlags.Branch) && instruction.A <= instruction.Offset)
                loops.Add(instruction.A);
        }
        return loops;
    }

    private static void RoundTrip(IrFunction function, IrFunction again)
    {
        string text = IrPrinter.Print(function);
        IrParser.Parse(again, text);
        IrPrinter.Print(again).Should().Be(text);
    }
}
