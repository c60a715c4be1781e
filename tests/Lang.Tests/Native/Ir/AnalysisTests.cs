using Lang.Native.Analysis;
using Lang.Native.Ir;
using Lang.Native.Optimizer;

namespace Lang.Tests.Native.Ir;

/// <summary>Dominators and loops.</summary>
public sealed class AnalysisTests
{
    // Two nested loops, the inner one with two ways in and a branch in it.
    private const string Nest = """
        function 0
        b0: freq 1
          v0 = param int #0
          jump b1
        b1: freq 8 <- b0, b7 loop @s0
          v1 = phi int (v0, v8)
          branch v1 b2 b3
        b2: freq 4 <- b1
          v2 = neg int v1
          jump b4
        b3: freq 4 <- b1
          v3 = bitnot int v1
          jump b4
        b4: freq 64 <- b2, b3, b6
          v4 = phi int (v2, v3, v7)
          branch v4 b5 b6
        b5: freq 32 <- b4
          jump b6
        b6: freq 64 <- b4, b5
          v6 = phi int (v4, v4)
          v5 = const int 1
          v7 = add int v6, v5
          branch v7 b4 b7
        b7: freq 8 <- b6
          v8 = neg int v7
          branch v8 b1 b8
        b8: freq 1 <- b7
          return v8
        s0: function 0 offset 2 (v1) ()
        """;

    private static IrFunction Read()
    {
        var function = new IrFunction();
        IrParser.Parse(function, Nest);
        IrChecker.Check(function).Should().BeNull();
        return function;
    }

    [Fact]
    public void Dominator_of_a_join_is_where_its_ways_part()
    {
        var dominators = new DominatorTree();
        dominators.Compute(Read());

        int[] parents = [.. Enumerable.Range(0, 9).Select(dominators.ParentOf)];
        parents.Should().Equal(-1, 0, 1, 1, 1, 4, 4, 6, 7);
        dominators.Dominates(4, 8).Should().BeTrue();
        dominators.Dominates(4, 4).Should().BeTrue();
        dominators.Dominates(5, 6).Should().BeFalse();
        dominators.Preorder.Should().BeEquivalentTo(dominators.Order);
    }

    [Fact]
    public void Blocks_that_nothing_reaches_have_no_dominator()
    {
        var function = new IrFunction();
        IrParser.Parse(function, """
            function 0
            b0: freq 1
              jump b2
            b1: freq 1
              jump b2
            b2: freq 1 <- b0, b1
              return
            """);
        var dominators = new DominatorTree();
        dominators.Compute(function);

        dominators.IsReachable(1).Should().BeFalse();
        dominators.ParentOf(2).Should().Be(0);
    }

    [Fact]
    public void Loops_are_found_outermost_first_with_their_blocks()
    {
        IrFunction function = Read();
        var context = new PassContext();
        context.Dominators.Compute(function);
        context.Loops.Compute(function, context.Dominators);

        LoopForest loops = context.Loops;
        loops.Count.Should().Be(2);
        (loops[0].Header, loops[0].Parent, loops[0].Preheader).Should().Be((1, -1, 0));
        (loops[1].Header, loops[1].Parent, loops[1].Preheader).Should().Be((4, 0, -1));
        Enumerable.Range(0, 9).Select(loops.DepthOf).Should().Equal(0, 1, 1, 1, 2, 2, 2, 1, 0);
        loops.Contains(0, 5).Should().BeTrue();
        loops.Contains(1, 7).Should().BeFalse();
        loops.IsInEveryRound(function, 1, 6).Should().BeTrue();
        loops.IsInEveryRound(function, 1, 5).Should().BeFalse();
    }

    [Fact]
    public void Loop_with_several_ways_in_gets_a_preheader()
    {
        IrFunction function = Read();
        var context = new PassContext();
        context.AnalyzeLoops(function);

        IrChecker.Check(function).Should().BeNull();
        IrPrinter.Print(function).Should().Contain("""
            b4: freq 64 <- b9, b6
              v4 = phi int (v9, v7)
            """).And.Contain("""
            b9: freq 8 <- b2, b3
              v9 = phi int (v2, v3)
              jump b4
            """);
    }

    [Fact]
    public void Tree_and_loops_are_found_again_only_where_blocks_have_changed()
    {
        IrFunction function = Read();
        var (dominators, loops) = (new DominatorTree(), new LoopForest());
        dominators.Compute(function);
        loops.Compute(function, dominators);
        int version = dominators.Version;

        function.InsertBefore(function.Block(2).Last, IrNode.Make(IrOp.Constant, IrType.Int));
        dominators.Compute(function);
        dominators.Version.Should().Be(version);

        int middle = function.SplitEdge(7, 1);
        loops.LoopOf(middle).Should().Be(-1, "nobody has looked at it");
        dominators.Compute(function);
        loops.Compute(function, dominators);
        dominators.Version.Should().BeGreaterThan(version);
        dominators.ParentOf(middle).Should().Be(7);
        loops.LoopOf(middle).Should().Be(loops.LoopOf(1));
    }
}
