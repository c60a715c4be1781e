using System.Text;
using Lang.Native;
using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>Loops over ranges by steps that are not known: their indices lie between the first value and the last.</summary>
public sealed class RangeLoopTests
{
    private static readonly VmOptions s_optimizing = new() { Tier = ExecutionTier.Optimizing, ChecksCompiler = true };

    [Theory]
    [InlineData(0, 9, 2, "[1, 0, 1, 0, 1, 0, 1, 0, 1, 0]\n")]
    [InlineData(9, 0, -3, "[1, 0, 0, 1, 0, 0, 1, 0, 0, 1]\n")]
    [InlineData(3, 8, 5, "[0, 0, 0, 1, 0, 0, 0, 0, 1, 0]\n")]
    [InlineData(4, 4, 7, "[0, 0, 0, 0, 1, 0, 0, 0, 0, 0]\n")]
    [InlineData(5, 4, 7, "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n")]
    [InlineData(1, 13, 4, "index 13")]
    [InlineData(2, -9, -1, "index -1")]
    public void Stores_by_unknown_steps_reach_what_they_name(int first, int last, int step, string expected)
    {
        string result = Script.Run($$"""
            fn mark(a: int[], first: int, last: int, step: int) {
                for i in first..=last step step { a[i] = 1 }
            }
            for k in 0..3 { mark([0; 10], 0, 9, 1 + k) }
            let a = [0; 10]
            mark(a, {{first}}, {{last}}, {{step}})
            print(a)
            """, s_optimizing);
        if (expected.StartsWith("index", StringComparison.Ordinal))
            result.Should().Contain("R0").And.NotContain("[1");
        else
            result.Should().Be(expected);
    }

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Template)]
    [InlineData(ExecutionTier.Optimizing)]
    public void Last_value_is_exact_whatever_the_distance(ExecutionTier tier)
    {
        long[] numbers = [long.MinValue, long.MinValue + 1, -(1L << 32), -7, -1, 0, 1, 3, 1L << 32, long.MaxValue - 1, long.MaxValue];
        string elements = string.Join(", ", numbers.Select(number => number == long.MinValue ? "-9223372036854775807 - 1" : $"{number}"));
        var expected = new StringBuilder();
        foreach (long start in numbers)
        {
            foreach (long bound in numbers)
            {
                foreach (long step in numbers.Where(number => number != 0))
                    expected.Append(Walk(start, bound, step)).Append('\n');
            }
        }
        Script.Run($$"""
            fn walk(start: int, bound: int, step: int) {
                let rounds = 0
                let sum = 0
                for i in start..=bound step step {
                    rounds += 1
                    sum = sum * 31 + i
                    if rounds == 5 { break }
                }
                return sum * 8 + rounds
            }
            let numbers = [{{elements}}]
            for start in numbers {
                for bound in numbers {
                    for step in numbers { if step != 0 { print(walk(start, bound, step)) } }
                }
            }
            """, new VmOptions { Tier = tier, ChecksCompiler = true }).Should().Be(expected.ToString());
    }

    // Numbers that do not wrap around.
    private static long Walk(long start, long bound, long step)
    {
        (long rounds, long sum) = (0, 0);
        for (Int128 i = start; rounds < 5 && (step > 0 ? i <= bound : i >= bound); i += step, rounds++)
            sum = (sum * 31) + (long)i;
        return (sum * 8) + rounds;
    }

    [Fact]
    public void Last_value_of_constants_is_a_constant_and_equal_ones_merge()
    {
        string text = IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 1
              v2 = const int 10
              v3 = const int 4
              v4 = rangelast int v1 v2 v3
              v5 = rangelast int v1 v0 v3
              v6 = rangelast int v1 v0 v3
              v7 = add int v5 v6
              v8 = add int v7 v4
              return v8
            """, ValueNumbering.Run, DeadCode.Run);
        text.Split("rangelast").Should().HaveCount(2);
        text.Should().Contain("const int 9");
    }

    // for i in first..=last step step { a[i] = true }, its first round before the loop or not.
    private static string Marking(string entry, string before) => IrText.Run($"""
        function 0
        b0: freq 1
          v0 = param ref #0
          v1 = param int #1
          v2 = param int #2
          v3 = param int #3
          v4 = length.arrayheader int v0
          v5 = data.arrayheader address v0
          v6 = const int 1
          v7 = rangelast int v1 v2 v3
          {entry}
        b1: freq 8 <- b0, b1 loop @s1
          v8 = phi int (v1, v9)
          v9 = add int v8, v3
          v10 = cmp.below int v9, v4
          guard v10 @s2
          store.bools v5, v9, v6
          v11 = cmp.ne int v9, v7
          poll @s0
          branch v11 b1 b2
        b2: freq 1 <- {before}
          return v6
        s0: function 0 offset 9 () ()
        s1: function 0 offset 5 (v0, v8) ()
        s2: function 0 offset 7 (v0, v9) ()
        """, new PassContext(), Lang.Native.Optimizer.Passes.Ranges.Run, ValueNumbering.Run, DeadCode.Run);

    [Fact]
    public void Indices_are_checked_at_both_ends_before_the_loop()
    {
        string text = Marking("v12 = cmp.ne int v1, v7\n  branch v12 b1 b2", "b0, b1");
        BodyOf(text).Should().NotContain("guard");
        text.Split("guard").Should().HaveCount(5, "first and last value are neither negative nor too large; that they differ, the branch has told:\n" + text);
    }

    [Fact]
    public void Loop_whose_next_value_is_compared_must_not_begin_with_the_last_one()
    {
        string text = Marking("jump b1", "b1");
        text.Should().Contain("cmp.ne int v1, v8\n  guard", "it would pass the last value by");
        BodyOf(text).Should().NotContain("guard");
    }

    private static string BodyOf(string text) => text.Split("\nb1:")[1].Split("\nb2:")[0];
}
