using Lang.Bytecode.Interpretation;
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
          v7 = runtime.constant int #0 (v1, v2, v3) @s0
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
        """, new PassContext { Words = [new RuntimeWords(new Word { Op = RegisterOp.RangeLast }, 0, 3)] }, Lang.Native.Optimizer.Passes.Ranges.Run, ValueNumbering.Run, DeadCode.Run);

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
