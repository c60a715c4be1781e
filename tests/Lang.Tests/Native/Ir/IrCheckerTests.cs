using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Tests.Native.Ir;

/// <summary>The checker finds what passes must not leave behind.</summary>
public sealed class IrCheckerTests
{
    [Theory]
    [InlineData("use before the value", "does not dominate it", """
        b0: freq 1
          v1 = neg int v0
          v0 = param int #0
          return v1
        """)]
    [InlineData("use in another branch", "does not dominate it", """
        b0: freq 1
          v0 = param int #0
          branch v0 b1 b2
        b1: freq 1 <- b0
          v1 = neg int v0
          return v1
        b2: freq 1 <- b0
          return v1
        """)]
    [InlineData("phi operand of the other predecessor", "does not dominate predecessor b1", """
        b0: freq 1
          v0 = param int #0
          branch v0 b1 b2
        b1: freq 1 <- b0
          jump b3
        b2: freq 1 <- b0
          v1 = neg int v0
          jump b3
        b3: freq 1 <- b1, b2
          v2 = phi int (v1, v1)
          return v2
        """)]
    [InlineData("frame state", "the frame state at 4 of function 0", """
        b0: freq 1
          v0 = param int #0
          guard v0 @s0
          v1 = neg int v0
          return v1
        s0: function 0 offset 4 (v1) ()
        """)]
    [InlineData("types", "wrong types", """
        b0: freq 1
          v0 = param float #0
          v1 = neg int v0
          return v1
        """)]
    [InlineData("number of operands", "wrong number of operands", """
        b0: freq 1
          v0 = param int #0
          v1 = add int v0
          return v1
        """)]
    [InlineData("phi behind others", "phi behind other nodes", """
        b0: freq 1
          v0 = param int #0
          jump b1
        b1: freq 1 <- b0
          v1 = neg int v0
          v2 = phi int (v0)
          return v2
        """)]
    [InlineData("no terminator", "no terminator at the end", """
        b0: freq 1
          v0 = param int #0
        """)]
    [InlineData("missing predecessor", "missing among a successor's predecessors", """
        b0: freq 1
          jump b1
        b1: freq 1
          return
        """)]
    [InlineData("wrong predecessor", "does not lead to it", """
        b0: freq 1
          jump b1
        b1: freq 1 <- b0, b2
          return
        b2: freq 1
          return
        """)]
    [InlineData("number of phi operands", "one operand for each predecessor", """
        b0: freq 1
          v0 = param int #0
          jump b1
        b1: freq 1 <- b0
          v1 = phi int (v0, v0)
          return v1
        """)]
    [InlineData("missing frame state", "frame state it may not have, or none", """
        b0: freq 1
          v0 = param int #0
          guard v0
          return v0
        """)]
    public void Violation_is_reported(string what, string expected, string text)
    {
        var function = new IrFunction();
        IrParser.Parse(function, "function 0\n" + text);
        IrChecker.Check(function).Should().Contain(expected, what);
    }
}
