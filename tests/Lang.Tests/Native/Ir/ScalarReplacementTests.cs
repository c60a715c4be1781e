using Lang.Bytecode.Interpretation;
using Lang.Native.Analysis;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

public sealed class ScalarReplacementTests
{
    private static PassContext Context() => new()
    {
        Words =
        [
            new RuntimeWords(new Word { Op = RegisterOp.NewCell }, 9, 1), new RuntimeWords(new Word { Op = RegisterOp.NewEnv }, 10, 2),
            new RuntimeWords(new Word { Op = RegisterOp.NewFunction }, (11L << 32) | 5, 1), new RuntimeWords(new Word { Op = RegisterOp.NewArray }, 12, 2),
        ],
    };

    private static string Run(string text) => IrText.Run(text, Context(), ScalarReplacement.Run, DeadCode.Run);

    [Fact]
    public void Cell_that_a_loop_changes_becomes_a_phi_and_states_describe_it() =>
        Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              v2 = runtime.constant ref #0 (v1) @s0
              jump b1
            b1: freq 8 <- b0, b1 loop @s1
              v3 = phi int (v1, v6)
              v4 = cell.cells int v2
              v5 = add int v4, v3
              setcell.cells v2, v5
              guard v5 @s2
              v6 = add int v3, v0
              v7 = cmp.lt int v6, v0
              branch v7 b1 b2
            b2: freq 1 <- b1
              v8 = cell.cells int v2
              return v8
            s0: function 0 offset 4 () ()
            s1: function 0 offset 8 (v2, v3) ()
            s2: function 0 offset 9 (v2, v3) (v2)
            """).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              jump b1
            b1: freq 8 <- b0, b1 loop @s0
              v2 = phi int (v1, v5)
              v3 = phi int (v1, v7)
              v4 = rebuild ref #0 (v2)
              v5 = add int v2, v3
              v6 = rebuild ref #0 (v5)
              guard v5 @s1
              v7 = add int v3, v0
              v8 = cmp.lt int v7, v0
              branch v8 b1 b2
            b2: freq 1 <- b1
              return v5
            s0: function 0 offset 8 (v4, v3) ()
            s1: function 0 offset 9 (v6, v3) (v6)
            """);

    [Fact]
    public void Function_value_its_environment_and_its_cell_go_one_after_the_other() =>
        Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = runtime.constant ref #0 (v0) @s0
              v2 = runtime.constant ref #1 (v1, v0) @s0
              v3 = runtime.constant ref #2 (v2) @s0
              v4 = function int #8 v3
              v5 = function ref #16 v3
              v6 = field ref #8 v5
              guard v4 @s1
              v7 = cell.cells int v6
              v8 = add int v7, v4
              setcell.cells v6, v8
              guard v8 @s1
              return v8
            s0: function 0 offset 4 () ()
            s1: function 5 offset 8 in s2 (v2) ()
            s2: function 0 offset 6 (v3, v1) (v3)
            """).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 5
              v2 = rebuild ref #0 (v0)
              v3 = rebuild ref #1 (v2, v0)
              v4 = rebuild ref #2 (v3)
              guard v1 @s0
              v5 = add int v0, v1
              v6 = rebuild ref #0 (v5)
              v7 = rebuild ref #1 (v6, v0)
              v8 = rebuild ref #2 (v7)
              guard v5 @s1
              return v5
            s0: function 5 offset 8 in s2 (v3) ()
            s1: function 5 offset 8 in s3 (v7) ()
            s2: function 0 offset 6 (v4, v2) (v4)
            s3: function 0 offset 6 (v8, v6) (v8)
            """);

    [Fact]
    public void Index_outside_leaves_and_what_follows_is_never_reached() =>
        Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = runtime.constant ref #3 (v0, v0) @s0
              v2 = const int 2
              v3 = length.arrayheader int v1
              v4 = cmp.below int v2, v3
              guard v4 @s1
              v5 = data.arrayheader address v1
              v6 = load.ints int v5, v2
              v7 = const int 1
              store.ints v5, v7, v6
              v8 = load.ints int v5, v7
              return v8
            s0: function 0 offset 4 () ()
            s1: function 0 offset 8 (v1) (v1, v2)
            """).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 2
              v2 = const int 2
              v3 = cmp.below int v1, v2
              v4 = rebuild ref #3 (v0, v0)
              guard v3 @s0
              v5 = const int 0
              return v5
            s0: function 0 offset 8 (v4) (v4, v1)
            """);

    [Theory]
    [InlineData("return v1")]
    [InlineData("v5 = callvalue int #1 (v1, v0) @s0\n  return v5")]
    [InlineData("v5 = runtime.constant ref #0 (v1) @s0\n  return v5")]
    [InlineData("v5 = runtime.constant ref #0 (v0) @s0\n  setcell.cells v5, v1\n  return v5")]
    [InlineData("v5 = data.arrayheader address v1\n  v6 = load.ints int v5, v0\n  return v6")]
    [InlineData("v5 = capacity.arrayheader int v1\n  return v5")]
    [InlineData("setlength.arrayheader v1, v0\n  return v0")]
    [InlineData("v5 = data.arrayheader address v1\n  v6 = const int 0\n  store.bools v5, v6, v0\n  return v6")]
    public void Array_that_somebody_else_may_see_stays(string use)
    {
        string text = $"""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = runtime.constant ref #3 (v0, v0) @s0
              {use}
            s0: function 0 offset 4 () ()
            """;
        IrFunction function = IrText.Parse(text);
        ScalarReplacement.Run(function, Context());
        IrPrinter.Print(function).Should().Be(IrPrinter.Print(IrText.Parse(text)));
    }

    [Fact]
    public void Object_that_holds_itself_stays()
    {
        PassContext context = Context();
        IrFunction function = IrText.Parse("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param ref #1
              v2 = runtime.constant ref #0 (v1) @s0
              v3 = runtime.constant ref #1 (v2, v0) @s0
              v4 = runtime.constant ref #2 (v3) @s0
              setcell.cells v2, v4
              return v0
            s0: function 0 offset 4 () ()
            """);
        ScalarReplacement.Run(function, context);
        IrChecker.Check(function).Should().BeNull();
        context.Removed.Should().BeEmpty();
    }

    [Fact]
    public void Check_before_a_loop_describes_what_the_loop_is_entered_with() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 7
              v2 = runtime.constant ref #0 (v1) @s0
              jump b1
            b1: freq 8 <- b0, b1 loop @s1
              v3 = phi int (v1, v6)
              guard v0 @s2
              v4 = cell.cells int v2
              v5 = add int v4, v3
              setcell.cells v2, v5
              v6 = add int v3, v0
              v7 = cmp.lt int v6, v0
              branch v7 b1 b2
            b2: freq 1 <- b1
              return v3
            s0: function 0 offset 4 () ()
            s1: function 0 offset 8 (v2, v3) ()
            s2: function 0 offset 9 (v2, v3) (v2)
            """, Context(), ScalarReplacement.Run, LoopInvariantCodeMotion.Run, (function, _) => function.Block(1).LoopState = -1, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 7
              v2 = rebuild ref #0 (v1)
              guard v0 @s0
              jump b1
            b1: freq 8 <- b0, b1
              v3 = phi int (v1, v4)
              v4 = add int v3, v0
              v5 = cmp.lt int v4, v0
              branch v5 b1 b2
            b2: freq 1 <- b1
              return v3
            s0: function 0 offset 8 (v2, v1) ()
            """);

    [Fact]
    public void Only_frame_states_may_use_what_is_described()
    {
        var function = new IrFunction();
        IrParser.Parse(function, """
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = rebuild ref #0 (v0)
              return v1
            """);
        IrChecker.Check(function).Should().Contain("only frame states know");
    }
}
