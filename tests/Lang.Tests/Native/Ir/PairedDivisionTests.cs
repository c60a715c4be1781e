using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Divisions and square roots of floats that do not wait for each other come to stand side by side.</summary>
public sealed class PairedDivisionTests
{
    // Two divisions with something between them.
    private static string Block(string between, string second = "fdiv float v2, v5") => $"""
        function 0
        b0: freq 1
          v0 = param float #0
          v1 = param int #1
          v2 = const float 1
          v10 = param ref #2
          v3 = data.arrayheader address v10
          v4 = fdiv float v2, v0
          {between}
          v6 = {second}
          v7 = fadd float v4, v6
          return v7
        s0: function 0 offset 9 (v0) ()
        """;

    private static string Paired(string text) => IrText.Run(text, PairedDivisions.Run);

    [Fact]
    public void Second_one_moves_up_with_what_it_divides_by() =>
        Paired(Block("v5 = itof float v1\n  v8 = fmul float v4, v0\n  store.floats v3, v1, v8\n  v9 = fadd float v0, v0", "fdiv float v9, v5")).Should().Be("""
            function 0
            b0: freq 1
              v0 = param float #0
              v1 = param int #1
              v2 = const float 1
              v3 = param ref #2
              v4 = data.arrayheader address v3
              v5 = itof float v1
              v6 = fadd float v0, v0
              v7 = fdiv float v2, v0
              v8 = fdiv float v6, v5
              v9 = fmul float v7, v0
              store.floats v4, v1, v9
              v10 = fadd float v7, v8
              return v10
            """);

    [Fact]
    public void Square_roots_are_brought_together_and_then_what_divides_by_them()
    {
        string text = Paired("""
            function 0
            b0: freq 1
              v0 = param float #0
              v1 = param float #1
              v2 = sqrt float v0
              v3 = fdiv float v1, v2
              v4 = fadd float v1, v1
              v5 = sqrt float v4
              v6 = fdiv float v0, v5
              v7 = fadd float v3, v6
              return v7
            """);
        text.Should().Contain("v3 = sqrt float v0\n  v4 = sqrt float v2\n  v5 = fdiv float v1, v3\n  v6 = fdiv float v0, v4\n");
    }

    [Theory]
    [InlineData("v5 = load.floats float v3, v1", true)]
    [InlineData("store.floats v3, v1, v4\n  v5 = load.floats float v3, v1", false)]
    [InlineData("v8 = cmp.lt int v1, v1\n  guard v8 @s0\n  v5 = load.floats float v3, v1", false)]
    [InlineData("v8 = cmp.lt int v1, v1\n  guard v8 @s0\n  v5 = itof float v1", true)]
    [InlineData("v5 = fadd float v4, v0", false)]
    [InlineData("v8 = const int 3\n  v9 = div int v1, v8\n  v5 = itof float v9", true)]
    [InlineData("v9 = div int v1, v1\n  v5 = itof float v9", false)]
    [InlineData("v8 = runtime.constant ref #0 () @s0\n  v5 = itof float v1", false)]
    public void Moves_nothing_that_waits_for_the_first_or_that_something_between_must_precede(string between, bool pairs)
    {
        string text = Paired(Block(between));
        (text == IrText.Run(Block(between))).Should().Be(!pairs, text);
    }

    [Fact]
    public void What_the_next_round_waits_for_is_divided_alone()
    {
        const string Loop = """
            function 0
            b0: freq 1
              v0 = param float #0
              v1 = param float #1
              v2 = param int #2
              v3 = const int 1
              jump b1
            b1: freq 8 <- b0, b1
              v4 = phi float (v0, v7)
              v5 = phi float (v0, v8)
              v6 = phi int (v3, v9)
              v7 = fdiv float v4, v1
              v8 = fdiv float v5, v0
              v9 = add int v6, v3
              v10 = cmp.lt int v9, v2
              branch v10 b1 b2
            b2: freq 1 <- b1
              v11 = fadd float v7, v8
              return v11
            """;
        string between = Loop.Replace("  v8 = fdiv", "  v12 = fadd float v4, v5\n  v8 = fdiv", StringComparison.Ordinal);
        Paired(between).Should().Be(IrText.Run(between));
        string alone = between.Replace("fdiv float v4, v1", "fdiv float v1, v0", StringComparison.Ordinal).Replace("fdiv float v5, v0", "fdiv float v0, v1", StringComparison.Ordinal);
        Paired(alone).Should().Contain("fdiv float v1, v0\n  v8 = fdiv float v0, v1\n");
    }
}
