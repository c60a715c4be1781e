using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lang.Bytecode.Verification;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>What a caller keeps in registers stays there however optimised code ends: on Windows callees save the upper ten vector registers, all 128 bits of them.</summary>
public sealed class KeptRegistersTests
{
    // Twelve sums, of which the function's vector registers cannot hold all and the volatile ones not half.
    private const string Source = """
        fn sums(n: int, xs: float[], last: int) -> float {
            let a = 1.0
            let b = 2.0
            let c = 3.0
            let d = 4.0
            let e = 5.0
            let f = 6.0
            let g = 7.0
            let h = 8.0
            let i = 9.0
            let j = 10.0
            let k = 11.0
            for r in 0..n {
                let x = float(r)
                a += x
                b -= a
                c += b * 0.5
                d -= c
                e += d * 0.25
                f -= e
                g += f * 0.5
                h -= g
                i += h * 0.25
                j -= i
                k += j * 0.125
            }
            return a + b + c + d + e + f + g + h + i + j + k + xs[last]
        }
        fn outer(n: int, last: int) -> float {
            let p = float(n) * 1.5
            let q = p * p
            let r = q - p
            return sums(n, [0.5, 1.5], last) * p + sums(n + 1, [0.5, 1.5], last) * q + r
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Floats_of_the_caller_survive(bool failsChecks)
    {
        VerifiedModule module = Script.Compile(Source);
        using var interpreted = new Vm(module, new VmOptions { Tier = ExecutionTier.Interpreter });
        using var vm = new Vm(module, new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true, FailureSeed = failsChecks ? 3 : null });
        interpreted.Run();
        vm.Run();
        Func<long, long, double> expected = interpreted.GetFunction<long, long, double>("outer"), outer = vm.GetFunction<long, long, double>("outer");
        for (int round = 0; round < 50; round++)
        {
            BitConverter.DoubleToInt64Bits(outer(20, round % 2)).Should().Be(BitConverter.DoubleToInt64Bits(expected(20, round % 2)));
            Around(round, () => outer(20, round % 2)).Should().Be(Around(round, () => 0));
            Around(round, () => Fails(outer)).Should().Be(Around(round, () => 0));
        }
    }

    private static double Fails(Func<long, long, double> function)
    {
        FluentActions.Invoking(() => function(20, 2)).Should().Throw<ScriptRuntimeException>();
        return 0;
    }

    // More values than there are registers live across the call, in both halves.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<double> Around(double first, Func<double> call)
    {
        Vector128<double> a = Vector128.Create(first, 2.0), b = a + a, c = a + b, d = b + c, e = c + d, f = d + e, g = e + f, h = f + g, i = g + h, j = h + i;
        double used = call();
        Vector128<double> sum = a + (b * 2.0) + (c * 3.0) + (d * 4.0) + (e * 5.0) + (f * 6.0) + (g * 7.0) + (h * 8.0) + (i * 9.0) + (j * 10.0);
        return double.IsNaN(used) ? default : sum;
    }
}
