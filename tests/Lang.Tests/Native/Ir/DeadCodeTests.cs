using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

public sealed class DeadCodeTests
{
    [Fact]
    public void Values_that_nothing_uses_are_removed_but_not_those_of_frame_states() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param ref #1
              v2 = neg int v0
              v3 = bitnot int v0
              v4 = length.arrayheader int v1
              v5 = add int v4, v0
              guard v0 @s0
              v6 = call int #0 (v0) @s1
              return v0
            s0: function 0 offset 4 (v2, _) (v0)
            s1: function 0 offset 9 () ()
            """, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = neg int v0
              guard v1 @s0
              v2 = call int #0 (v0) @s1
              return v0
            s0: function 0 offset 4 (v1, _) (v0)
            s1: function 0 offset 9 () ()
            """.Replace("guard v1", "guard v0", StringComparison.Ordinal));

    [Fact]
    public void Branch_on_a_constant_goes_one_way_and_blocks_in_a_row_become_one() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 1
              branch v1 b1 b2
            b1: freq 1 <- b0
              v2 = neg int v0
              jump b3
            b2: freq 1 <- b0
              v3 = bitnot int v0
              jump b3
            b3: freq 1 <- b1, b2
              v4 = phi int (v2, v3)
              return v4
            """, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = neg int v0
              return v1
            """);

    [Fact]
    public void Loop_that_is_never_entered_goes() =>
        IrText.Run("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = const int 0
              branch v1 b1 b2
            b1: freq 8 <- b0, b1 loop @s0
              v2 = phi int (v0, v3)
              v3 = add int v2, v0
              branch v3 b1 b2
            b2: freq 1 <- b0, b1
              v4 = phi int (v0, v3)
              return v4
            s0: function 0 offset 2 (v2) ()
            """, DeadCode.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              return v0
            """);
}
