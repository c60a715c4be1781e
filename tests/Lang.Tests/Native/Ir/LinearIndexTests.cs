using Lang.Bytecode.Verification;
using Lang.Hosting;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>Indices that are sums, differences and products of a loop's variable and what the loop does not change: checked at both ends, before the loop.</summary>
public sealed class LinearIndexTests
{
    private const int Length = 40;

    public static TheoryData<string> Linear { get; } =
        ["i * m + k", "i * m - 1", "k * m + i - m", "n - 1 - i", "k - i * m", "i * -3 + 39", "(i - 1) * m + k", "k - (m - (i + 2) * n)"];

    private static VerifiedModule Compile(string index) =>
        Script.Compile($"fn f(a: int[], first: int, n: int, m: int, k: int) -> int {{ let s = 0 for i in first..n {{ s = s * 3 + a[{index}] }} return s }}");

    [Theory]
    [MemberData(nameof(Linear))]
    public void No_round_checks_its_index(string index)
    {
        string text = IrText.Optimize(Compile(index), "f");
        text.Should().Contain("guard.widened").And.NotContain("guard v");
    }

    [Theory]
    [InlineData("i * i")]
    [InlineData("i * m + s")]
    [InlineData("i * 2000000000")]
    [InlineData("i * m + 2000000000")]
    [InlineData("i * m + k * n + first * m + k + n + first")]
    public void Each_round_checks_an_index_that_is_not_linear_or_of_large_numbers(string index) => IrText.Optimize(Compile(index), "f").Should().Contain("guard v");

    /// <summary>A guard that failed for an index that is inside would have the function compiled again without any.</summary>
    [Theory]
    [InlineData("i * m - 1", 1, 10, 4, 0)]
    [InlineData("i * m - 1", 5, 14, 3, 0)]
    [InlineData("k * m + i - m", 0, 8, 8, 4)]
    [InlineData("n - 1 - i", 0, 40, 0, 0)]
    [InlineData("k - i * m", -1, 9, 4, 35)]
    [InlineData("i * m + k", -4, 5, 4, 20)]
    [InlineData("i * m + k", -4, 5, -4, 20)]
    [InlineData("(i - 1) * m + k", 0, 8, 5, 5)]
    [InlineData("i * -3 + 39", 0, 14, 0, 0)]
    public void Loop_whose_indices_are_inside_is_not_left(string index, long first, long n, long m, long k)
    {
        var messages = new List<string>();
        using var vm = new Vm(Compile(index), new VmOptions { Tier = ExecutionTier.Optimizing, CompilesInBackground = false, TraceJit = messages.Add });
        var f = vm.GetFunction<long[], long, long, long, long, long>("f");
        for (int i = 0; i < 200; i++)
            f(s_elements, first, n, m, k);
        messages.Should().Contain(message => message.Contains("optimised", StringComparison.Ordinal)).And.NotContain(message => message.Contains("leaves", StringComparison.Ordinal));
    }

    private static readonly long[] s_elements = [.. Enumerable.Range(0, Length).Select(i => (long)i * i)];

    /// <summary>Ends inside and just outside, and numbers whose products wrap around to what is inside.</summary>
    [Theory]
    [MemberData(nameof(Linear))]
    public void Results_and_errors_are_those_of_the_interpreter(string index)
    {
        VerifiedModule module = Compile(index);
        long[] factors = [1, 2, 4, 13, 39, 40, -1, -2, 1L << 29, 1L << 30, (1L << 30) + 1, 1L << 61, 1L << 62, long.MaxValue, long.MinValue];
        using var interpreter = new Vm(module, new VmOptions { Tier = ExecutionTier.Interpreter });
        foreach (long first in (ReadOnlySpan<long>)[0, 1, 2, -1, -3])
        {
            // A new one for each: what is left too often is compiled anew without guards before loops.
            using var optimizing = new Vm(module, new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true });
            foreach (long n in (ReadOnlySpan<long>)[-1, 0, 2, 3, 10, 40, 41])
            {
                foreach (long m in factors)
                {
                    foreach (long k in factors)
                        Outcome(optimizing, first, n, m, k).Should().Be(Outcome(interpreter, first, n, m, k), $"of {first}, {n}, {m}, {k}");
                }
            }
        }
    }

    private static string Outcome(Vm vm, long first, long n, long m, long k)
    {
        try
        {
            return vm.GetFunction<long[], long, long, long, long, long>("f")(s_elements, first, n, m, k).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (ScriptRuntimeException exception)
        {
            return exception.Format();
        }
    }
}
