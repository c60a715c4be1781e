using Lang.Bytecode.Verification;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>Calls of a function itself: which become jumps, how those are counted, and how often the function is inlined into itself.</summary>
public sealed class TailCallTests
{
    private const string Ackermann = """
        fn ack(m: int, n: int) -> int {
            if m == 0 { return n + 1 }
            if n == 0 { return ack(m - 1, 1) }
            return ack(m - 1, ack(m, n - 1))
        }
        print(ack(2, 3))
        """;

    [Fact]
    public void Function_that_calls_itself_at_one_place_is_inlined_into_itself_eight_times()
    {
        (SsaBuilder builder, _) = Build(Ackermann);
        builder.Calls.Count(call => call.Refusal == InliningRefusal.None).Should().Be(8);
    }

    [Fact]
    public void Function_that_calls_itself_at_two_places_is_inlined_less_often()
    {
        (SsaBuilder builder, _) = Build("fn fib(n: int) -> int { if n < 2 { return n }\n return fib(n - 1) + fib(n - 2) }\nprint(fib(5))");
        builder.Calls.Count(call => call.Refusal == InliningRefusal.None).Should().BeInRange(1, 2);
    }

    [Fact]
    public void Other_functions_do_not_inline_all_levels()
    {
        (SsaBuilder builder, _) = Build(Ackermann, name: "script");
        builder.Calls.Count(call => call.Refusal == InliningRefusal.None).Should().Be(2);
    }

    [Fact]
    public void With_fuel_each_level_but_the_last_inlines_its_tail_calls_once()
    {
        (SsaBuilder builder, IrFunction function) = Build(Ackermann, countsFuel: true);
        Constants(function, 256).Should().Be(0, "no tail call becomes a jump");
        // Eight levels, and two tail calls of each for which there is room.
        builder.Calls.Count(call => call.Refusal == InliningRefusal.None).Should().BeGreaterThan(16);
        builder.Calls.Should().NotContain(call => call.Refusal == InliningRefusal.Rare);
    }

    [Fact]
    public void Function_that_can_fail_counts_its_tail_calls_as_calls()
    {
        (SsaBuilder builder, _) = Build("""
            fn f(n: int, k: int) -> int {
                if n < k { return n / k }
                return f(n - 1, f(n - 2, k))
            }
            print(f(5, 2))
            """, countsFuel: true);
        builder.Calls.Count(call => call.Refusal == InliningRefusal.None).Should().BeInRange(1, 2);
    }

    [Fact]
    public void Jumps_of_all_levels_are_counted_together()
    {
        (_, IrFunction function) = Build(Ackermann);
        Constants(function, 256).Should().Be(1, IrPrinter.Print(function));
    }

    [Fact]
    public void Levels_of_a_function_with_other_loops_count_for_themselves()
    {
        (_, IrFunction function) = Build("""
            fn f(n: int) -> int {
                if n < 0 { return n }
                let s = 0
                while s < n { s += f(n >> 1) }
                return f(s - n)
            }
            print(f(3))
            """);
        Constants(function, 256).Should().BeGreaterThan(1, IrPrinter.Print(function));
    }

    private static (SsaBuilder Builder, IrFunction Function) Build(string source, string? name = null, bool countsFuel = false)
    {
        VerifiedModule verified = Script.Compile(source);
        var functions = new IrSource(verified, countsFuel);
        IrFunction function = functions.Build(name ?? verified.Module.Functions.First(function => function.Name != "script").Name);
        return (functions.Builder, function);
    }

    private static int Constants(IrFunction function, long value)
    {
        int constants = 0;
        for (int block = 0; block < function.BlockCount; block++)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
                constants += function[node].Op == IrOp.Constant && function[node].Value == value ? 1 : 0;
        }
        return constants;
    }
}
