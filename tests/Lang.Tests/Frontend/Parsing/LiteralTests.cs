using System.Text;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Parsing;

public sealed class LiteralTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("42", 42)]
    [InlineData("007", 7)]
    [InlineData("1_000_000", 1_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("0xFF", 255)]
    [InlineData("0xff_FF", 65535)]
    [InlineData("0xFFFFFFFFFFFFFFFF", -1)]
    [InlineData("0x8000000000000000", long.MinValue)]
    [InlineData("0b1010", 10)]
    [InlineData("0b1111_0000", 240)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integers(string text, long value) =>
        Parser.ParseExpression(new SourceText("", text)).Expression.Should().BeOfType<IntLiteral>().Which.Value.Should().Be(value);

    [Theory]
    [InlineData("--9223372036854775808", "(--9223372036854775808)")]
    [InlineData("1 - -9223372036854775808", "(1 - -9223372036854775808)")]
    [InlineData("-9223372036854775808 + 1", "(-9223372036854775808 + 1)")]
    [InlineData("-(9223372036854775807)", "(-9223372036854775807)")]
    public void The_smallest_int_takes_its_minus(string text, string shape) => Shape.OfExpression(text).Should().Be(shape);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1 - 9223372036854775808")]
    [InlineData("-9223372036854775808.abs()")]
    [InlineData("-(9223372036854775808)")]
    [InlineData("-9223372036854775809")]
    [InlineData("!9223372036854775808")]
    [InlineData("0x10000000000000000")]
    [InlineData("99999999999999999999999999")]
    public void Larger_integers_are_out_of_range(string text) => Shape.OnlyError($"let x = {text}").Code.Should().Be("E106");

    [Theory]
    [InlineData("3x")]
    [InlineData("1__0")]
    [InlineData("1_")]
    [InlineData("0x")]
    [InlineData("0xFG")]
    [InlineData("0b12")]
    [InlineData("0o17")]
    [InlineData("0XFF")]
    [InlineData("1e")]
    [InlineData("1.5x")]
    [InlineData("1.5_")]
    [InlineData("1e5x")]
    [InlineData("1_.5")]
    public void A_letter_digit_or_underscore_may_not_follow_a_number(string text)
    {
        Diagnostic error = Shape.OnlyError($"let x = {text} + 1");
        error.Code.Should().Be("E105");
        error.Span.Should().Be(new SourceSpan(8, 8 + text.Length));
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("1e9", 1e9)]
    [InlineData("2.5e-3", 2.5e-3)]
    [InlineData("1E+2", 100.0)]
    [InlineData("1_000.5", 1000.5)]
    [InlineData("0.1", 0.1)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void Floats(string text, double value) =>
        Parser.ParseExpression(new SourceText("", text)).Expression.Should().BeOfType<FloatLiteral>().Which.Value.Should().Be(value);

    [Theory]
    [InlineData("for i in 0..10 { }")]
    [InlineData("for i in 0..=10 { }")]
    [InlineData("f(a[1..2], 1.abs())")]
    public void A_digit_stands_on_both_sides_of_a_dot(string text) => Shape.Statements(text).Should().ContainSingle();

    [Theory]
    [InlineData("""
        "a\n\t\r\0\\\"b"
        """, "a\n\t\r\0\\\"b")]
    [InlineData("""
        "\u{1F600}\u{41}\u{000041}"
        """, "😀AA")]
    [InlineData("\"é😀\"", "é😀")]
    [InlineData("\"\"", "")]
    [InlineData("\"// no comment /* \"", "// no comment /* ")]
    public void Strings_are_UTF8_with_their_escapes_replaced(string text, string value) =>
        Bytes(text).Should().Equal(Encoding.UTF8.GetBytes(value));

    [Fact]
    public void A_hex_escape_is_one_byte() => Bytes("\"\\xFF\\x0a\"").Should().Equal(0xFF, 0x0A);

    [Theory]
    [InlineData("\\q", 2)]
    [InlineData("\\x4", 3)]
    [InlineData("\\xg", 2)]
    [InlineData("\\u41", 2)]
    [InlineData("\\u{}", 2)]
    [InlineData("\\u{110000}", 10)]
    [InlineData("\\u{D800}", 8)]
    [InlineData("\\u{fffffffffffffff}", 19)]
    [InlineData("\\u{41", 5)]
    public void A_malformed_escape_is_marked(string escape, int length)
    {
        Diagnostic error = Shape.OnlyError($"let x = \"a{escape}\"");
        error.Code.Should().Be("E107");
        error.Span.Should().Be(new SourceSpan(10, 10 + length));
    }

    private static IEnumerable<byte> Bytes(string text) =>
        Parser.ParseExpression(new SourceText("", text)).Expression.Should().BeOfType<StringLiteral>().Which.Value;
}
