using Lang.Bytecode;

namespace Lang.Tests.Bytecode;

public sealed class CodeWriterTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public void A_cleared_writer_knows_nothing_of_the_function_before(int constants)
    {
        var writer = new CodeWriter();
        for (int i = 0; i < constants; i++)
            writer.Write(Opcode.LoadConst, writer.Constant(i));
        writer.MarkPosition(new SourcePosition(1, 1, 1));
        writer.WriteJump(Opcode.Jump, writer.NewLabel());

        writer.Clear();
        Label end = writer.NewLabel();
        writer.WriteJump(Opcode.Jump, end);
        writer.Place(end);
        writer.Write(Opcode.LoadConst, writer.Constant(2));
        var (code, pool, map) = writer.Finish();

        end.Index.Should().Be(0);
        code.Should().Equal((byte)Opcode.Jump, 0, 0, 0, 0, (byte)Opcode.LoadConst, 0);
        pool.Should().Equal(2);
        map.Entries.Should().BeEmpty();
    }
}
