using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>What moves out of loops, and which checks in them are proved.</summary>
public sealed class LoopPassTests
{
    // for (i = 0; i < n; i++) s += a[i + k], rotated.
    private static string Sum(int added, string start, string condition) => $"""
        function 0
        b0: freq 1
          v0 = param ref #0
          v1 = param int #1
          v2 = const int {start}
          v3 = const int 1
          v4 = const int {added}
          v5 = length.arrayheader int v0
          v6 = data.arrayheader address v0
          v7 = cmp.lt int v2, v1
          branch v7 b1 b2
        b1: freq 8 <- b0, b1 loop @s0
          v8 = phi int (v2, v14)
          v9 = phi int (v2, v13)
          v10 = add int v8, v4
          v11 = cmp.below int v10, v5
          guard v11 @s1
          v12 = load.ints int v6, v10
          v13 = add int v9, v12
          v14 = add int v8, v3
          v15 = cmp.{condition} int v14, v1
          branch v15 b1 b2
        b2: freq 1 <- b0, b1
          v16 = phi int (v2, v13)
          return v16
        s0: function 0 offset 5 (v0, v1, v8, v9) ()
        s1: function 0 offset 9 (v0, v1, v8, v9) (v0, v10)
        """;

    private static string Prove(string text, bool predicate = true) =>
        IrText.Run(text, new PassContext { Predicate = predicate }, ValueNumbering.Run, Lang.Native.Optimizer.Passes.Ranges.Run, DeadCode.Run);

    [Fact]
    public void Invariant_values_loads_and_guards_move_before_the_loop() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              jump b1
            b1: freq 8 <- b0, b1 loop @s0
              v2 = phi int (v1, v10)
              v3 = length.arrayheader int v0
              v4 = cmp.below int v1, v3
              guard v4 @s1
              v5 = data.arrayheader address v0
              v6 = load.ints int v5, v1
              v7 = mul int v6, v1
              v8 = call int #0 (v2) @s2
              v9 = load.ints int v5, v2
              v10 = add int v8, v7
              branch v10 b1 b2
            b2: freq 1 <- b1
              return v9
            s0: function 0 offset 2 (v0, v1, v2) ()
            s1: function 0 offset 4 (v0, v1, v2) (v0, v1)
            s2: function 0 offset 8 () ()
            """.Replace("call int #0 (v2) @s2", "add int v2, v1", StringComparison.Ordinal).Replace("\ns2: function 0 offset 8 () ()", "", StringComparison.Ordinal),
            LoopInvariantCodeMotion.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = length.arrayheader int v0
              v3 = cmp.below int v1, v2
              guard v3 @s0
              v4 = data.arrayheader address v0
              v5 = load.ints int v4, v1
              v6 = mul int v5, v1
              jump b1
            b1: freq 8 <- b0, b1 loop @s1
              v7 = phi int (v1, v10)
              v8 = add int v7, v1
              v9 = load.ints int v4, v7
              v10 = add int v8, v6
              branch v10 b1 b2
            b2: freq 1 <- b1
              return v9
            s0: function 0 offset 2 (v0, v1, v1) ()
            s1: function 0 offset 2 (v0, v1, v7) ()
            """);

    [Fact]
    public void What_the_loop_writes_or_an_earlier_check_protects_stays()
    {
        string text = IrText.Run("""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = const int 0
              jump b1
            b1: freq 8 <- b0, b1 loop @s0
              v3 = phi int (v1, v9)
              guard v3 @s1
              v4 = cmp.ne int v1, v2
              guard v4 @s1
              v5 = div int v3, v1
              v6 = global.globals int #1
              v7 = global.globals int #2
              v8 = data.arrayheader address v0
              v10 = load.ints int v8, v1
              setglobal.globals #1 v10
              v9 = add int v6, v7
              branch v9 b1 b2
            b2: freq 1 <- b1
              return v5
            s0: function 0 offset 2 (v0, v1, v3) ()
            s1: function 0 offset 4 (v0, v1, v3) ()
            """, new PassContext { Predicate = false }, LoopInvariantCodeMotion.Run);
        string loop = text[text.IndexOf("b1:", StringComparison.Ordinal)..];
        loop.Should().Contain("guard").And.Contain("global.globals int #1").And.Contain("load.ints").And.NotContain("#2");
    }

    [Theory]
    [InlineData("param ref #0", "2", true)]
    [InlineData("param ref #0", "0.5", false)] // few rounds want it
    [InlineData("slot ref #0", "2", false)] // it may not be assigned yet
    public void Data_of_an_array_that_some_rounds_want_is_loaded_before_the_loop(string array, string frequency, bool moves) =>
        (IrText.Run($"""
            function 0
            b0: freq 1
              v0 = {array}
              v1 = param int #1
              v2 = const int 1
              v3 = const int 0
              jump b1
            b1: freq 8 <- b0, b3
              v4 = phi int (v1, v10)
              v5 = and int v4, v2
              branch v5 b2 b3
            b2: freq {frequency} <- b1
              v6 = length.arrayheader int v0
              v7 = cmp.below int v4, v6
              guard v7 @s0
              v8 = data.arrayheader address v0
              v9 = load.ints int v8, v4
              jump b3
            b3: freq 8 <- b1, b2
              v10 = phi int (v2, v9)
              v11 = cmp.gt int v10, v3
              branch v11 b1 b4
            b4: freq 1 <- b3
              return v10
            s0: function 0 offset 9 (v0, v1, v4) (v0, v4)
            """, LoopInvariantCodeMotion.Run) is var text && text.IndexOf("data.arrayheader", StringComparison.Ordinal) < text.IndexOf("b2:", StringComparison.Ordinal)).Should().Be(moves);

    [Fact]
    public void What_may_be_no_object_is_checked_before_its_length_is_read_early()
    {
        string text = IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = global.globals ref #1
              jump b1
            b1: freq 8 <- b0, b1 loop @s0
              v2 = phi int (v0, v4)
              guard v2 @s1
              v3 = length.arrayheader int v1
              v4 = sub int v2, v3
              branch v4 b1 b2
            b2: freq 1 <- b1
              return v3
            s0: function 0 offset 2 (v0, v2) ()
            s1: function 0 offset 4 (v0, v2) ()
            """, LoopInvariantCodeMotion.Run);
        text.Should().Contain("""
              v2 = const int 0
              v3 = cmp.ne int v1, v2
              guard.widened v3 @s0
              v4 = length.arrayheader int v1
              jump b1
            """.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("3", 0)]
    [InlineData("1", -1)]
    public void Loop_bounded_by_the_length_needs_no_check(string start, int added)
    {
        string text = Prove(Sum(added, start, "lt").Replace("param int #1", "param int #2", StringComparison.Ordinal)
            .Replace("  v7 = cmp.lt int v2, v1", "  v7 = cmp.lt int v2, v5", StringComparison.Ordinal)
            .Replace("int v14, v1", "int v14, v5", StringComparison.Ordinal));
        text.Should().NotContain("guard");
    }

    [Fact]
    public void Check_of_each_round_becomes_a_widened_guard_before_the_loop()
    {
        string text = Prove(Sum(0, "0", "lt"));
        text.Should().Contain("guard.widened").And.NotContain("guard v");
        text[text.IndexOf("b1:", StringComparison.Ordinal)..].Split("b2:")[0].Should().NotContain("guard");
        // The state is that of the loop's beginning, with the values of the first round.
        text.Should().Contain("s1: function 0 offset 5 (v0, v1, v2, v2) ()");
    }

    [Fact]
    public void Check_stays_without_predication_or_where_the_variable_may_wrap_around()
    {
        Prove(Sum(0, "0", "lt"), predicate: false).Should().Contain("guard v").And.NotContain("widened");
        Prove(Sum(0, "0", "le")).Should().Contain("guard v").And.NotContain("widened");
    }

    [Fact]
    public void Index_before_the_array_is_checked_before_the_loop()
    {
        string text = Prove(Sum(-1, "0", "lt").Replace("const int 0", "param int #3", StringComparison.Ordinal));
        text.Split('\n').Count(line => line.Contains("guard.widened", StringComparison.Ordinal)).Should().Be(2, text);
    }

    [Theory]
    [InlineData("mod int v2, v1", "and int")]
    [InlineData("div int v2, v1", "shr int")]
    public void Division_of_what_is_not_negative_by_a_power_of_two_is_cheap(string division, string expected) =>
        Prove($"""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = const int 8
              v2 = length.arrayheader int v0
              v3 = {division}
              return v3
            """).Should().Contain(expected);

    [Fact]
    public void Small_choice_becomes_a_selection_or_a_minimum()
    {
        const string Text = """
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = cmp.lt int v0, v1
              branch v2 b1 b2
            b1: freq 0.5 <- b0
              jump b3
            b2: freq 0.5 <- b0
              v3 = neg int v1
              jump b3
            b3: freq 1 <- b1, b2
              v4 = phi int (v0, v3)
              return v4
            """;
        IrText.Run(Text, IfConversion.Run, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = cmp.lt int v0, v1
              v3 = neg int v1
              v4 = select int v2, v0, v3
              return v4
            """);
        IrText.Run(Text.Replace("(v0, v3)", "(v0, v1)", StringComparison.Ordinal), IfConversion.Run, DeadCode.Run).Should().Contain("min int v0, v1");
        IrText.Run(Text.Replace("(v0, v3)", "(v1, v0)", StringComparison.Ordinal), IfConversion.Run, DeadCode.Run).Should().Contain("max int v1, v0");
    }

    [Theory]
    [InlineData("0.5", "0.5", true)]
    [InlineData("0.2", "0.8", true)]
    [InlineData("0.1", "0.9", false)]
    [InlineData("0.9", "0.1", false)]
    public void Floats_are_selected_where_neither_side_is_rare(string whenTrue, string whenFalse, bool isSelection) =>
        IrText.Run(FloatChoice("fcmp.gt int v0, v1", "mul", whenTrue, whenFalse), IfConversion.Run, DeadCode.Run)
            .Contains("select float v2, v3, v4", StringComparison.Ordinal).Should().Be(isSelection);

    [Theory]
    [InlineData("cmp.lt int v5, v6", "mul")]
    [InlineData("fcmp.gt int v0, v1", "div")]
    public void Floats_are_not_selected_by_integers_nor_where_a_side_takes_long(string condition, string op) =>
        IrText.Run(FloatChoice(condition, op, "0.5", "0.5"), IfConversion.Run, DeadCode.Run).Should().NotContain("select");

    private static string FloatChoice(string condition, string op, string whenTrue, string whenFalse) => $"""
        function 0
        b0: freq 1
          v0 = param float #0
          v1 = param float #1
          v5 = param int #2
          v6 = param int #3
          v2 = {condition}
          branch v2 b1 b2
        b1: freq {whenTrue} <- b0
          v3 = f{op} float v0, v1
          jump b3
        b2: freq {whenFalse} <- b0
          v4 = fadd float v0, v1
          jump b3
        b3: freq 1 <- b1, b2
          v7 = phi float (v3, v4)
          return v7
        """;

    // A length is not negative, a parameter may be.
    [Theory]
    [InlineData("v2", "div", 7, "udiv")]
    [InlineData("v2", "mod", 7, "umod")]
    [InlineData("v1", "div", 7, "div")]
    [InlineData("v1", "mod", 7, "mod")]
    [InlineData("v2", "div", -7, "div")]
    [InlineData("v2", "mod", 8, "and")]
    [InlineData("v2", "div", 8, "shr")]
    public void Division_of_what_is_not_negative_looks_at_no_sign(string dividend, string operation, long divisor, string becomes) =>
        Prove($"""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = length.arrayheader int v0
              v3 = const int {divisor}
              v4 = {operation} int {dividend}, v3
              v5 = xor int v1, v4
              return v5
            """).Should().Contain($"= {becomes} int ");

    [Theory]
    [InlineData("v2", false)]
    [InlineData("v1", true)]
    public void Multiples_among_what_is_not_negative_are_found_without_an_addition(string dividend, bool adds) =>
        Prove($"""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = length.arrayheader int v0
              v3 = const int 15
              v4 = mod int {dividend}, v3
              v5 = const int 0
              v6 = cmp.eq int v4, v5
              v7 = xor int v1, v6
              return v7
            """).Contains("= add int", StringComparison.Ordinal).Should().Be(adds);

    [Theory]
    [InlineData(1, "add int v1, v2")]
    [InlineData(-1, "sub int v1, v2")]
    [InlineData(2, "select int v2, ")]
    public void Selection_of_one_more_or_less_adds_the_comparison(int added, string becomes) =>
        Prove($"""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = cmp.lt int v0, v1
              v3 = const int {added}
              v4 = add int v1, v3
              v5 = select int v2, v4, v1
              return v5
            """).Should().Contain($"= {becomes}");
}
