using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public sealed class InputTests
{
    private const string Head = """
        module m
        input rate: f64
        global seen: f64
        export fn get = get

        fn script() {
        }

        """;

    [Fact]
    public void Input_survives_container_and_listing()
    {
        BytecodeModule module = Read(Head + "fn get() -> f64 {\n    LOAD_GLOBAL rate\n    RETURN\n}\n");
        Verifier.Verify(module).Errors.Should().BeEmpty();
        BytecodeModule again = ModuleReader.Read(ModuleWriter.Write(module)).Module!;
        again.Globals.Should().Equal(new GlobalInfo("rate", TypeId.F64, IsInput: true), new GlobalInfo("seen", TypeId.F64));
        ListingWriter.Write(again).Should().Contain("input rate: f64\nglobal seen: f64\n");
    }

    [Fact]
    public void No_code_stores_an_input()
    {
        BytecodeModule module = Read(Head + "fn get() -> f64 {\n    LOAD_GLOBAL seen\n    STORE_GLOBAL rate\n    LOAD_GLOBAL rate\n    RETURN\n}\n");
        Verifier.Verify(module).Errors.Should().ContainSingle().Which.Reason.Should().Be("STORE_GLOBAL: rate is an input of the host");
    }

    [Fact]
    public void Mark_of_an_input_is_0_or_1()
    {
        byte[] container = ModuleWriter.Write(Read(Head + "fn get() -> f64 {\n    LOAD_GLOBAL rate\n    RETURN\n}\n"));
        int mark = container.AsSpan().IndexOf("rate"u8) + 5;
        container[mark].Should().Be(1);
        container[mark] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(container.AsSpan(container.Length - 4), Crc32.Of(container.AsSpan(0, container.Length - 4)));
        ModuleReader.Read(container).Error.Should().Be("the mark of an input is neither 0 nor 1");
    }

    private static BytecodeModule Read(string listing)
    {
        ListingResult result = ListingReader.Read(listing);
        result.Errors.Should().BeEmpty();
        return result.Module!;
    }
}
