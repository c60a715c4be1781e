using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

public sealed unsafe class ValuePrinterTests : IDisposable
{
    private readonly HeapFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Numbers_and_bools_print_without_ornament()
    {
        Print(-5, TypeId.I64).Should().Be("-5");
        Print(1, TypeId.Bool).Should().Be("true");
        Print(0, TypeId.Bool).Should().Be("false");
        Print(BitConverter.DoubleToInt64Bits(1.0), TypeId.F64).Should().Be("1.0");
    }

    [Fact]
    public void Arrays_print_in_brackets()
    {
        Print(_fixture.NewArray(_fixture.Ints), _fixture.Ints).Should().Be("[]");
        Print(_fixture.NewArray(_fixture.Ints, 1, -2, 3), _fixture.Ints).Should().Be("[1, -2, 3]");
        Print(_fixture.NewArray(_fixture.Bools, 1, 0), _fixture.Bools).Should().Be("[true, false]");
        Print(_fixture.NewArray(_fixture.Floats, BitConverter.DoubleToInt64Bits(0.5), BitConverter.DoubleToInt64Bits(1e16)), _fixture.Floats)
            .Should().Be("[0.5, 1e+16]");
        TlArray* row = _fixture.NewArray(_fixture.Ints, 7);
        Print(_fixture.NewArray(_fixture.IntRows, (long)row, (long)row), _fixture.IntRows).Should().Be("[[7], [7]]");
    }

    [Fact]
    public void A_string_prints_as_it_is_and_quoted_inside_an_array()
    {
        TlString* text = _fixture.NewString("a\"b\n\u00ff");
        var sink = new BytesSink();
        ValuePrinter.Write(_fixture.Heap, (long)text, TypeId.String, sink).Should().BeTrue();
        sink.Bytes.Should().Equal(text->Span.ToArray());
        Print(_fixture.NewArray(_fixture.Strings, (long)text), _fixture.Strings).Should().Be("""["a\"b\n\xFF"]""");
    }

    [Fact]
    public void Functions_print_their_names()
    {
        Heap heap = _fixture.Heap;
        RuntimeType type = heap.Types[_fixture.Function];
        long named = (long)heap.NewFunction(type, 2, null), nameless = (long)heap.NewFunction(type, 1, null);
        Print(_fixture.NewArray(_fixture.Functions, named, nameless, 0), _fixture.Functions).Should().Be("[fn square, fn, fn]");
        long* fields = stackalloc long[2] { 1, (long)_fixture.NewString("x") };
        long closure = (long)heap.NewEnvironment(heap.Types[_fixture.Closure], fields);
        Print(_fixture.NewArray(_fixture.Closures, closure), _fixture.Closures).Should().Be("[fn adder]");
    }

    [Fact]
    public void Long_values_go_out_in_pieces_and_stop_when_the_sink_says_so()
    {
        TlArray* array = ArrayOperations.Fill(_fixture.Heap, _fixture.Heap.Types[_fixture.Ints], 12345, 100_000);
        string expected = "[" + string.Join(", ", Enumerable.Repeat("12345", 100_000)) + "]";
        Print(array, _fixture.Ints).Should().Be(expected);

        var stopping = new BytesSink(limit: 2000);
        ValuePrinter.Write(_fixture.Heap, (long)array, _fixture.Ints, stopping).Should().BeFalse();
        stopping.Bytes.Length.Should().BeInRange(2001, 3000);
    }

    [Fact]
    public void Long_strings_are_escaped_in_pieces()
    {
        string content = string.Concat(Enumerable.Repeat("\u0001é\"plain text", 1000));
        TlString* text = StringOperations.Create(_fixture.Heap, Encoding.UTF8.GetBytes(content));
        Print(_fixture.NewArray(_fixture.Strings, (long)text), _fixture.Strings)
            .Should().Be("[\"" + content.Replace("\u0001", "\\x01").Replace("\"", "\\\"") + "\"]");
    }

    [Fact]
    public void A_value_becomes_a_string_object()
    {
        TlArray* array = _fixture.NewArray(_fixture.Ints, 1, 2);
        HeapFixture.Text(ValuePrinter.ToText(_fixture.Heap, (long)array, _fixture.Ints)).Should().Be("[1, 2]");
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("\n\t\r\0\\\"", "\"\\n\\t\\r\\0\\\\\\\"\"")]
    [InlineData("\u0001\u001b\u007f", "\"\\x01\\x1B\\x7F\"")]
    [InlineData("é€😀", "\"é€😀\"")]
    public void Quoting_escapes_control_characters(string text, string quoted) =>
        TextQuoting.Quote(Encoding.UTF8.GetBytes(text), 40).Should().Be(quoted);

    [Theory]
    [InlineData(new byte[] { 0xC3 }, "\"\\xC3\"")]
    [InlineData(new byte[] { 0xE2, 0x82, 0x41 }, "\"\\xE2\\x82A\"")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "\"\\xED\\xA0\\x80\"")]
    [InlineData(new byte[] { 0xC0, 0x80, 0xFF }, "\"\\xC0\\x80\\xFF\"")]
    public void Quoting_shows_invalid_UTF8_as_bytes(byte[] bytes, string quoted) => TextQuoting.Quote(bytes, 40).Should().Be(quoted);

    [Theory]
    [InlineData(40, "")]
    [InlineData(41, "...")]
    public void Quoting_shows_forty_bytes(int length, string end) =>
        TextQuoting.Quote(Encoding.ASCII.GetBytes(new string('9', length)), 40).Should().Be("\"" + new string('9', 40) + end + "\"");

    [Fact]
    public void Quoting_does_not_cut_a_character()
    {
        string text = new string('a', 38) + "€€";
        TextQuoting.Quote(Encoding.UTF8.GetBytes(text), 40).Should().Be("\"" + new string('a', 38) + "...\"");
        TextQuoting.Quote([.. Enumerable.Repeat((byte)0x80, 50)], 40).Should().Be("\"" + string.Concat(Enumerable.Repeat("\\x80", 40)) + "...\"");
    }

    private string Print(TlArray* array, TypeId type) => Print((long)array, type);

    private string Print(long value, TypeId type)
    {
        var sink = new BytesSink();
        ValuePrinter.Write(_fixture.Heap, value, type, sink).Should().BeTrue();
        return sink.Text;
    }
}
