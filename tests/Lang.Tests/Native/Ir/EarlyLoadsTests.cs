using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Elements are loaded before branches that can't be foretold, where all ways lead to the load.</summary>
public sealed class EarlyLoadsTests
{
    /// <summary>while a[i] &lt; pivot { i += 1 }, and then a[j] is compared.</summary>
    private const string Search = """
        function 0
        b0: freq 8
          v0 = param ref #0
          v1 = param int #1
          v2 = param int #2
          v3 = param int #3
          v4 = const int 1
          v5 = length.arrayheader int v0
          v6 = data.arrayheader address v0
          v7 = cmp.below int v1, v5
          guard v7 @s0
          v8 = load.ints int v6, v1
          v9 = cmp.lt int v8, v3
          branch v9 b1 b4
        b1: freq 4 <- b0
          jump b2
        b2: freq 8 <- b1, b3
          v10 = phi int (v1, v11)
          v11 = add int v10, v4
          v12 = cmp.below int v11, v5
          guard v12 @s1
          jump b3
        b3: freq 8 <- b2
          v13 = load.ints int v6, v11
          v14 = cmp.lt int v13, v3
          poll @s1
          branch v14 b2 b4
        b4: freq 8 <- b0, b3
          v15 = phi int (v1, v11)
          v16 = cmp.below int v2, v5
          guard v16 @s2
          v17 = load.ints int v6, v2
          v18 = add int v17, v15
          return v18
        s0: function 0 offset 9 (v1, v2) (v3)
        s1: function 0 offset 20 (v11, v2) (v3)
        s2: function 0 offset 40 (v15, v2) ()
        """;

    private static string Early(string text) => IrText.Run(text, EarlyLoads.Run);

    private static void ShouldStay(string text) => Early(text).Should().Be(IrText.Run(text));

    private static string With(string text, string replacement) => Search.Replace(text, replacement, StringComparison.Ordinal);

    [Fact]
    public void Load_and_its_check_move_before_the_loop_and_leave_where_the_check_before_them_leaves() =>
        Early(Search).Should().Be(IrText.Run(Search.Replace("""
              v17 = load.ints int v6, v2

            """, "", StringComparison.Ordinal).Replace("""
              v16 = cmp.below int v2, v5
              guard v16 @s2

            """, "", StringComparison.Ordinal).Replace("""
              branch v9 b1 b4

            """, """
              v16 = cmp.below int v2, v5
              guard v16 @s0
              v17 = load.ints int v6, v2
              branch v9 b1 b4

            """, StringComparison.Ordinal)));

    [Fact]
    public void Branch_that_goes_either_way_is_enough() =>
        Early("""
            function 0
            b0: freq 8
              v0 = param ref #0
              v1 = param int #1
              v2 = param int #2
              v3 = strlen int v0
              v4 = strbytes address v0
              v5 = cmp.below int v1, v3
              guard v5 @s0
              v6 = cmp.lt int v1, v2
              branch v6 b1 b2
            b1: freq 3 <- b0
              v7 = mul int v1, v2
              jump b2
            b2: freq 8 <- b0, b1
              v8 = phi int (v1, v7)
              v9 = cmp.below int v2, v3
              guard v9 @s1
              v10 = load.constant int v4, v2
              v11 = add int v8, v10
              return v11
            s0: function 0 offset 9 (v1, v2) ()
            s1: function 0 offset 20 (v8, v2) ()
            """).Should().Contain("guard v7 @s0\n  v8 = load.constant int v4, v2\n  branch v6 b1 b2\n");

    [Fact]
    public void Index_is_computed_before_and_checks_that_depend_on_the_loop_stay()
    {
        string text = Early(With("v16 = cmp.below int v2, v5", "v19 = cmp.below int v15, v5\n  guard v19 @s2\n  v20 = const int 7\n  v21 = and int v2, v20\n  v16 = cmp.below int v21, v5")
            .Replace("load.ints int v6, v2", "load.ints int v6, v21", StringComparison.Ordinal));
        text.Should().Contain("v10 = const int 7\n  v11 = and int v2, v10\n  v12 = cmp.below int v11, v5\n  guard v12 @s0\n  v13 = load.ints int v6, v11\n  branch v9 b1 b4\n");
        text.Should().MatchRegex("v19 = phi int \\(v1, v15\\)\n  v20 = cmp.below int v19, v5\n  guard v20 @s2\n  v21 = add int v13, v19\n");
    }

    [Theory]
    [InlineData("v17 = load.ints int v6, v2", "v17 = load.ints int v6, v15", "another index than the one checked")]
    [InlineData("v16 = cmp.below int v2, v5", "v16 = cmp.below int v15, v5", "the index is not known before")]
    [InlineData("v16 = cmp.below int v2, v5", "v16 = cmp.lt int v2, v5", "no check of an index")]
    [InlineData("v16 = cmp.below int v2, v5", "v16 = cmp.below int v2, v3", "no length of the array")]
    [InlineData("guard v16 @s2", "guard.widened v16 @s2", "a guess")]
    [InlineData("guard v7 @s0", "poll @s0", "no state to leave with")]
    [InlineData("v9 = cmp.lt int v8, v3", "store.ints v6, v1, v3\n  v9 = cmp.lt int v8, v3", "what was stored must not be stored again")]
    [InlineData("v13 = load.ints int v6, v11", "v13 = load.ints int v6, v11\n  store.ints v6, v11, v3", "the element may be another one then")]
    [InlineData("v13 = load.ints int v6, v11", "v13 = call int #0 (v0) @s1", "whatever is called may store")]
    [InlineData("guard v16 @s2", "poll @s2\n  guard v16 @s2", "it is not the first thing that happens there")]
    public void What_might_see_something_else_stays(string text, string other, string why)
    {
        Search.Should().Contain(text);
        Early(With(text, other)).Should().Be(IrText.Run(With(text, other)), why);
    }

    [Fact]
    public void Way_that_does_not_come_to_the_load_keeps_it_where_it_is() =>
        ShouldStay(With("  v12 = cmp.below int v11, v5\n  guard v12 @s1\n  jump b3\nb3: freq 8 <- b2", "  v12 = cmp.below int v11, v5\n  branch v12 b3 b5\nb3: freq 8 <- b2")
            .Replace("s0: function", "b5: freq 0 <- b2\n  return v11\ns0: function", StringComparison.Ordinal));

    [Theory]
    [InlineData("freq 8 <- b1, b3", "freq 800 <- b1, b3", "freq 4 <- b0", "freq 7.9 <- b0")]
    [InlineData("freq 8 <- b1, b3", "freq 0.1 <- b1, b3", "freq 4 <- b0", "freq 0.1 <- b0")]
    public void Branches_that_can_be_foretold_hide_the_load(string text, string other, string entry, string otherEntry) =>
        ShouldStay(With(text, other).Replace(entry, otherEntry, StringComparison.Ordinal));
}
