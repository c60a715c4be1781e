using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

public sealed class ArithmeticTests : IDisposable
{
    private readonly HeapFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(7, 2, 3, 1)]
    [InlineData(-7, 2, -3, -1)]
    [InlineData(7, -2, -3, 1)]
    [InlineData(long.MinValue, -1, long.MinValue, 0)]
    [InlineData(long.MinValue, 1, long.MinValue, 0)]
    [InlineData(5, -1, -5, 0)]
    public void Division_truncates_and_wraps(long a, long b, long quotient, long remainder)
    {
        Arithmetic.Divide(a, b).Should().Be(quotient);
        Arithmetic.Remainder(a, b).Should().Be(remainder);
    }

    [Theory]
    [InlineData(5.5, 2.0, 1.5)]
    [InlineData(-5.5, 2.0, -1.5)]
    [InlineData(5.5, -2.0, 1.5)]
    [InlineData(1.0, 0.0, double.NaN)]
    [InlineData(double.PositiveInfinity, 2.0, double.NaN)]
    [InlineData(3.0, double.PositiveInfinity, 3.0)]
    [InlineData(1e308, 3e-308, 5.476144900572913e-309)]
    public void Float_remainder_is_fmod(double a, double b, double expected) => Arithmetic.Remainder(a, b).Should().Be(expected);

    [Fact]
    public void Float_remainder_keeps_the_sign_of_zero() => double.IsNegative(Arithmetic.Remainder(-4.0, 2.0)).Should().BeTrue();

    [Fact]
    public void Minus_zero_is_smaller_than_zero()
    {
        double.IsNegative(Arithmetic.Min(0.0, -0.0)).Should().BeTrue();
        double.IsNegative(Arithmetic.Min(-0.0, 0.0)).Should().BeTrue();
        double.IsNegative(Arithmetic.Max(0.0, -0.0)).Should().BeFalse();
        double.IsNegative(Arithmetic.Max(-0.0, 0.0)).Should().BeFalse();
    }

    [Theory]
    [InlineData(double.NaN, 1.0)]
    [InlineData(1.0, double.NaN)]
    public void NaN_wins(double a, double b)
    {
        Arithmetic.Min(a, b).Should().Be(double.NaN);
        Arithmetic.Max(a, b).Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(1.5, 2.0)]
    [InlineData(2.5, 2.0)]
    [InlineData(-2.5, -2.0)]
    [InlineData(0.49999999999999994, 0.0)]
    [InlineData(4503599627370497.5, 4503599627370498.0)]
    public void Rounding_takes_ties_to_even(double a, double expected) => Arithmetic.Round(a).Should().Be(expected);

    [Theory]
    [InlineData(1, 64, 1, 1, 1)]
    [InlineData(-8, 1, -16, -4, 0x7FFFFFFFFFFFFFFC)]
    [InlineData(1, -1, long.MinValue, 0, 0)]
    public void Shift_counts_are_taken_modulo_64(long a, long b, long left, long right, long rightUnsigned)
    {
        Arithmetic.ShiftLeft(a, b).Should().Be(left);
        Arithmetic.ShiftRight(a, b).Should().Be(right);
        Arithmetic.ShiftRightUnsigned(a, b).Should().Be(rightUnsigned);
    }

    [Theory]
    [InlineData(3.99, 3)]
    [InlineData(-3.99, -3)]
    [InlineData(-9223372036854775808.0, long.MinValue)]
    [InlineData(9223372036854774784.0, 9223372036854774784)]
    public void Floats_truncate_to_ints(double value, long expected)
    {
        Arithmetic.TryToInt(_fixture.Heap, value, out long result).Should().BeTrue();
        result.Should().Be(expected);
    }

    [Theory]
    [InlineData(9223372036854775808.0, (int)FailureKind.FloatToIntRange)]
    [InlineData(-9223372036854777856.0, (int)FailureKind.FloatToIntRange)]
    [InlineData(double.PositiveInfinity, (int)FailureKind.FloatToIntRange)]
    [InlineData(double.NaN, (int)FailureKind.FloatToIntNan)]
    public void Floats_outside_the_ints_fail(double value, int kind)
    {
        Arithmetic.TryToInt(_fixture.Heap, value, out _).Should().BeFalse();
        _fixture.Heap.Failure.Kind.Should().Be((FailureKind)kind);
        BitConverter.Int64BitsToDouble(_fixture.Heap.Failure.A).Should().Be(value);
    }

    [Theory]
    [InlineData(0, 9, 3, 9)]
    [InlineData(0, 10, 3, 9)]
    [InlineData(10, 1, -3, 1)]
    [InlineData(10, 2, -3, 4)]
    [InlineData(5, 4, 1, 5)]
    [InlineData(4, 5, -1, 4)]
    [InlineData(long.MinValue, long.MaxValue, 1, long.MaxValue)]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue, long.MaxValue - 1)]
    [InlineData(long.MaxValue, long.MinValue, long.MinValue, -1)]
    [InlineData(0, long.MinValue, long.MinValue, long.MinValue)]
    public void The_last_value_of_a_range_is_exact(long first, long last, long step, long expected) =>
        Arithmetic.RangeLast(first, last, step).Should().Be(expected);

    [Fact]
    public void Absolute_value_of_the_smallest_int_is_itself()
    {
        Arithmetic.Abs(long.MinValue).Should().Be(long.MinValue);
        Arithmetic.Abs(-3).Should().Be(3);
    }
}
