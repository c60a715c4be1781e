using Lang.Bytecode.Runtime;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Hosting;
using Lang.Native;
using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>Loops get the form in which they are seen to count, and then look for attention once a strip.</summary>
public sealed class StripMiningTests
{
    private const string Counting = """
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = const int 0
          v2 = const int 1
          v3 = cmp.lt int v1, v0
          branch v3 b1 b2
        b1: freq 8 <- b0, b1
          v4 = phi int (v1, v7)
          v5 = phi int (v1, v6)
          v6 = add int v5, v4
          v7 = add int v4, v2
          poll @s0
          v8 = cmp.lt int v7, v0
          branch v8 b1 b2
        b2: freq 1 <- b0, b1
          v9 = phi int (v1, v6)
          return v9
        s0: function 0 offset 9 (v0, v6, v7) ()
        """;

    [Fact]
    public void Loop_that_counts_polls_behind_each_strip() =>
        IrText.Run(Counting, StripMining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              v2 = const int 1
              v3 = cmp.lt int v1, v0
              branch v3 b3 b2
            b1: freq 8 <- b4, b1
              v4 = phi int (v12, v7)
              v5 = phi int (v11, v6)
              v6 = add int v5, v4
              v7 = add int v4, v2
              v8 = cmp.lt int v7, v0
              v9 = cmp.lt int v7, v15
              branch v9 b1 b5
            b2: freq 1 <- b0, b5
              v10 = phi int (v1, v6)
              return v10
            b3: freq 1 <- b0
              jump b4
            b4: freq 1 <- b3, b5
              v11 = phi int (v1, v6)
              v12 = phi int (v1, v7)
              v13 = const int 1024
              v14 = add int v12, v13
              v15 = min int v0, v14
              jump b1
            b5: freq 1 <- b1
              poll @s0
              v16 = cmp.lt int v7, v0
              branch v16 b4 b2
            s0: function 0 offset 9 (v0, v6, v7) ()
            """);

    /// <summary>Only the way back costs; another way out has its own price.</summary>
    private const string Fuelled = """
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = const int 0
          v2 = const int 3
          v3 = cmp.lt int v1, v0
          branch v3 b1 b4
        b1: freq 8 <- b0, b3
          v4 = phi int (v1, v7)
          v5 = phi int (v1, v6)
          v6 = xor int v5, v4
          v7 = add int v4, v2
          v8 = cmp.eq int v6, v2
          branch v8 b5 b2
        b2: freq 8 <- b1
          v9 = cmp.lt int v7, v0
          branch v9 b3 b4
        b3: freq 8 <- b2
          poll @s0
          poll @s1
          jump b1
        b4: freq 1 <- b0, b2
          v10 = phi int (v1, v6)
          return v10
        b5: freq 1 <- b1
          return v5
        s0: function 0 offset 9 () ()
        s1: function 0 offset 12 () ()
        """;

    [Fact]
    public void Strip_is_as_long_as_the_budget_lasts_and_is_charged_for_behind_it() =>
        IrText.Run(Fuelled, new PassContext { CountsFuel = true }, StripMining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              v2 = const int 3
              v3 = cmp.lt int v1, v0
              branch v3 b6 b4
            b1: freq 8 <- b7, b2
              v4 = phi int (v13, v7)
              v5 = phi int (v12, v6)
              v6 = xor int v5, v4
              v7 = add int v4, v2
              v8 = cmp.eq int v6, v2
              branch v8 b9 b2
            b2: freq 8 <- b1
              v9 = cmp.lt int v7, v0
              v10 = cmp.lt int v7, v24
              branch v10 b1 b8
            b3: freq 1 <- b8
              poll @s0
              poll @s1
              jump b7
            b4: freq 1 <- b0, b8
              v11 = phi int (v1, v6)
              return v11
            b5: freq 1 <- b9
              return v5
            b6: freq 1 <- b0
              jump b7
            b7: freq 1 <- b6, b3
              v12 = phi int (v1, v6)
              v13 = phi int (v1, v7)
              v14 = budget int
              v15 = const int 2
              v16 = udiv int v14, v15
              v17 = const int 1
              v18 = add int v16, v17
              v19 = const int 1024
              v20 = min int v18, v19
              v21 = const int 3
              v22 = mul int v20, v21
              v23 = add int v13, v22
              v24 = min int v0, v23
              v25 = const int 3
              v26 = add int v13, v25
              jump b1
            b8: freq 1 <- b2
              v27 = sub int v7, v26
              v28 = const int 3
              v29 = udiv int v27, v28
              v30 = const int 2
              v31 = mul int v29, v30
              charge v31
              v32 = cmp.lt int v7, v0
              branch v32 b3 b4
            b9: freq 1 <- b1
              v33 = const int 3
              v34 = add int v4, v33
              v35 = sub int v34, v26
              v36 = const int 3
              v37 = udiv int v35, v36
              v38 = const int 2
              v39 = mul int v37, v38
              charge v39
              jump b5
            s0: function 0 offset 9 () ()
            s1: function 0 offset 12 () ()
            """);

    [Theory]
    [InlineData("v6 = xor int v5, v4", "v6 = xor int v5, v4\n  guard v6 @s0")]
    [InlineData("v9 = cmp.lt int v7, v0", "poll @s1\n  v9 = cmp.lt int v7, v0")]
    public void Fuel_is_counted_in_each_round_where_a_check_could_leave_or_polls_are_apart(string part, string other)
    {
        string text = Fuelled.Replace(part, other, StringComparison.Ordinal);
        var context = new PassContext { CountsFuel = true };
        IrText.Run(text, context, StripMining.Run, DeadCode.Run).Should().Be(IrText.Run(text, context, AddPreheaders, DeadCode.Run));
    }

    [Fact]
    public void Loop_over_a_range_with_its_end_counts_in_its_last_block_and_has_strips_of_differences() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 1
              v2 = cmp.le int v1, v0
              branch v2 b1 b3
            b1: freq 8 <- b0, b2
              v3 = phi int (v1, v7)
              v4 = phi int (v1, v5)
              v5 = xor int v4, v3
              v6 = cmp.ne int v3, v0
              poll @s0
              branch v6 b2 b3
            b2: freq 8 <- b1
              v7 = add int v3, v1
              jump b1
            b3: freq 1 <- b0, b1
              v8 = phi int (v1, v5)
              return v8
            s0: function 0 offset 9 (v0, v5, v3) ()
            """, LoopLatches.Run, StripMining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 1
              v2 = cmp.le int v1, v0
              branch v2 b4 b3
            b1: freq 8 <- b5, b1
              v3 = phi int (v11, v7)
              v4 = phi int (v10, v5)
              v5 = xor int v4, v3
              v6 = cmp.ne int v3, v0
              v7 = add int v3, v1
              v8 = cmp.ne int v7, v19
              branch v8 b1 b6
            b3: freq 1 <- b0, b6
              v9 = phi int (v1, v5)
              return v9
            b4: freq 1 <- b0
              jump b5
            b5: freq 1 <- b4, b6
              v10 = phi int (v1, v5)
              v11 = phi int (v1, v7)
              v12 = const int 1024
              v13 = add int v11, v12
              v14 = sub int v0, v11
              v15 = const int 1024
              v16 = cmp.below int v14, v15
              v17 = select int v16, v0, v13
              v18 = const int 1
              v19 = add int v17, v18
              jump b1
            b6: freq 1 <- b1
              v20 = const int 1
              v21 = add int v0, v20
              poll @s0
              v22 = cmp.ne int v7, v21
              branch v22 b5 b3
            s0: function 0 offset 9 (v0, v5, v3) ()
            """);

    [Fact]
    public void Loop_by_a_step_that_is_a_variable_has_strips_of_whole_steps_if_it_counts_up() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 0
              v3 = cmp.ne int v2, v0
              branch v3 b1 b2
            b1: freq 8 <- b0, b1
              v4 = phi int (v2, v6)
              v5 = phi int (v2, v7)
              v6 = add int v4, v1
              v7 = xor int v5, v6
              poll @s0
              v8 = cmp.ne int v6, v0
              branch v8 b1 b2
            b2: freq 1 <- b0, b1
              v9 = phi int (v2, v7)
              return v9
            s0: function 0 offset 9 () ()
            """, StripMining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 0
              v3 = cmp.ne int v2, v0
              branch v3 b3 b2
            b1: freq 8 <- b4, b1
              v4 = phi int (v18, v6)
              v5 = phi int (v17, v7)
              v6 = add int v4, v1
              v7 = xor int v5, v6
              v8 = cmp.ne int v6, v0
              v9 = cmp.ne int v6, v31
              branch v9 b1 b5
            b2: freq 1 <- b0, b5
              v10 = phi int (v2, v7)
              return v10
            b3: freq 1 <- b0
              v11 = const int -1
              v12 = add int v1, v11
              v13 = const int 1048576
              v14 = cmp.below int v12, v13
              v15 = const int 1
              v16 = select int v14, v1, v15
              jump b4
            b4: freq 1 <- b3, b5
              v17 = phi int (v2, v7)
              v18 = phi int (v2, v6)
              v19 = const int 1024
              v20 = const int 1
              v21 = select int v14, v19, v20
              v22 = add int v18, v1
              v23 = sub int v0, v22
              v24 = const int 9223372036854775807
              v25 = and int v23, v24
              v26 = udiv int v25, v16
              v27 = const int -1
              v28 = add int v21, v27
              v29 = min int v26, v28
              v30 = mul int v29, v1
              v31 = add int v22, v30
              jump b1
            b5: freq 1 <- b1
              poll @s0
              v32 = cmp.ne int v6, v0
              branch v32 b4 b2
            s0: function 0 offset 9 () ()
            """);

    /// <summary>Steps of a point until it leaves the Mandelbrot set: the poll stands before the branch that leaves the loop early.</summary>
    private const string LeftEarly = """
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = const int 0
          v2 = const int 1
          v3 = const int 200
          jump b1
        b1: freq 8 <- b0, b2
          v4 = phi int (v1, v7)
          v5 = mul int v4, v4
          poll @s0
          v6 = cmp.lt int v5, v0
          branch v6 b2 b3
        b2: freq 8 <- b1
          v7 = add int v4, v2
          v8 = cmp.lt int v7, v3
          branch v8 b1 b3
        b3: freq 1 <- b1, b2
          v9 = phi int (v4, v7)
          return v9
        s0: function 0 offset 9 (v0, v4) ()
        """;

    [Fact]
    public void Loop_of_few_rounds_has_no_poll() =>
        IrText.Run(LeftEarly, StripMining.Run).Should().Be(IrText.Run(LeftEarly.Replace("  poll @s0\n", "", StringComparison.Ordinal), DeadCode.Run));

    [Fact]
    public void Loop_that_may_be_left_elsewhere_polls_behind_each_strip() =>
        IrText.Run(LeftEarly.Replace("const int 200", "const int 2000", StringComparison.Ordinal), StripMining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              v2 = const int 1
              v3 = const int 2000
              jump b4
            b1: freq 8 <- b4, b2
              v4 = phi int (v11, v7)
              v5 = mul int v4, v4
              v6 = cmp.lt int v5, v0
              branch v6 b2 b3
            b2: freq 8 <- b1
              v7 = add int v4, v2
              v8 = cmp.lt int v7, v3
              v9 = cmp.lt int v7, v14
              branch v9 b1 b5
            b3: freq 1 <- b1, b5
              v10 = phi int (v4, v7)
              return v10
            b4: freq 1 <- b0, b5
              v11 = phi int (v1, v7)
              v12 = const int 1024
              v13 = add int v11, v12
              v14 = min int v3, v13
              jump b1
            b5: freq 1 <- b2
              poll @s0
              v15 = cmp.lt int v7, v3
              branch v15 b4 b3
            s0: function 0 offset 9 (v0, v4) ()
            """);

    [Theory]
    [InlineData("v1 = const int 0", "v1 = param int #1", "cmp.lt int v7", "cmp.lt int v7")]
    [InlineData("const int 200", "const int 1025", "cmp.lt int v7", "cmp.lt int v7")]
    [InlineData("const int 200", "const int 9223372036854775807", "v1 = const int 0", "v1 = const int 9223372036854775000")]
    [InlineData("const int 200", "const int 0", "cmp.lt int v7", "cmp.ne int v7")]
    [InlineData("v2 = const int 1", "v2 = const int 3", "cmp.lt int v7", "cmp.ne int v7")]
    public void Loop_that_may_have_many_rounds_keeps_its_poll(string part, string other, string second, string otherSecond) =>
        IrText.Run(LeftEarly.Replace(part, other, StringComparison.Ordinal).Replace(second, otherSecond, StringComparison.Ordinal), StripMining.Run).Should().Contain("poll");

    /// <summary>The bound that the variable begins with comes only after all integers; the strip must not be as long as that.</summary>
    [Fact]
    public void Loop_whose_next_value_is_compared_has_strips_even_if_it_begins_with_its_bound()
    {
        // What the front end makes of no loop, but a module may hold.
        ListingResult result = ListingReader.Read("""
            module around
            entry script
            global g: i64
            fn script() {
                LOAD_GLOBAL g
                LOAD_GLOBAL g
                CALL around
                STORE_GLOBAL g
                RETURN
            }
            fn around(i: i64, bound: i64) -> i64 {
            L0:
                LOAD_VAR i
                LOAD_CONST 1
                ADD
                STORE_VAR i
                LOAD_VAR i
                LOAD_VAR bound
                NE
                JUMP_IF_TRUE L0
                LOAD_VAR i
                RETURN
            }
            """);
        result.Errors.Should().BeEmpty();
        var options = new VmOptions { Tier = ExecutionTier.Optimizing, TimeLimit = TimeSpan.FromMilliseconds(30) };
        using var vm = new Vm(Verifier.Verify(result.Module!).Module!, options);
        vm.Invoking(v => v.Run()).Should().Throw<ScriptException>().Which.Error.Code.Should().Be(RuntimeErrorCode.TimeLimit);
    }

    /// <summary>Steps that lead away from the bound, and bounds that no number is beyond: strips end all the same.</summary>
    [Theory]
    [InlineData("i <= n", "i += s", 0, 100, -1)]
    [InlineData("i <= n", "i += s", 0, 100, 0)]
    [InlineData("i < n", "i += s", 0, 100, -1)]
    [InlineData("i <= n", "i += s", long.MaxValue - 1024, long.MaxValue, 1)]
    [InlineData("i <= n", "i += 1", long.MaxValue - 1024, long.MaxValue, 1)]
    [InlineData("i <= n", "i += 3", long.MaxValue - 3072, long.MaxValue, 1)]
    [InlineData("i >= n", "i -= 1", long.MinValue + 1024, long.MinValue, 1)]
    [InlineData("i >= n", "i += s", 100, 0, 1)]
    [InlineData("i != n", "i += s", 0, 101, 2)]
    public void Time_limit_holds_in_loops_that_never_meet_their_bound(string condition, string step, long first, long bound, long by)
    {
        VerifiedModule module = Script.Compile($"fn f(i: int, n: int, s: int) -> int {{ let c = 0 while {condition} {{ {step} c += 1 }} return c }}");
        using var vm = new Vm(module, new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true, TimeLimit = TimeSpan.FromMilliseconds(30) });
        var f = vm.GetFunction<long, long, long, long>("f");
        f.Invoking(call => call(first, bound, by)).Should().Throw<ScriptTimeoutException>();
    }

    /// <summary>Whatever a loop counts by, from where and to where: it ends as in the interpreter, or the time limit ends it.</summary>
    [Theory]
    [InlineData("<")]
    [InlineData("<=")]
    [InlineData(">")]
    [InlineData(">=")]
    [InlineData("!=")]
    public void Time_limit_holds_whatever_a_loop_counts(string comparison)
    {
        long[] ends = [0, 100, -5000, long.MaxValue, long.MaxValue - 1024, long.MinValue, long.MinValue + 3072], steps = [1, -1, 0, 3, -7, 1 << 20, long.MaxValue, long.MinValue];
        foreach (string step in (ReadOnlySpan<string>)["i += s", "i += 1", "i -= 1", "i += 3", "i -= 3"])
        {
            VerifiedModule module = Script.Compile($"fn f(i: int, n: int, s: int) -> int {{ let c = 0 while i {comparison} n {{ {step} c += 1 }} return c }}");
            using Vm optimizing = NewVm(module, ExecutionTier.Optimizing), interpreter = NewVm(module, ExecutionTier.Interpreter);
            foreach (long by in step == "i += s" ? steps : [0])
            {
                foreach (long first in ends)
                {
                    foreach (long bound in ends)
                    {
                        if (RoundsOf(optimizing, first, bound, by) is { } rounds && RoundsOf(interpreter, first, bound, by) is { } expected)
                            rounds.Should().Be(expected, $"of {first}, {bound}, {by}");
                    }
                }
            }
        }

        static Vm NewVm(VerifiedModule module, ExecutionTier tier) => new(module, new VmOptions { Tier = tier, ChecksCompiler = true, TimeLimit = TimeSpan.FromMilliseconds(1) });

        // Null where time was up.
        static long? RoundsOf(Vm vm, long first, long bound, long by)
        {
            try
            {
                return vm.GetFunction<long, long, long, long>("f")(first, bound, by);
            }
            catch (ScriptTimeoutException)
            {
                return null;
            }
        }
    }

    /// <summary>What a script has done when its budget is used up is the same in every tier: not a round more.</summary>
    [Theory]
    [InlineData("i <= n", "i += 1")]
    [InlineData("i < n", "i += 1")]
    [InlineData("i <= n", "i += s")]
    [InlineData("i < n", "i += s")]
    [InlineData("-i >= -n", "i += 1")]
    public void Budget_ends_a_loop_in_the_same_round_in_every_tier(string condition, string step)
    {
        VerifiedModule module = Script.Compile($$"""
            let seen = [0]
            fn f(n: int, s: int) { let i = 0 while {{condition}} { {{step}} seen[0] = i } }
            fn last() -> int => seen[0]
            """);
        foreach (long fuel in (ReadOnlySpan<long>)[1, 2, 3, 5, 50, 99, 100, 101, 102, 1023, 1024, 1025, 1026, 2047, 2048, 2049, 5000])
            LastSeen(ExecutionTier.Optimizing, fuel).Should().Be(LastSeen(ExecutionTier.Interpreter, fuel), $"with {fuel}");

        long LastSeen(ExecutionTier tier, long fuel)
        {
            using var vm = new Vm(module, new VmOptions { Tier = tier, Fuel = fuel, ChecksCompiler = true });
            vm.Run();
            vm.GetAction<long, long>("f").Invoking(call => call(100_000, 1)).Should().Throw<ScriptFuelException>();
            return vm.GetFunction<long>("last")();
        }
    }

    [Theory]
    [InlineData("let c = 0 while true { c += 1 if c > n { return c } }")]
    [InlineData("let c = n while true { c -= 1 if c <= 0 { return c } }")]
    [InlineData("let c = 0 while c <= n { c += 1 } return c")]
    [InlineData("let c = n while c >= 0 { c -= 1 } return c")]
    public void Each_budget_gives_the_same_output_and_error_in_every_tier(string loop)
    {
        string source = $"fn a(n) {{ {loop} }}\nfn e(x) => x + 1\nfor k in 0..4 {{ print(e(a(10))) }}";
        for (long fuel = 1; fuel < 80; fuel++)
        {
            string Run(ExecutionTier tier) => Script.Run(source, new VmOptions { Tier = tier, Fuel = fuel, ChecksCompiler = true });
            Run(ExecutionTier.Optimizing).Should().Be(Run(ExecutionTier.Interpreter), $"with {fuel}");
        }
    }

    private static void AddPreheaders(Lang.Native.Ir.IrFunction function, PassContext context) => context.AnalyzeLoops(function);

    [Theory]
    [InlineData("v7 = add int v4, v2", "v7 = add int v4, v5")]
    [InlineData("v7 = add int v4, v2", "v7 = sub int v4, v2")]
    [InlineData("cmp.lt int v7", "cmp.gt int v7")]
    [InlineData("freq 8", "freq 2")]
    [InlineData("v6 = add int v5, v4", "v6 = call int #0 (v5) @s1")]
    public void Loops_that_do_not_count_up_to_their_bound_stay(string part, string other)
    {
        string text = Counting.Replace(part, other, StringComparison.Ordinal) + (other.Contains("@s1", StringComparison.Ordinal) ? "\ns1: function 0 offset 5 (v0, v5, v4) ()" : "");
        IrText.Run(text, LoopLatches.Run, StripMining.Run, DeadCode.Run).Should().Be(IrText.Run(text, AddPreheaders, DeadCode.Run));
    }
}
