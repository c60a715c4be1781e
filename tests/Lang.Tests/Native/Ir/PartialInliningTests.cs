using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Calls of the function itself look first whether it would return at once.</summary>
public sealed class PartialInliningTests
{
    private const string Recursion = """
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = param int #1
          v2 = const int 1
          v3 = cmp.le int v0, v2
          branch v3 b1 b2
        b1: freq 0.5 <- b0
          v4 = add int v1, v0
          return v4
        b2: freq 0.5 <- b0
          v5 = sub int v0, v2
          v6 = call int #0 (v5, v1) @s0
          v7 = const int 2
          v8 = sub int v0, v7
          v9 = call int #0 (v8, v6) @s1
          return v9
        s0: function 0 offset 12 () ()
        s1: function 0 offset 20 () ()
        """;

    [Fact]
    public void Leaves_are_computed_in_the_place_of_their_calls() =>
        IrText.Run(Recursion, PartialInlining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 1
              v3 = cmp.le int v0, v2
              branch v3 b1 b2
            b1: freq 0.5 <- b0
              v4 = add int v1, v0
              return v4
            b2: freq 0.5 <- b0
              v5 = sub int v0, v2
              v6 = const int 1
              v7 = cmp.le int v5, v6
              branch v7 b4 b5
            b3: freq 0.5 <- b4, b5
              v8 = phi int (v13, v14)
              v9 = const int 2
              v10 = sub int v0, v9
              v11 = const int 1
              v12 = cmp.le int v10, v11
              branch v12 b7 b8
            b4: freq 0.25 <- b2
              v13 = add int v1, v5
              jump b3
            b5: freq 0.25 <- b2
              v14 = call int #0 (v5, v1) @s0
              jump b3
            b6: freq 0.5 <- b7, b8
              v15 = phi int (v16, v17)
              return v15
            b7: freq 0.25 <- b3
              v16 = add int v8, v10
              jump b6
            b8: freq 0.25 <- b3
              v17 = call int #0 (v10, v8) @s1
              jump b6
            s0: function 0 offset 12 () ()
            s1: function 0 offset 20 () ()
            """);

    [Fact]
    public void With_fuel_a_leaf_pays_for_its_call() =>
        IrText.Run(Recursion.Replace("v2 = const", "poll @s2\n  v2 = const", StringComparison.Ordinal) + "\ns2: function 0 offset -1 () ()", new PassContext { CountsFuel = true }, PartialInlining.Run)
            .Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              poll @s0
              v2 = const int 1
              v3 = cmp.le int v0, v2
              branch v3 b1 b2
            b1: freq 0.5 <- b0
              v4 = add int v1, v0
              return v4
            b2: freq 0.5 <- b0
              v5 = sub int v0, v2
              v6 = const int 1
              v7 = cmp.le int v5, v6
              branch v7 b4 b5
            b3: freq 0.5 <- b4, b5
              v8 = phi int (v13, v14)
              v9 = const int 2
              v10 = sub int v0, v9
              v11 = const int 1
              v12 = cmp.le int v10, v11
              branch v12 b7 b8
            b4: freq 0.25 <- b2
              poll @s1
              v13 = add int v1, v5
              jump b3
            b5: freq 0.25 <- b2
              v14 = call int #0 (v5, v1) @s2
              jump b3
            b6: freq 0.5 <- b7, b8
              v15 = phi int (v16, v17)
              return v15
            b7: freq 0.25 <- b3
              poll @s3
              v16 = add int v8, v10
              jump b6
            b8: freq 0.25 <- b3
              v17 = call int #0 (v10, v8) @s4
              jump b6
            s0: function 0 offset -1 () ()
            s1: function 0 offset -1 in s2 () ()
            s2: function 0 offset 12 () ()
            s3: function 0 offset -1 in s4 () ()
            s4: function 0 offset 20 () ()
            """);

    [Theory]
    [InlineData("v3 = cmp.le int v0, v2", "guard v0 @s0\n  v3 = cmp.le int v0, v2")]
    [InlineData("v4 = add int v1, v0", "v4 = call int #1 () @s0")]
    [InlineData("b1: freq 0.5", "b1: freq 0.05")]
    [InlineData("#0 (", "#1 (")]
    [InlineData("v4 = add int v1, v0", "v10 = mul int v1, v1\n  v11 = mul int v10, v0\n  v12 = mul int v11, v10\n  v13 = mul int v12, v11\n  v14 = mul int v13, v12\n  v4 = mul int v14, v13")]
    public void Functions_that_begin_with_effects_or_much_work_or_seldom_end_at_once_are_called(string part, string other)
    {
        string text = Recursion.Replace(part, other, StringComparison.Ordinal);
        IrText.Run(text, PartialInlining.Run).Should().Be(IrText.Run(text));
    }

    [Fact]
    public void Calls_that_are_hardly_made_stay()
    {
        const string Rare = """
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 1
              v2 = cmp.le int v0, v1
              branch v2 b1 b2
            b1: freq 0.5 <- b0
              return v0
            b2: freq 0.5 <- b0
              v3 = sub int v0, v1
              v4 = call int #0 (v3) @s0
              branch v4 b3 b4
            b3: freq 0.495 <- b2
              return v4
            b4: freq 0.005 <- b2
              v5 = call int #0 (v1) @s1
              return v5
            s0: function 0 offset 12 () ()
            s1: function 0 offset 20 () ()
            """;
        string text = IrText.Run(Rare, PartialInlining.Run);
        text.Split('\n').Count(line => line.Contains("cmp.le", StringComparison.Ordinal)).Should().Be(2, text);
    }

    [Fact]
    public void Leaves_of_a_recursion_that_ends_in_a_loop_are_found_through_its_first_round()
    {
        const string Loop = """
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 1
              jump b1
            b1: freq 2 <- b0, b3
              v3 = phi int (v0, v6)
              v4 = phi int (v1, v7)
              v5 = cmp.le int v3, v2
              branch v5 b2 b3
            b2: freq 1 <- b1
              return v4
            b3: freq 1 <- b1
              v6 = sub int v3, v2
              v7 = call int #0 (v6, v4) @s0
              jump b1
            s0: function 0 offset 12 () ()
            """;
        IrText.Run(Loop, PartialInlining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 1
              jump b1
            b1: freq 2 <- b0, b4
              v3 = phi int (v0, v6)
              v4 = phi int (v1, v9)
              v5 = cmp.le int v3, v2
              branch v5 b2 b3
            b2: freq 1 <- b1
              return v4
            b3: freq 1 <- b1
              v6 = sub int v3, v2
              v7 = const int 1
              v8 = cmp.le int v6, v7
              branch v8 b5 b6
            b4: freq 1 <- b5, b6
              v9 = phi int (v4, v10)
              jump b1
            b5: freq 0.5 <- b3
              jump b4
            b6: freq 0.5 <- b3
              v10 = call int #0 (v6, v4) @s0
              jump b4
            s0: function 0 offset 12 () ()
            """);
    }

    [Fact]
    public void What_returns_nothing_needs_no_phi()
    {
        const string Nothing = """
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 1
              v2 = cmp.gt int v0, v1
              branch v2 b1 b2
            b1: freq 0.5 <- b0
              v3 = sub int v0, v1
              call #0 (v3) @s0
              return
            b2: freq 0.5 <- b0
              return
            s0: function 0 offset 12 () ()
            """;
        IrText.Run(Nothing, PartialInlining.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 1
              v2 = cmp.gt int v0, v1
              branch v2 b1 b2
            b1: freq 0.5 <- b0
              v3 = sub int v0, v1
              v4 = const int 1
              v5 = cmp.gt int v3, v4
              branch v5 b5 b4
            b2: freq 0.5 <- b0
              return
            b3: freq 0.5 <- b4, b5
              return
            b4: freq 0.25 <- b1
              jump b3
            b5: freq 0.25 <- b1
              call #0 (v3) @s0
              jump b3
            s0: function 0 offset 12 () ()
            """);
    }
}
