using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Loops whose few rounds are known are written out.</summary>
public sealed class FullUnrollingTests
{
    private const string Squares = """
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = const int 0
          v2 = const int 1
          jump b1
        b1: freq 3 <- b0, b1 loop @s0
          v3 = phi int (v1, v8)
          v4 = phi int (v1, v7)
          v5 = mul int v3, v3
          v6 = cmp.below int v5, v0
          guard v6 @s1
          v7 = add int v4, v5
          v8 = add int v3, v2
          v9 = const int 3
          v10 = cmp.lt int v8, v9
          poll @s2
          branch v10 b1 b2
        b2: freq 1 <- b1
          v11 = add int v7, v8
          return v11
        s0: function 0 offset 9 (v0, v4, v3) ()
        s1: function 0 offset 12 (v0, v4, v3) (v5)
        s2: function 0 offset 9 () ()
        """;

    [Fact]
    public void Each_round_has_its_own_constants_and_states() =>
        IrText.Run(Squares, FullUnrolling.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              v2 = const int 1
              v3 = const int 3
              v4 = cmp.below int v1, v0
              guard v4 @s0
              v5 = cmp.below int v2, v0
              guard v5 @s1
              v6 = const int 2
              v7 = const int 4
              v8 = cmp.below int v7, v0
              guard v8 @s2
              v9 = const int 5
              v10 = add int v9, v3
              return v10
            s0: function 0 offset 12 (v0, v1, v1) (v1)
            s1: function 0 offset 12 (v0, v1, v2) (v2)
            s2: function 0 offset 12 (v0, v2, v6) (v7)
            """);

    [Fact]
    public void With_fuel_each_round_counts() =>
        IrText.Run(Squares, new PassContext { CountsFuel = true }, FullUnrolling.Run).Should().Be(IrText.Run(Squares));

    [Theory]
    [InlineData("const int 3", "const int 9")]
    [InlineData("v9 = const int 3", "v9 = mul int v0, v2")]
    [InlineData("v5 = mul int v3, v3", "v5 = call int #0 (v3) @s2")]
    [InlineData("freq 3", "freq 0.01")]
    public void Loops_of_more_rounds_or_that_call_stay(string part, string other)
    {
        string text = Squares.Replace(part, other, StringComparison.Ordinal);
        IrText.Run(text, FullUnrolling.Run, DeadCode.Run).Should().Contain("phi");
    }

    [Fact]
    public void Loops_in_one_another_are_written_out_from_the_inside() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              v2 = const int 1
              v3 = const int 2
              jump b1
            b1: freq 2 <- b0, b3
              v4 = phi int (v1, v12)
              v5 = phi int (v1, v9)
              jump b2
            b2: freq 4 <- b1, b2
              v6 = phi int (v1, v10)
              v7 = phi int (v5, v9)
              v8 = add int v6, v4
              v9 = xor int v7, v8
              v10 = add int v6, v2
              v11 = cmp.lt int v10, v3
              poll @s0
              branch v11 b2 b3
            b3: freq 2 <- b2
              v12 = add int v4, v2
              v13 = cmp.lt int v12, v3
              poll @s0
              branch v13 b1 b4
            b4: freq 1 <- b3
              v14 = add int v9, v0
              return v14
            s0: function 0 offset 9 () ()
            """, FullUnrolling.Run, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 2
              v2 = add int v1, v0
              return v2
            """);
}
