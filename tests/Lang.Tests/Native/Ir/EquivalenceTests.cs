using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native.Analysis;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Testing.Comparison;
using Lang.Testing.Programs;

namespace Lang.Tests.Native.Ir;

/// <summary>
/// Functions do the same before and after all passes, on random arguments: they return the same and leave memory the same, or leave for the interpreter where they could have
/// left before with the same frame and memory. Where fuel is counted, as much of it is left, and it ends in the same place.
/// </summary>
public sealed class EquivalenceTests
{
    private static readonly long[] s_integers = [0, 1, -1, 2, 3, 5, 7, 8, 10, -7, 64, 1000, long.MaxValue, long.MinValue, long.MaxValue - 1];
    private static readonly double[] s_floats = [0, -0.0, 1, -1, 0.5, 2, 3.25, 1e10, 1e300, double.PositiveInfinity, double.NaN];

    [Theory]
    [InlineData("tests/golden", 100)]
    [InlineData("examples", 4)]
    public void Functions_of_programs_do_what_they_did(string folder, int atLeast)
    {
        int functions = 0;
        foreach (string path in RepositoryFiles.Below(folder, "*.tl"))
        {
            if (Compilation.Compile(RepositoryFiles.RelativePath(path), File.ReadAllText(path)).Verified is { } verified)
                functions += Compare(verified, path, 1, countsFuel: false) + Compare(verified, path, 1, countsFuel: true);
        }
        functions.Should().BeGreaterThan(atLeast);
    }

    [Fact]
    public void Functions_of_random_programs_do_what_they_did()
    {
        int functions = 0;
        foreach (ulong seed in Enumerable.Range(0, Settings.Samples(60)).Select(i => Settings.Seed + (ulong)i))
            functions += Compare(TestCase.Of(seed, RandomPrograms.Of(Features.All, seed)).Module!, $"seed {seed}", (int)seed, countsFuel: seed % 2 == 0);
        functions.Should().BeGreaterThan(60);
    }

    /// <summary>Passes that random programs give nothing to do are not tested by them.</summary>
    [Theory]
    [InlineData(false, "full-unrolling", "loop-latches", "loop-invariants", "loop-unswitching", "ranges", "strength-reduction", "strip-mining", "search-loops", "loop-tests", "loop-unrolling", "jump-threading", "early-loads", "paired-divisions", "partial-inlining")]
    [InlineData(true, "poll-sinking", "strip-mining", "loop-unrolling", "partial-inlining")]
    public void Random_programs_give_passes_something_to_do(bool countsFuel, params string[] passes)
    {
        var changed = OptimizingPipeline.Passes.ToDictionary(pass => pass.Name, _ => 0);
        int floatSelections = 0;
        foreach (ulong seed in Enumerable.Range(0, 60).Select(i => (ulong)i))
        {
            var source = new IrSource(TestCase.Of(seed, RandomPrograms.Of(Features.All, seed)).Module!, countsFuel);
            foreach (IrFunction function in source.BuildAll())
            {
                string before = Operations(function);
                var runner = new PassRunner(OptimizingPipeline.Passes)
                {
                    Dump = (name, after) =>
                    {
                        changed[name] += Operations(after) == before ? 0 : 1;
                        before = Operations(after);
                    },
                };
                runner.Run(function, source.NewContext());
                floatSelections += IrPrinter.Print(function).Contains("= select float", StringComparison.Ordinal) ? 1 : 0;
            }
        }
        floatSelections.Should().BeGreaterThan(10, "machine code for them differs from that for integers");
        passes.Should().OnlyContain(pass => changed[pass] >= 10, string.Join(", ", changed));
    }

    // What stands where: not the states of loops, which strip mining takes away in any case, and not the constants and preheaders that looking for work may leave.
    private static string Operations(IrFunction function)
    {
        var text = new StringBuilder();
        for (int block = 0; block < function.BlockCount; block++)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
            {
                if (function[node].Op is not (IrOp.Constant or IrOp.Jump))
                    text.Append(block).Append(function[node].Op).Append(' ');
            }
        }
        return text.ToString();
    }

    /// <summary>How many functions were executed to an end.</summary>
    private static int Compare(VerifiedModule verified, string name, int seed, bool countsFuel)
    {
        var before = new IrFunction();
        var random = new Random(seed);
        var source = new IrSource(verified, countsFuel);
        var runner = new PassRunner(OptimizingPipeline.Passes);
        int compared = 0;
        foreach (IrFunction function in source.BuildAll())
        {
            IrParser.Parse(before, IrPrinter.Print(function));
            PassContext context = source.NewContext();
            context.Predicate = random.Next(4) > 0;
            runner.Run(function, context);
            int done = 0;
            for (int round = 0; round < 6; round++)
                done += IsSame(before, function, context, verified.Module, random.Next(), $"function {function.Function} of {name}") ? 1 : 0;
            compared += done > 0 ? 1 : 0;
        }
        return compared;
    }

    // False when it can't be executed here.
    private static bool IsSame(IrFunction before, IrFunction after, PassContext context, BytecodeModule module, int seed, string name)
    {
        // Mostly it ends before the function does.
        int budget = new Random(seed).Next(40);
        string expected;
        HashSet<string> places;
        try
        {
            (IrMemory memory, long[] arguments) = MakeArguments(module, before.Function, new Random(seed), isStrict: true);
            // What cannot be executed behind the end of the fuel may stand before it afterwards.
            if (context.CountsFuel)
            {
                IrInterpreter.Run(before, before, context, memory, arguments, long.MaxValue);
                (memory, arguments) = MakeArguments(module, before.Function, new Random(seed), isStrict: true);
            }
            (expected, places) = IrInterpreter.Run(before, before, context, memory, arguments, budget);
        }
        catch (NotSupportedException)
        {
            return false;
        }
        (IrMemory again, long[] same) = MakeArguments(module, before.Function, new Random(seed), isStrict: false);
        string actual = IrInterpreter.Run(after, before, context, again, same, budget).End;
        if (actual != expected && !places.Contains(actual))
            Assert.Fail($"{name}, arguments of seed {seed}:\n{expected}\nbecame\n{actual}\n{IrPrinter.Print(before)}\n{IrPrinter.Print(after)}");
        return true;
    }

    private static (IrMemory Memory, long[] Arguments) MakeArguments(BytecodeModule module, int function, Random random, bool isStrict)
    {
        FunctionInfo info = module.Functions[function];
        if (info.Environment.Exists)
            throw new NotSupportedException("A closure.");
        var memory = new IrMemory { IsStrict = isStrict };
        for (int i = 0; i < module.Globals.Length; i++)
        {
            if (module.Globals[i].Type != TypeId.I64)
                continue;
            memory.Globals[i] = random.Next(5);
            memory.Numbers.Add(i);
        }
        var arguments = new List<long>();
        foreach (TypeId type in info.Parameters)
        {
            arguments.Add(Make(module, type, memory, random));
            if (SsaBuilder.TypeOf(type) != IrType.Ref)
                continue;
            memory.Roots.Add(arguments[^1]);
            memory.RootTypes.Add(type.Index);
        }
        return (memory, [.. arguments]);
    }

    private static long Make(BytecodeModule module, TypeId type, IrMemory memory, Random random)
    {
        if (type == TypeId.Bool)
            return random.Next(2);
        if (type == TypeId.I64)
            return random.Next(3) == 0 ? s_integers[random.Next(s_integers.Length)] : random.Next(-2, 9);
        if (type == TypeId.F64)
            return BitConverter.DoubleToInt64Bits(random.Next(2) == 0 ? s_floats[random.Next(s_floats.Length)] : random.Next(-4, 9) / 2.0);
        int length = random.Next(9);
        if (type == TypeId.String)
        {
            long text = memory.New(length, length);
            for (int i = 0; i < length; i++)
                memory[text].Slots[i] = random.Next(256);
            return text;
        }
        if (module.Types[type].Kind != TypeKind.Array)
            throw new NotSupportedException("A function.");
        // Two arguments may be one array.
        TypeId item = module.Types[type].Item;
        if (memory.Roots.Count > 0 && memory.RootTypes[^1] == type.Index && random.Next(3) == 0)
            return memory.Roots[^1];
        MemorySet elements = item == TypeId.Bool ? MemorySet.Bools : SsaBuilder.TypeOf(item) switch { IrType.Int => MemorySet.Ints, IrType.Float => MemorySet.Floats, _ => MemorySet.Refs };
        long array = memory.New(length, length + random.Next(2), elements);
        for (int i = 0; i < length; i++)
            memory[array].Slots[i] = Make(module, item, memory, random);
        return array;
    }
}
