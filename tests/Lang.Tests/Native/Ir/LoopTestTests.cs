using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Loops that end when their variable meets a bound compare the value that it has next.</summary>
public sealed class LoopTestTests
{
    // do { s ^= i } while (i != n, then i += STEP)
    private static string Loop(string step, string test = "cmp.ne int v5, v1") => $"""
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = param int #1
          v2 = param int #2
          v3 = const int 3
          jump b1
        b1: freq 8 <- b0, b1
          v4 = phi int (v0, v6)
          v5 = phi int (v0, v8)
          v6 = xor int v4, v5
          v7 = {test}
          poll @s0
          v8 = add int v5, {step}
          branch v7 b1 b2
        b2: freq 1 <- b1
          return v6
        s0: function 0 offset 9 () ()
        """;

    [Theory]
    [InlineData("cmp.ne int v5, v1")]
    [InlineData("cmp.ne int v1, v5")]
    public void Bound_moves_by_a_constant_step(string test) =>
        IrText.Run(Loop("v3", test), LoopTests.Run, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 3
              v3 = const int 3
              v4 = add int v1, v3
              jump b1
            b1: freq 8 <- b0, b1
              v5 = phi int (v0, v7)
              v6 = phi int (v0, v8)
              v7 = xor int v5, v6
              poll @s0
              v8 = add int v6, v2
              v9 = cmp.ne int v8, v4
              branch v9 b1 b2
            b2: freq 1 <- b1
              return v7
            s0: function 0 offset 9 () ()
            """);

    [Fact]
    public void Bound_moves_by_a_step_that_is_a_variable() =>
        IrText.Run(Loop("v2"), LoopTests.Run, DeadCode.Run).Should().Contain("add int v1, v2\n  jump").And.Contain("v8 = cmp.ne int v7, v3\n  branch v8 b1 b2");

    [Fact]
    public void Constant_bound_stays_one() =>
        IrText.Run(Loop("v3", "cmp.ne int v5, v3"), LoopTests.Run, DeadCode.Run).Should().Contain("v2 = const int 6\n  jump").And.Contain("v7 = cmp.ne int v6, v2\n  branch v7 b1 b2");

    [Theory]
    [InlineData("cmp.lt int v5, v1")]
    [InlineData("cmp.ne int v8, v1")]
    [InlineData("cmp.ne int v5, v6")]
    public void Other_tests_stay_as_they_are(string test)
    {
        string text = Loop("v3", test);
        if (test.Contains("v8", StringComparison.Ordinal))
            text = text.Replace($"  v7 = {test}\n  poll @s0\n  v8 = add int v5, v3\n", $"  poll @s0\n  v8 = add int v5, v3\n  v7 = {test}\n", StringComparison.Ordinal);
        IrText.Run(text, LoopTests.Run, DeadCode.Run).Should().Be(IrText.Run(text, DeadCode.Run));
    }
}
