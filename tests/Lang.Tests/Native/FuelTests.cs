using System.Text;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Tests.Native;

/// <summary>Fuel in functions that are inlined into themselves, and where the budget is in a register while other functions are called.</summary>
public sealed class FuelTests
{
    // Two tail calls and a call in between; every level is inlined, and the tail calls of each.
    private const string Ackermann = """
        fn ack(m: int, n: int) -> int {
            if m == 0 { return n + 1 }
            if n == 0 { return ack(m - 1, 1) }
            return ack(m - 1, ack(m, n - 1))
        }
        let seen = 0
        for i in 0..6 { seen += ack(2, i) }
        """;

    // Counts how often it was called where the host sees it, and in tail calls only.
    private const string TailCalls = """
        let seen = 0
        fn down(n: int, step: int) -> int {
            seen = seen * 3 + n
            if n <= 0 { return seen }
            if n % 2 == 0 { return down(n - step, step) }
            return down(n - 1, step)
        }
        for i in 1..9 { down(i * 7, i) }
        """;

    // Fails at the bottom, with a loop on the way that calls nothing, and an inlined function that calls itself.
    private const string FailsAtTheBottom = """
        let seen = 0
        fn sum(n: int) -> int {
            if n == 0 { return 0 }
            return n + sum(n - 1)
        }
        fn deep(n: int, a: int[]) -> int {
            if n < 0 { return a[0 - n] }
            let s = sum(n % 4)
            for i in 0..n { s += i }
            seen += s
            return deep(n - 1, a) + 1
        }
        for i in 0..5 { deep(i * 3, [i, i]) }
        deep(9, [7])
        """;

    // A loop that counts more often than it calls, in closures as well: what is called counts the budget in memory, and the call takes the register.
    private const string CallsAmongCounts = """
        let seen = 0
        fn run(n: int, f: fn(int) -> int) -> int {
            let s = 0
            for i in 0..n {
                let k = i
                while k > 0 { k -= 3 s += k & 5 }
                s += f(i)
            }
            return s
        }
        fn adder(start: int) {
            let by = start
            return fn(n: int) {
                for i in 0..n { by += i }
                return by
            }
        }
        let steps: (fn(int) -> int)[] = [fn(n: int) => n + 1, fn(n: int) => n * 2, fn(n: int) => seen - n, fn(n: int) => n ^ 5, fn(n: int) => n >> 1, adder(3), adder(8)]
        for i in 0..14 { seen += run(9, steps[i % 7]) }
        """;

    // Strips whose length is a matter of the step, up and down, by checks of the bound and by its difference; and a way out in the middle.
    private const string VariableSteps = """
        let seen = 0
        fn run(n: int, by: int) -> int {
            let s = 0
            for i in 0..n step by { s = s * 3 + i }
            let k = 0
            while k < n { k += by s ^= k }
            for i in n..=9 * n step by { if s == i { break } s = s & 63 }
            return s
        }
        for i in 1..9 { seen = seen * 7 + run(i * 5, i) }
        seen += run(-20, -4)
        """;

    [Theory]
    [InlineData(VariableSteps, 650)]
    [InlineData(Ackermann, 300)]
    [InlineData(TailCalls, 130)]
    [InlineData(FailsAtTheBottom, 260)]
    [InlineData(CallsAmongCounts, 1200)]
    public void Every_amount_of_fuel_ends_with_the_same_trace_and_state_in_every_tier(string source, int most)
    {
        CompilationResult compiled = Compilation.Compile("test.tl", source, new CompilationOptions { GlobalExports = ["seen"] });
        compiled.Diagnostics.Should().BeEmpty();
        VmOptions options = new() { CompilesInBackground = false, ChecksCompiler = true, CallThreshold = 2, LoopThreshold = 7, OptimizeThreshold = 40, BranchThreshold = 10 };
        for (int fuel = 1; fuel <= most; fuel++)
        {
            string expected = Outcome(options with { Tier = ExecutionTier.Interpreter, Fuel = fuel });
            foreach (ExecutionTier tier in (ReadOnlySpan<ExecutionTier>)[ExecutionTier.Template, ExecutionTier.Optimizing, ExecutionTier.Auto])
                Outcome(options with { Tier = tier, Fuel = fuel }).Should().Be(expected, "of {0} units in tier {1}", fuel, tier);
            // What goes round is met in each of its units all the same.
            fuel += fuel / 100;
        }

        // The budget begins anew with the second run.
        string Outcome(VmOptions options)
        {
            using var output = new MemoryStream();
            using var vm = new Vm(compiled.Verified!, options with { Output = output });
            return $"{Run(vm)}\n{Run(vm)}{Encoding.UTF8.GetString(output.ToArray())}";
        }
    }

    /// <summary>
    /// Loops are counted by the units that slices of the budget end with. Where each slice ended in the function that a loop calls, the loop would stay interpreted.
    /// </summary>
    [Theory]
    [MemberData(nameof(RoundsOfCallee))]
    public void A_loop_around_a_function_with_loops_is_compiled_whatever_units_its_rounds_have(int rounds)
    {
        string source = $$"""
            let seen = 0
            fn work(a: int) -> int {
                let s = a
                for i in 0..{{rounds}} { s = s * 5 + i }
                return s
            }
            for i in 0..100000 { seen ^= work(i) }
            """;
        using var vm = new Vm(Compilation.Compile("test.tl", source).Verified!, new VmOptions { CompilesInBackground = false, Fuel = 1L << 40 });
        vm.Run();
        vm.HasCode(vm.Module.Entry).Should().BeTrue("{0} units a round lie between two looks at the loop", vm.Statistics.FuelUsed / 100000);
    }

    /// <summary>Every number of units from 2 to 70, and those around powers of two.</summary>
    public static TheoryData<int> RoundsOfCallee => [.. Enumerable.Range(1, 70), .. Enumerable.Range(7, 2).SelectMany(power => Enumerable.Range((1 << power) - 4, 8))];

    private static string Run(Vm vm)
    {
        ScriptException? error = null;
        try
        {
            vm.Run();
        }
        catch (ScriptException caught)
        {
            error = caught;
        }
        return $"{error?.Format()} {vm.Statistics.FuelUsed} {vm.GetGlobal<long>("seen")}";
    }
}
