using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>Loops of template code that call nothing count their rounds in a register, a strip at a time.</summary>
public sealed class StripLoopTests
{
    /// <summary>A call that counts as eight rounds, and ninety-two of a loop that is left in some way or other.</summary>
    public static TheoryData<string> WaysOut =>
    [
        "for i in 0..92 { t += i }",
        "let i = 0\nwhile i < 92 { i += 1\nt += i }",
        "let i = 0\nwhile true { i += 1\nif i == 92 { break }\nt += i }",
        "let i = 0\nwhile true { i += 1\nif i == 92 { return t }\nt += i }",
        "for i in 0..4 { let k = 0\nwhile k < 22 { k += 1\nt += k } }",
        "let x = 0.0\nfor i in 0..92 { if x != float(i) { break }\nx += 1.0 }",
        "for i in 0..46 { t += i }\nfor i in 0..46 { t ^= i }",
        "for i in 0..46 { t += i }\nf(0)\nfor i in 0..46 { t ^= i }",
    ];

    [Theory]
    [MemberData(nameof(WaysOut))]
    public void Rounds_are_counted_however_the_loop_is_left(string loop)
    {
        WhenOptimised(loop, calls: 145).Should().BeFalse();
        WhenOptimised(loop, calls: 170).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(WaysOut))]
    public void Loops_give_the_same_however_short_their_strips_are(string loop)
    {
        string interpreted = Run(loop, 40, new VmOptions { Tier = ExecutionTier.Interpreter }, out _);
        foreach (long threshold in (long[])[1, 40, 100, 700, long.MaxValue])
            Run(loop, 40, Options(threshold), out _).Should().Be(interpreted);
        Run(loop, 40, new VmOptions { Tier = ExecutionTier.Template }, out _).Should().Be(interpreted);
    }

    private static bool WhenOptimised(string loop, int calls)
    {
        Run(loop, calls, Options(16_000), out NativeStatistics native);
        return native.OptimizedFunctions + native.OptimizedLoops > 0;
    }

    private static VmOptions Options(long threshold) => new() { CallThreshold = 1, LoopThreshold = int.MaxValue, OptimizeThreshold = threshold, CompilesInBackground = false };

    private static string Run(string loop, int calls, VmOptions options, out NativeStatistics native)
    {
        using var output = new MemoryStream();
        using var vm = new Vm(Script.Compile($$"""
            fn f(n: int) -> int {
                let t = n
                if n == 0 { return 0 }
                {{loop}}
                return t
            }
            let sum = 0
            for i in 0..{{calls}} { sum = (sum * 31 + f(i + 1)) & 0xFFFFFFF }
            print(sum)
            """), options with { Output = output });
        vm.Run();
        native = vm.Statistics.Native;
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }
}
