using Lang.Native.Optimizer.Passes;

namespace Lang.Tests.Native.Ir;

/// <summary>Loops that branch on what does not change become two, and those outside see one value.</summary>
public sealed class LoopUnswitchingTests
{
    private const string Choosing = """
        function 0
        b0: freq 1
          v0 = param int #0
          v1 = param int #1
          v2 = const int 0
          v3 = const int 1
          v4 = const int 5
          v5 = cmp.eq int v1, v4
          jump b1
        b1: freq 8 <- b0, b4 loop @s1
          v6 = phi int (v2, v12)
          v7 = phi int (v2, v11)
          branch v5 b2 b3
        b2: freq 6 <- b1
          v8 = add int v7, v6
          jump b4
        b3: freq 2 <- b1
          v9 = mul int v7, v6
          v10 = cmp.ne int v9, v4
          guard v10 @s2
          jump b4
        b4: freq 8 <- b2, b3
          v11 = phi int (v8, v9)
          v12 = add int v6, v3
          v13 = cmp.lt int v12, v0
          poll @s0
          branch v13 b1 b5
        b5: freq 1 <- b4
          v14 = xor int v11, v12
          return v14
        s0: function 0 offset 9 (v11, v12) ()
        s1: function 0 offset 1 (v7, v6) ()
        s2: function 0 offset 5 (v7, v6) (v9)
        """;

    [Fact]
    public void Outcome_is_chosen_before_and_results_meet_behind() =>
        IrText.Run(Choosing, LoopUnswitching.Run).Should().Be("""
            function 0
            b0: freq 1
              v0 = param int #0
              v1 = param int #1
              v2 = const int 0
              v3 = const int 1
              v4 = const int 5
              v5 = cmp.eq int v1, v4
              branch v5 b10 b11
            b1: freq 6 <- b10, b1 loop @s0
              v6 = phi int (v2, v9)
              v7 = phi int (v2, v8)
              v8 = add int v7, v6
              v9 = add int v6, v3
              v10 = cmp.lt int v9, v0
              poll @s1
              branch v10 b1 b5
            b5: freq 1 <- b1, b6
              v11 = phi int (v9, v18)
              v12 = phi int (v8, v16)
              v13 = xor int v12, v11
              return v13
            b6: freq 2 <- b11, b6 loop @s2
              v14 = phi int (v2, v18)
              v15 = phi int (v2, v16)
              v16 = mul int v15, v14
              v17 = cmp.ne int v16, v4
              guard v17 @s3
              v18 = add int v14, v3
              v19 = cmp.lt int v18, v0
              poll @s4
              branch v19 b6 b5
            b10: freq 0.75 <- b0
              jump b1
            b11: freq 0.25 <- b0
              jump b6
            s0: function 0 offset 1 (v7, v6) ()
            s1: function 0 offset 9 (v8, v9) ()
            s2: function 0 offset 1 (v15, v14) ()
            s3: function 0 offset 5 (v15, v14) (v16)
            s4: function 0 offset 9 (v16, v18) ()
            """);

    [Theory]
    [InlineData("branch v5 b2 b3", "branch v6 b2 b3", "the condition changes")]
    [InlineData("v10 = cmp.ne int v9, v4\n  guard v10 @s2\n  jump b4", "v10 = cmp.ne int v9, v4\n  guard v10 @s2\n  branch v10 b4 b6\nb6: freq 1 <- b3\n  return v9", "the loop is left to several places")]
    public void Other_loops_stay(string part, string other, string because)
    {
        string text = Choosing.Replace(part, other, StringComparison.Ordinal);
        IrText.Run(text, LoopUnswitching.Run, DeadCode.Run).Should().Be(IrText.Run(text, DeadCode.Run), because);
    }
}
