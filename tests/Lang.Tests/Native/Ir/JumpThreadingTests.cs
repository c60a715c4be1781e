using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Ways to a branch that is decided there go on where it leads.</summary>
public sealed class JumpThreadingTests
{
    /// <summary>while i &lt;= j { if ... i &lt;= j { i += 1; j -= 1 } }, and both are read afterwards.</summary>
    private const string Meeting = """
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = param int #1
          v2 = const int 1
          v3 = const int -1
          jump b1
        b1: freq 8 <- b0, b2, b3
          v4 = phi int (v0, v6, v8)
          v5 = phi int (v1, v1, v9)
          v10 = cmp.le int v4, v5
          poll @s0
          branch v10 b2 b4
        b2: freq 7 <- b1
          v6 = xor int v4, v5
          v7 = cmp.le int v6, v1
          branch v7 b3 b1
        b3: freq 6 <- b2
          v8 = add int v6, v2
          v9 = add int v5, v3
          jump b1
        b4: freq 1 <- b1
          v11 = sub int v4, v5
          v12 = cmp.lt int v11, v2
          guard v12 @s1
          return v11
        s0: function 0 offset 9 (v4, v5) ()
        s1: function 0 offset 20 (v4, v11) ()
        """;

    private static string Threaded(string text) => IrText.Run(text, JumpThreading.Run, DeadCode.Run);

    private static void ShouldStay(string text) => Threaded(text).Should().Be(IrText.Run(text, DeadCode.Run));

    [Fact]
    public void Loop_whose_condition_has_just_failed_is_left() =>
        Threaded(Meeting).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 1
              v3 = const int -1
              jump b1
            b1: freq 8 <- b0, b3
              v4 = phi int (v0, v9)
              v5 = phi int (v1, v10)
              v6 = cmp.le int v4, v5
              poll @s0
              branch v6 b2 b4
            b2: freq 7 <- b1
              v7 = xor int v4, v5
              v8 = cmp.le int v7, v1
              branch v8 b3 b5
            b3: freq 6 <- b2
              v9 = add int v7, v2
              v10 = add int v5, v3
              jump b1
            b4: freq 1 <- b1, b5
              v11 = phi int (v5, v1)
              v12 = phi int (v4, v7)
              v13 = sub int v12, v11
              v14 = cmp.lt int v13, v2
              guard v14 @s1
              return v13
            b5: freq 1 <- b2
              jump b4
            s0: function 0 offset 9 (v4, v5) ()
            s1: function 0 offset 20 (v12, v13) ()
            """);

    [Theory]
    [InlineData("cmp.le int v6, v1", "cmp.gt int v6, v1", "b3 b1", "b1 b3")]
    [InlineData("cmp.le int v6, v1", "cmp.lt int v1, v6", "b3 b1", "b1 b3")]
    [InlineData("cmp.le int v4, v5", "cmp.lt int v4, v5")]
    [InlineData("cmp.le int v4, v5", "cmp.ge int v5, v4")]
    [InlineData("cmp.le int v4, v5", "cmp.eq int v4, v5")]
    public void What_is_known_may_be_said_in_another_way(string known, string said, string sides = "freq", string otherSides = "freq")
    {
        string text = Meeting.Replace(known, said, StringComparison.Ordinal).Replace(sides, otherSides, StringComparison.Ordinal);
        Threaded(text).Should().MatchRegex("b4: freq 1 <- b1, b\\d+\\n");
    }

    [Theory]
    [InlineData("cmp.le int v4, v5", "cmp.ge int v4, v5")]
    [InlineData("cmp.le int v6, v1", "cmp.le int v6, v0")]
    [InlineData("cmp.le int v6, v1", "cmp.below int v6, v1")]
    public void What_is_not_known_is_tested(string known, string other) => ShouldStay(Meeting.Replace(known, other, StringComparison.Ordinal));

    [Fact]
    public void Calls_and_guards_on_the_way_change_nothing() =>
        Threaded(Meeting.Replace("xor int v4, v5", "call int #0 (v4) @s0\n  v13 = cmp.ne int v6, v1\n  guard v13 @s0", StringComparison.Ordinal))
            .Should().MatchRegex("b4: freq 1 <- b1, b\\d+\\n");

    /// <summary>do { done = ...; if done2 { flag = 1 } } while !flag.</summary>
    [Fact]
    public void Flag_that_was_set_ends_the_loop()
    {
        string text = Threaded("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              v2 = const int 1
              jump b1
            b1: freq 8 <- b0, b3
              v3 = phi int (v0, v4)
              v4 = add int v3, v2
              v5 = cmp.gt int v4, v0
              branch v5 b2 b3
            b2: freq 1 <- b1
              jump b3
            b3: freq 8 <- b1, b2
              v6 = phi int (v1, v2)
              poll @s0
              branch v6 b4 b1
            b4: freq 1 <- b3
              return v4
            s0: function 0 offset 9 () ()
            """);
        text.Should().Contain("branch v4 b2 b3\nb2: freq 1 <- b1\n  return v3\nb3: freq 8 <- b1\n  poll @s0\n  jump b1\n");
    }

    [Fact]
    public void Way_into_a_loop_stays() =>
        Threaded(Meeting.Replace("param int #0", "const int 3", StringComparison.Ordinal).Replace("param int #1", "const int 5", StringComparison.Ordinal))
            .Should().Contain("b1: freq 8 <- b0, b3\n");

    [Fact]
    public void Block_that_computes_more_stays() =>
        ShouldStay(Meeting.Replace("poll @s0", "poll @s0\n  v13 = mul int v4, v5", StringComparison.Ordinal).Replace("sub int v4, v5", "sub int v4, v13", StringComparison.Ordinal));

    /// <summary>x = 0; if a &lt; b { x = a }; w = x == 3; if x &gt;= b { w = false }.</summary>
    private const string Compared = """
        function 0
        b0: freq 8
          v0 = param int #0
          v1 = param int #1
          v2 = const int 0
          v3 = const int 3
          v4 = cmp.lt int v0, v1
          branch v4 b1 b2
        b1: freq 4 <- b0
          v5 = add int v0, v3
          v6 = cmp.lt int v0, v5
          guard v6 @s0
          jump b2
        b2: freq 8 <- b0, b1
          v7 = phi int (v2, v0)
          v8 = cmp.eq int v7, v3
          v9 = cmp.ge int v7, v1
          branch v9 b3 b4
        b3: freq 4 <- b2
          jump b4
        b4: freq 8 <- b2, b3
          v10 = phi int (v8, v2)
          return v10
        s0: function 0 offset 9 () ()
        """;

    [Fact]
    public void What_else_the_block_compares_is_compared_on_the_way() =>
        Threaded(Compared).Should().Contain("v7 = cmp.eq int v0, v3\n  jump b4\n").And.Contain("b4: freq 8 <- b2, b3, b1\n  v10 = phi int (v8, v2, v7)\n");

    [Fact]
    public void What_else_the_block_compares_may_be_read_where_the_way_leads() =>
        Threaded(Compared
            .Replace("b3: freq 4 <- b2\n  jump b4", "b3: freq 4 <- b2\n  return v2", StringComparison.Ordinal)
            .Replace("b4: freq 8 <- b2, b3\n  v10 = phi int (v8, v2)\n  return v10", "b4: freq 8 <- b2\n  return v8", StringComparison.Ordinal))
            .Should().MatchRegex("b4: freq 8 <- b2, b1\n  (v\\d+) = phi int \\(v\\d+, v\\d+\\)\n  return \\1\n");

    /// <summary>The header asks whether a comparison that it has yet to make equals what is known of that of the round before.</summary>
    [Fact]
    public void Comparison_of_the_round_before_decides_nothing() =>
        ShouldStay("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 1
              jump b1
            b1: freq 8 <- b0, b2
              v3 = phi int (v0, v5)
              v4 = cmp.lt int v3, v1
              v6 = cmp.eq int v4, v0
              poll @s0
              branch v6 b3 b2
            b2: freq 7 <- b1
              v5 = add int v3, v2
              v7 = cmp.eq int v4, v0
              branch v7 b1 b4
            b3: freq 1 <- b1
              return v3
            b4: freq 1 <- b2
              return v5
            s0: function 0 offset 9 (v3) ()
            """);

    [Fact]
    public void Fuel_is_counted_on_every_way() =>
        IrText.Run(Meeting, new PassContext { CountsFuel = true }, JumpThreading.Run).Should().Be(IrText.Run(Meeting));
}
