using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Short loops that count make several rounds at once, where that is worth it.</summary>
public sealed class LoopUnrollingTests
{
    /// <summary>An array is filled; nothing waits for the round before.</summary>
    private const string Filling = """
        function 0
        b0: freq 1
          v0 = param ref #0
          v1 = param int #1
          v2 = const int 0
          v3 = const int 1
          v4 = data.arrayheader address v0
          jump b1
        b1: freq 8 <- b0, b1
          v5 = phi int (v2, v7)
          v6 = cmp.below int v5, v1
          guard v6 @s0
          store.ints v4, v5, v1
          v7 = add int v5, v3
          v8 = cmp.lt int v7, v1
          branch v8 b1 b2
        b2: freq 1 <- b1
          return v7
        s0: function 0 offset 9 (v0, v5) ()
        """;

    [Fact]
    public void Four_rounds_become_one_and_the_loop_makes_what_is_left() =>
        IrText.Run(Filling, LoopUnrolling.Run, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = const int 0
              v3 = const int 1
              v4 = data.arrayheader address v0
              v5 = const int -9223372036854775805
              v6 = max int v1, v5
              v7 = const int -3
              v8 = add int v6, v7
              v9 = cmp.gt int v8, v2
              branch v9 b3 b7
            b1: freq 2 <- b7, b1
              v10 = phi int (v28, v12)
              v11 = cmp.below int v10, v1
              guard v11 @s0
              store.ints v4, v10, v1
              v12 = add int v10, v3
              v13 = cmp.lt int v12, v1
              branch v13 b1 b2
            b2: freq 1 <- b1, b8
              v14 = phi int (v12, v26)
              return v14
            b3: freq 8 <- b0, b3
              v15 = phi int (v2, v26)
              v16 = cmp.below int v15, v1
              guard v16 @s1
              store.ints v4, v15, v1
              v17 = add int v15, v3
              v18 = cmp.below int v17, v1
              guard v18 @s2
              store.ints v4, v17, v1
              v19 = const int 2
              v20 = add int v15, v19
              v21 = cmp.below int v20, v1
              guard v21 @s3
              store.ints v4, v20, v1
              v22 = const int 3
              v23 = add int v15, v22
              v24 = cmp.below int v23, v1
              guard v24 @s4
              store.ints v4, v23, v1
              v25 = const int 4
              v26 = add int v15, v25
              v27 = cmp.lt int v26, v8
              branch v27 b3 b8
            b7: freq 1 <- b0, b8
              v28 = phi int (v2, v26)
              jump b1
            b8: freq 1 <- b3
              v29 = cmp.lt int v26, v1
              branch v29 b7 b2
            s0: function 0 offset 9 (v0, v10) ()
            s1: function 0 offset 9 (v0, v15) ()
            s2: function 0 offset 9 (v0, v17) ()
            s3: function 0 offset 9 (v0, v20) ()
            s4: function 0 offset 9 (v0, v23) ()
            """);

    /// <summary>Where nothing behind the loop was ever executed, its way out leaves the function.</summary>
    [Fact]
    public void All_rounds_share_a_way_out_that_ends_the_function()
    {
        string leaving = Filling.Replace("return v7", "exit.callee @s1", StringComparison.Ordinal) + "\ns1: function 0 offset 20 (v0, v7) ()";

        IrText.Run(leaving, LoopUnrolling.Run, DeadCode.Run).Should().MatchRegex("b2: freq 1 <- b1, b8\n  v14 = phi int .*\n  exit.callee @s1\n").And.Contain("s1: function 0 offset 20 (v0, v14) ()");
        IrText.Run(leaving.Replace("v1 = param int #1", "v1 = const int 3", StringComparison.Ordinal), FullUnrolling.Run)
            .Should().NotContain("phi").And.Contain("s0: function 0 offset 20 (v0, v3) ()");
    }

    [Theory]
    [InlineData("cmp.lt int v7", "cmp.le int v7", "max", "cmp.lt")]
    [InlineData("cmp.lt int v7", "cmp.ne int v7", "and", "cmp.ne")]
    [InlineData("v3 = const int 1", "v3 = const int -1", "and", "cmp.ne", "cmp.lt int v7", "cmp.ne int v7")]
    [InlineData("v3 = const int 1", "v3 = const int -3", "min", "cmp.gt", "cmp.lt int v7", "cmp.gt int v7")]
    [InlineData("v3 = const int 1", "v3 = const int -3", "min", "cmp.gt", "cmp.lt int v7", "cmp.ge int v7")]
    public void Rounds_are_counted_so_that_nothing_wraps(string part, string other, string limit, string comparison, string second = "freq 8", string otherSecond = "freq 8") =>
        IrText.Run(Filling.Replace(part, other, StringComparison.Ordinal).Replace(second, otherSecond, StringComparison.Ordinal), LoopUnrolling.Run)
            .Should().MatchRegex($"= {limit} int.*\n(.*\n)*.*= {comparison} int");

    /// <summary>A row of sums: each element is the sum of the one before and of one of another array.</summary>
    [Fact]
    public void What_a_round_has_stored_the_next_one_does_not_load()
    {
        string text = IrText.Run("""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = const int 0
              v3 = const int 1
              v4 = const int 5
              v5 = data.arrayheader address v0
              jump b1
            b1: freq 8 <- b0, b1
              v6 = phi int (v2, v7)
              v7 = add int v6, v3
              v8 = load.ints int v5, v6
              v9 = mul int v8, v4
              store.ints v5, v7, v9
              v10 = cmp.lt int v7, v1
              branch v10 b1 b2
            b2: freq 1 <- b1
              return
            """, LoopUnrolling.Run, DeadCode.Run);
        text.Split("load.ints").Length.Should().Be(1 + 1 + 1, "the copies load once, and so does the loop behind them");
        text.Split("store.ints").Length.Should().Be(1 + 4 + 1);
    }

    [Theory]
    [InlineData("freq 8 <-", "freq 8 trips 7 <-")]
    [InlineData("v3 = const int 1", "v3 = const int 9000000")]
    [InlineData("v3 = const int 1", "v3 = const int -1")]
    [InlineData("store.ints v4, v5, v1", "call #0 (v5) @s0")]
    [InlineData("guard v6 @s0", "poll @s0")]
    public void Loops_of_few_rounds_or_that_do_more_than_count_stay(string part, string other)
    {
        string text = Filling.Replace(part, other, StringComparison.Ordinal);
        IrText.Run(text, LoopUnrolling.Run).Should().Be(IrText.Run(text));
    }

    /// <summary>A loop along an array of floats: v8 is the element, v6 what the round before has computed, and v9 what this one computes.</summary>
    private static string Sum(string round) => $"""
        function 0
        b0: freq 1
          v0 = param ref #0
          v1 = param int #1
          v2 = const int 0
          v3 = const int 1
          v4 = data.arrayheader address v0
          v5 = const float 0
          jump b1
        b1: freq 8 trips 100 <- b0, b1
          v6 = phi float (v5, v9)
          v7 = phi int (v2, v10)
          v8 = load.floats float v4, v7
          {round}
          v10 = add int v7, v3
          v11 = cmp.lt int v10, v1
          branch v11 b1 b2
        b2: freq 1 <- b1
          return v9
        """;

    [Theory]
    [InlineData("fadd float v6, v8", false)]
    [InlineData("fadd float v8, v8", true)]
    public void Loop_that_waits_for_the_round_before_stays(string sum, bool isUnrolled)
    {
        string text = Sum($"v9 = {sum}");
        (IrText.Run(text, LoopUnrolling.Run) != IrText.Run(text)).Should().Be(isUnrolled);
    }

    /// <summary>Each round waits for the sum of the one before, but the divisions of two rounds are made together.</summary>
    [Theory]
    [InlineData("fdiv float v8, v8", true)]
    [InlineData("sqrt float v8", true)]
    [InlineData("fdiv float v8, v6", false)]
    [InlineData("fdiv float v8, v8\n  store.floats v4, v7, v12", false)]
    public void Two_rounds_that_divide_become_one_unless_one_waits_for_the_other(string quotient, bool isUnrolled)
    {
        string text = Sum($"v12 = {quotient}\n  v9 = fadd float v6, v12");
        string unrolled = IrText.Run(text, LoopUnrolling.Run, DeadCode.Run, PairedDivisions.Run);
        (unrolled != IrText.Run(text, DeadCode.Run)).Should().Be(isUnrolled);
        if (isUnrolled)
            unrolled.Should().MatchRegex("= (fdiv|sqrt) .*\n.*= (fdiv|sqrt) ");
    }
}
