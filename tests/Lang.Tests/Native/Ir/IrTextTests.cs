using Lang.Native.Ir;

namespace Lang.Tests.Native.Ir;

/// <summary>What is printed is read back.</summary>
public sealed class IrTextTests
{
    [Fact]
    public void Printed_text_is_read_and_printed_the_same()
    {
        const string Text = """
            function 3 osr 12
            b0: freq 1
              v0 = slot ref #0
              v1 = const float -0
              v2 = const int -5
              jump b1
            b1: freq 8 <- b0, b1 loop @s0
              v3 = phi int (v2, v7)
              v4 = length.arrayheader int v0
              v5 = cmp.below int v3, v4
              guard v5 @s1
              v6 = call float #2 (v3, v1) @s2
              v7 = add int v3, v2
              runtime.constant #0 () @s2
              branch v5 b1 b3
            b3: freq 1 <- b1
              return v6
            s0: function 3 offset 12 (v0, v3, _) ()
            s1: function 3 offset 20 in s3 (v0, v3, _) (v3)
            s2: function 3 offset 24 () ()
            s3: function 1 offset 7 (_) ()
            """;

        IrText.Run(Text).Should().Be(Text);
    }

    /// <summary>.NET's shortest text of the last two reads back as a neighbour.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(double.Epsilon)]
    [InlineData(1.0 / (1 << 25))]
    [InlineData(4.1045368012983762e-289)]
    public void Floats_keep_their_bits(double value)
    {
        var function = new IrFunction();
        int block = function.NewBlock(1);
        int constant = function.Append(block, IrNode.Make(IrOp.Constant, IrType.Float) with { Value = BitConverter.DoubleToInt64Bits(value) });
        function.Append(block, IrNode.Make(IrOp.Return, IrType.None, constant));
        var read = new IrFunction();
        IrParser.Parse(read, IrPrinter.Print(function));
        read[0].Value.Should().Be(BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("function 0\nb0: freq 1\n  nothing", "Line 3: there is no operation 'nothing'.")]
    [InlineData("function 0\nb0: freq 1\n  return v1", "v1 is nowhere defined")]
    [InlineData("function 0\nb0: freq 1\n  return 1", "Line 3: '1' is no value.")]
    [InlineData("function 0\n  return", "Line 2: a node stands outside all blocks.")]
    [InlineData("function x", "Line 1: 'x' is no number.")]
    [InlineData("function 0\nb0: freq 1\n  v0 = cmp.like int v0, v0", "Line 3: there is no IrCondition 'like'.")]
    public void Wrong_text_is_refused_with_its_line(string text, string message)
    {
        Action read = () => IrParser.Parse(new IrFunction(), text);
        read.Should().Throw<FormatException>().WithMessage(message);
    }
}
