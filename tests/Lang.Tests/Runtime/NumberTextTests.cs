using System.Globalization;
using System.Text;
using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

public class NumberTextTests
{
    [Fact]
    public void Floats_print_as_Python_prints_them()
    {
        foreach ((ulong bits, string text) in PythonFloats.Rows)
            Format(BitConverter.UInt64BitsToDouble(bits)).Should().Be(text, "these are the bits {0:x16}", bits);
    }

    [Theory]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157e+308")]
    public void Special_floats_have_names(double value, string text) => Format(value).Should().Be(text);

    [Fact]
    public void Every_power_of_two_and_its_neighbours_read_back()
    {
        for (int exponent = -1074; exponent < 1024; exponent++)
        {
            double power = Math.ScaleB(1.0, exponent);
            foreach (double value in (double[])[power, Math.BitIncrement(power), Math.BitDecrement(power)])
                double.Parse(Format(value), CultureInfo.InvariantCulture).Should().Be(value);
        }
    }

    [Fact]
    public void Random_floats_read_back_with_our_parser_and_with_the_systems()
    {
        var random = new Random(20260101);
        for (int i = 0; i < 5_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsNaN(value))
                continue;
            string text = Format(value);
            NumberParser.ParseFloat(Encoding.ASCII.GetBytes(text), out double parsed).Should().Be(ParseOutcome.Done);
            BitConverter.DoubleToInt64Bits(parsed).Should().Be(BitConverter.DoubleToInt64Bits(value), text);
            if (double.IsFinite(value))
                double.Parse(text, CultureInfo.InvariantCulture).Should().Be(value);
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-1")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(long.MinValue, "-9223372036854775808")]
    public void Ints_print_in_decimal_and_read_back(long value, string text)
    {
        Span<byte> target = stackalloc byte[NumberFormatter.MaxIntLength];
        Encoding.ASCII.GetString(target[..NumberFormatter.FormatInt(value, target)]).Should().Be(text);
        NumberParser.ParseInt(Encoding.ASCII.GetBytes(text), out long parsed).Should().Be(ParseOutcome.Done);
        parsed.Should().Be(value);
    }

    [Theory]
    [InlineData("+7", 7)]
    [InlineData("-0", 0)]
    [InlineData("000000000000000000000000000000012", 12)]
    public void Ints_take_a_sign_and_leading_zeros(string text, long value)
    {
        NumberParser.ParseInt(Encoding.ASCII.GetBytes(text), out long parsed).Should().Be(ParseOutcome.Done);
        parsed.Should().Be(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+-1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("abc")]
    [InlineData("99999999999999999999999999x")]
    public void Malformed_ints_are_rejected(string text) =>
        NumberParser.ParseInt(Encoding.UTF8.GetBytes(text), out _).Should().Be(ParseOutcome.Malformed);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("100000000000000000000000000000000000000000")]
    public void Ints_that_do_not_fit_are_out_of_range(string text) =>
        NumberParser.ParseInt(Encoding.ASCII.GetBytes(text), out _).Should().Be(ParseOutcome.OutOfRange);

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("1.", 1.0)]
    [InlineData(".5", 0.5)]
    [InlineData("+1.25E2", 125.0)]
    [InlineData("1e+16", 1e16)]
    [InlineData("-2.5e-3", -0.0025)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("-1e99999999999999999999", double.NegativeInfinity)]
    [InlineData("1e-99999999999999999999", 0.0)]
    [InlineData("0e99999999999999999999", 0.0)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("NaN", double.NaN)]
    [InlineData("2.47e-324", 0.0)]
    [InlineData("2.48e-324", 5e-324)]
    public void Floats_read_what_printing_writes_and_decimal_forms(string text, double value)
    {
        NumberParser.ParseFloat(Encoding.ASCII.GetBytes(text), out double parsed).Should().Be(ParseOutcome.Done);
        parsed.Should().Be(value);
    }

    // .NET is slow with these but right: the same digits in a form that it is given as it stands.
    [Fact]
    public void Floats_of_many_digits_are_the_nearest_ones()
    {
        var random = new Random(20260202);
        for (int i = 0; i < 2_000; i++)
        {
            var text = new StringBuilder();
            text.Append(random.Next(3) switch { 0 => "-", 1 => "+", _ => "" });
            text.Append('0', random.Next(3) * random.Next(1500));
            AppendDigits(text, random, random.Next(1500));
            if (random.Next(3) > 0)
            {
                text.Append('.').Append('0', random.Next(2) * random.Next(1500));
                AppendDigits(text, random, random.Next(1500));
            }
            text.Append('1');
            if (random.Next(2) == 0)
                text.Append(CultureInfo.InvariantCulture, $"e{random.Next(-3500, 3500)}");
            NumberParser.ParseFloat(Encoding.ASCII.GetBytes(text.ToString()), out double parsed).Should().Be(ParseOutcome.Done);
            parsed.Should().Be(double.Parse(text.ToString(), CultureInfo.InvariantCulture), text.ToString());
        }
    }

    [Fact]
    public void Middle_between_two_floats_is_told_from_what_lies_a_digit_above_it()
    {
        string middle = "9007199254740993" + new string('0', 1200) + ".";
        foreach ((string last, double value) in new[] { ("0", 9007199254740992.0), ("1", 9007199254740994.0) })
        {
            NumberParser.ParseFloat(Encoding.ASCII.GetBytes(middle + new string('0', 3000) + last + "e-1200"), out double parsed).Should().Be(ParseOutcome.Done);
            parsed.Should().Be(value);
        }
    }

    [Theory]
    [InlineData("1e", 5000, double.PositiveInfinity)]
    [InlineData("1e-", 5000, 0.0)]
    [InlineData("", 5000, 0.0)]
    [InlineData(".", 5000, 0.0)]
    public void Floats_of_many_zeros_are_read(string before, int zeros, double value)
    {
        string digit = value == 0 && !before.Contains('e') ? "" : "999999";
        NumberParser.ParseFloat(Encoding.ASCII.GetBytes(before + new string('0', zeros) + digit), out double parsed).Should().Be(ParseOutcome.Done);
        parsed.Should().Be(value);
    }

    [Fact]
    public void Ints_of_many_zeros_are_read()
    {
        NumberParser.ParseInt(Encoding.ASCII.GetBytes("-" + new string('0', 5000) + "42"), out long value).Should().Be(ParseOutcome.Done);
        value.Should().Be(-42);
        NumberParser.ParseInt(Encoding.ASCII.GetBytes(new string('0', 5000)), out value).Should().Be(ParseOutcome.Done);
        value.Should().Be(0);
    }

    private static void AppendDigits(StringBuilder text, Random random, int count)
    {
        for (int i = 0; i < count; i++)
            text.Append((char)('0' + random.Next(10)));
    }

    [Fact]
    public void Minus_zero_keeps_its_sign()
    {
        NumberParser.ParseFloat("-0.0"u8, out double parsed).Should().Be(ParseOutcome.Done);
        double.IsNegative(parsed).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData(" 1.0")]
    [InlineData("1.0 ")]
    [InlineData("1_0.0")]
    [InlineData("0x1p3")]
    [InlineData("1,5")]
    [InlineData("infinit")]
    [InlineData("nan(1)")]
    [InlineData("--1")]
    public void Malformed_floats_are_rejected(string text) =>
        NumberParser.ParseFloat(Encoding.UTF8.GetBytes(text), out _).Should().Be(ParseOutcome.Malformed);

    private static string Format(double value)
    {
        Span<byte> target = stackalloc byte[NumberFormatter.MaxFloatLength];
        return Encoding.ASCII.GetString(target[..NumberFormatter.FormatFloat(value, target)]);
    }
}
