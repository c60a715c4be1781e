using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Products of a loop's variable become variables, and what is no such product stays.</summary>
public sealed class StrengthReductionTests
{
    // for (k = 0; k < n; k++) s ^= VALUE
    private static string Loop(string values) => $"""
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = param int #1
          v2 = const int 0
          v3 = const int 2
          jump b1
        b1: freq 8 <- b0, b1
          v4 = phi int (v2, v8)
          v5 = phi int (v2, v7)
        {values}
          v7 = xor int v5, v6
          v8 = add int v4, v3
          poll @s0
          v9 = cmp.lt int v8, v0
          branch v9 b1 b2
        b2: freq 1 <- b1
          return v7
        s0: function 0 offset 9 (v0, v7, v8) ()
        """;

    [Fact]
    public void Product_plus_what_does_not_change_grows_by_the_factor() =>
        IrText.Run(Loop("  v10 = mul int v4, v0\n  v6 = add int v10, v1"), StrengthReduction.Run, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 0
              v3 = const int 2
              v4 = const int 2
              v5 = mul int v0, v4
              jump b1
            b1: freq 8 <- b0, b1
              v6 = phi int (v1, v12)
              v7 = phi int (v2, v10)
              v8 = phi int (v2, v9)
              v9 = xor int v8, v6
              v10 = add int v7, v3
              poll @s0
              v11 = cmp.lt int v10, v0
              v12 = add int v6, v5
              branch v11 b1 b2
            b2: freq 1 <- b1
              return v9
            s0: function 0 offset 9 (v0, v9, v10) ()
            """);

    [Fact]
    public void Product_with_a_variable_that_is_ahead_begins_ahead() =>
        IrText.Run(Loop("  v10 = const int 5\n  v11 = add int v4, v10\n  v6 = mul int v1, v11"), StrengthReduction.Run, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 0
              v3 = const int 2
              v4 = const int 5
              v5 = mul int v1, v4
              v6 = const int 2
              v7 = mul int v1, v6
              jump b1
            b1: freq 8 <- b0, b1
              v8 = phi int (v5, v14)
              v9 = phi int (v2, v12)
              v10 = phi int (v2, v11)
              v11 = xor int v10, v8
              v12 = add int v9, v3
              poll @s0
              v13 = cmp.lt int v12, v0
              v14 = add int v8, v7
              branch v13 b1 b2
            b2: freq 1 <- b1
              return v11
            s0: function 0 offset 9 (v0, v11, v12) ()
            """);

    [Theory]
    [InlineData("  v10 = const int 24\n  v6 = mul int v4, v10")]
    [InlineData("  v6 = mul int v4, v4")]
    [InlineData("  v6 = mul int v5, v0")]
    [InlineData("  v10 = xor int v4, v0\n  v6 = mul int v10, v1")]
    public void Other_products_stay(string values) =>
        IrText.Run(Loop(values), StrengthReduction.Run, DeadCode.Run).Should().Be(IrText.Run(Loop(values), DeadCode.Run));
}
