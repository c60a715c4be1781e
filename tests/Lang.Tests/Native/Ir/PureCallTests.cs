using Lang.Native.Optimizer;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>Which functions are pure, and that equal calls of them become one.</summary>
public sealed class PureCallTests
{
    private const string Source = """
        let counter = 0
        fn pure(n: int) -> int { if n > 10 { return n / (n - 12) } return n * 2 }
        fn through(n: int) -> int { return pure(n) + helper(n - 1) }
        fn helper(n: int) -> int { if n < 0 { return 0 } return through(n - 1) }
        fn reads(n: int) -> int { return n + counter }
        fn writes(n: int) { counter = n }
        fn prints(n: int) -> int { print(n) return n }
        fn elements(a: int[]) -> int { return a[0] }
        fn calls(n: int) -> int { return prints(n) }
        fn fib(n: int) -> int { if n < 2 { return n } return fib(n - 1) + fib(n - 2) }
        print(pure(1), through(2), reads(3), prints(4), elements([5]), calls(6), fib(7))
        writes(8)
        """;

    [Fact]
    public void Function_is_pure_when_all_that_it_may_call_is()
    {
        Lang.Bytecode.BytecodeModule module = Script.Compile(Source).Module;
        var effects = new FunctionEffects(module);
        IEnumerable<string> pure = module.Functions.Select((function, index) => (function, index)).Where(known => effects.IsPure(known.index)).Select(known => known.function.Name);
        pure.Should().BeEquivalentTo("pure", "through", "helper", "fib");
    }

    [Fact]
    public void Fibonacci_calls_itself_twice_for_four_calls()
    {
        // fib(n - 2) and fib(n - 3) where n is large, fib(n - 2) where it is 2.
        string text = IrText.Optimize(Script.Compile(Source), "fib");
        text.Split('\n').Count(line => line.Contains("call", StringComparison.Ordinal)).Should().Be(3, text);
        text.Should().NotContain("const int -4");
    }
}
