using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

public sealed class ValueNumberingTests
{
    private static string Run(string text) => IrText.Run("function 0\n" + text, ValueNumbering.Run, DeadCode.Run);

    [Fact]
    public void Equal_values_merge_where_one_dominates_the_other_operands_exchanged_or_not() =>
        Run("""
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = add int v0, v1
              v3 = add int v1, v0
              v4 = cmp.lt int v0, v1
              v5 = cmp.gt int v1, v0
              v6 = sub int v2, v3
              v7 = add int v4, v5
              v8 = add int v6, v7
              return v8
            """).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = cmp.lt int v0, v1
              v3 = add int v2, v2
              v4 = const int 0
              v5 = add int v4, v3
              return v5
            """.Replace("  v4 = const int 0\n  v5 = add int v4, v3\n  return v5", "  return v3", StringComparison.Ordinal));

    [Fact]
    public void Twice_a_float_is_a_sum_and_constants_of_floats_stand_behind() =>
        Run("""
            b0: freq 1
              v0 = param float #0
              v1 = const float 2
              v2 = const float 3
              v3 = fmul float v1, v0
              v4 = fadd float v2, v3
              v5 = fsub float v2, v4
              return v5
            """).Should().Be("""
            function 0
            b0: freq 1
              v0 = param float #0
              v1 = const float 3
              v2 = fadd float v0, v0
              v3 = fadd float v2, v1
              v4 = fsub float v1, v3
              return v4
            """);

    [Theory]
    [InlineData("add int v3, v1", "add int v0, v1", 5)]
    [InlineData("add int v1, v3", "add int v0, v1", 5)]
    [InlineData("sub int v3, v1", "sub int v0, v1", 5)]
    [InlineData("sub int v1, v3", "sub int v1, v0", -5)]
    public void Sum_with_a_constant_more_than_a_known_one_adds_the_constant(string sum, string known, int added)
    {
        string text = Run($"""
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 5
              v3 = add int v0, v2
              v4 = {known}
              v5 = {sum}
              v6 = xor int v4, v5
              return v6
            """);
        text.Should().Contain($"= const int {added}\n").And.MatchRegex($"(v\\d+) = {known}\n(  v\\d+ = const .*\n)?  (v\\d+) = add int \\1, v\\d+\n  v\\d+ = xor int \\1, \\3\n");
    }

    [Fact]
    public void Sum_with_a_constant_stays_where_the_rest_is_not_known() =>
        Run("""
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 5
              v3 = add int v0, v2
              v4 = add int v3, v1
              return v4
            """).Should().Contain("add int v3, v1\n");

    [Fact]
    public void Multiple_of_a_power_of_two_is_divided_by_a_shift_where_a_test_has_shown_that_it_is_one() =>
        Run("""
            b0: freq 1
              v0 = param int #0
              v1 = const int 3
              v2 = and int v0, v1
              v3 = const int 0
              v4 = cmp.eq int v2, v3
              branch v4 b1 b2
            b1: freq 0.5 <- b0
              v5 = const int 4
              v6 = div int v0, v5
              v7 = const int 8
              v8 = div int v0, v7
              v9 = sub int v6, v8
              return v9
            b2: freq 0.5 <- b0
              v10 = const int 4
              v11 = div int v0, v10
              return v11
            """).Should().Contain("shr int v0").And.Contain("div int v0").And.Match("*b1:*shr*div*b2:*div*");

    [Fact]
    public void Guard_makes_its_condition_and_what_follows_from_it_known() =>
        Run("""
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = cmp.lt int v0, v1
              guard v2 @s0
              v3 = cmp.lt int v0, v1
              guard v3 @s0
              v4 = cmp.ge int v0, v1
              v5 = cmp.le int v0, v1
              v6 = cmp.eq int v1, v0
              v7 = shl int v5, v4
              v8 = or int v7, v6
              return v8
            s0: function 0 offset 3 () ()
            """).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 1
              v3 = cmp.lt int v0, v1
              guard v3 @s0
              return v2
            s0: function 0 offset 3 () ()
            """);

    [Fact]
    public void Branch_makes_its_condition_known_on_each_side_also_to_phis()
    {
        string text = Run("""
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = cmp.eq int v0, v1
              branch v2 b1 b2
            b1: freq 1 <- b0
              jump b3
            b2: freq 1 <- b0
              v3 = call int #0 (v2) @s0
              jump b3
            b3: freq 1 <- b1, b2
              v4 = phi int (v2, v3)
              return v4
            s0: function 0 offset 3 () ()
            """);
        text.Should().Contain("v2 = const int 0").And.Contain("v3 = const int 1").And.Contain("(v2) @s0").And.Contain("phi int (v3, v5)");
    }

    [Fact]
    public void Load_sees_the_store_before_it_and_merges_only_where_nothing_was_written_between()
    {
        string text = Run("""
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = data.arrayheader address v0
              v3 = load.ints int v2, v1
              v4 = const int 1
              v5 = add int v1, v4
              store.ints v2, v5, v3
              v6 = load.ints int v2, v1
              v7 = load.ints int v2, v5
              v8 = data.arrayheader address v0
              store.floats v8, v1, v9
              v10 = load.ints int v2, v1
              v11 = call int #0 (v6, v7, v10) @s0
              v12 = load.ints int v2, v1
              return v12
            s0: function 0 offset 3 () ()
            """.Replace("  v2 = data", "  v9 = const float 1\n  v2 = data", StringComparison.Ordinal));
        // An element next to the stored one is still what it was.
        text.Should().Contain("call int #0 (v5, v5, v5)");
        text.Split('\n').Count(line => line.Contains("load.ints", StringComparison.Ordinal)).Should().Be(2, text);
        text.Split('\n').Count(line => line.Contains("data.", StringComparison.Ordinal)).Should().Be(1, text);
    }

    [Fact]
    public void Overwritten_store_goes_unless_somebody_may_see_it()
    {
        string text = Run("""
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              setglobal.globals #1 v0
              setglobal.globals #1 v1
              setglobal.globals #2 v0
              guard v0 @s0
              setglobal.globals #2 v1
              return v0
            s0: function 0 offset 3 () ()
            """);
        text.Should().NotContain("#1 v0").And.Contain("#1 v1").And.Contain("#2 v0").And.Contain("#2 v1");
    }

    [Fact]
    public void Load_in_a_loop_that_writes_is_not_merged_with_one_before_it()
    {
        string text = Run("""
            b0: freq 1
              v0 = param int #0
              v1 = global.globals int #3
              v2 = global.globals int #4
              jump b1
            b1: freq 8 <- b0, b1
              v3 = global.globals int #3
              v4 = add int v3, v0
              setglobal.globals #3 v4
              branch v4 b1 b2
            b2: freq 1 <- b1
              v5 = sub int v1, v2
              return v5
            """);
        text.Should().Contain("b1: freq 8 <- b0, b1\n  v3 = global.globals int #3");
    }

    // while a[i] < x { i += 1 }, its first test before the loop; then EXIT.
    private static string Search(string exit, string inLoop = "") => Run($"""
        b0: freq 1
          v0 = param ref #0
          v1 = param int #1
          v2 = param int #2
          v3 = length.arrayheader int v0
          v4 = data.arrayheader address v0
          v5 = const int 1
          v6 = cmp.below int v1, v3
          guard v6 @s0
          v7 = load.ints int v4, v1
          v8 = cmp.lt int v7, v2
          branch v8 b1 b2
        b1: freq 8 <- b0, b1
          v9 = phi int (v1, v10)
          v10 = add int v9, v5
          v11 = cmp.below int v10, v3
          guard v11 @s1
          v12 = load.ints int v4, v10
        {inLoop}  v13 = cmp.lt int v12, v2
          poll @s2
          branch v13 b1 b2
        b2: freq 1 <- b0, b1
          v14 = phi int (v1, v10)
        {exit}
        s0: function 0 offset 1 (v1) ()
        s1: function 0 offset 2 (v10) ()
        s2: function 0 offset 3 () ()
        s3: function 0 offset 4 (v14) ()
        """);

    [Fact]
    public void Element_that_every_way_has_loaded_is_a_phi_and_its_index_is_inside()
    {
        string text = Search("  v15 = cmp.below int v14, v3\n  guard v15 @s3\n  v16 = load.ints int v4, v14\n  v17 = add int v16, v14\n  return v17");
        text.Should().EndWith("""
            b2: freq 1 <- b0, b1
              v14 = phi int (v7, v12)
              v15 = phi int (v1, v10)
              v16 = add int v14, v15
              return v16
            s0: function 0 offset 1 (v1) ()
            s1: function 0 offset 2 (v10) ()
            s2: function 0 offset 3 () ()
            """);
    }

    [Fact]
    public void Element_is_loaded_again_where_something_was_stored_behind_the_join() =>
        Search("  store.ints v4, v2, v5\n  v16 = load.ints int v4, v14\n  return v16").Should().Contain("load.ints int v5, v14");

    [Fact]
    public void Element_is_loaded_again_where_one_way_has_stored_after_loading() =>
        Search("  v16 = load.ints int v4, v14\n  return v16", "  store.ints v4, v2, v5\n").Should().Contain("load.ints int v5, v14");

    [Theory]
    [InlineData("v14, v2", "another bound")]
    [InlineData("v16, v3", "another index")]
    public void Check_that_the_ways_have_not_made_stays(string operands, string because) =>
        Search($"  v16 = add int v14, v5\n  v15 = cmp.below int {operands}\n  guard v15 @s3\n  return v14").Split("guard").Should().HaveCount(4, because);

    [Fact]
    public void Loop_header_knows_nothing_of_what_comes_back() =>
        Run("""
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = length.arrayheader int v0
              v3 = const int 1
              v4 = cmp.below int v1, v2
              guard v4 @s0
              jump b1
            b1: freq 8 <- b0, b1
              v5 = phi int (v1, v7)
              v6 = cmp.below int v5, v2
              guard v6 @s0
              v7 = add int v5, v3
              poll @s0
              v8 = cmp.lt int v7, v2
              branch v8 b1 b2
            b2: freq 1 <- b1
              return v5
            s0: function 0 offset 1 (v1) ()
            """).Should().Contain("guard v6");
}
