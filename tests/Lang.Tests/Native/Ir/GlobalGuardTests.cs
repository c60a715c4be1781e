using Lang.Bytecode.Verification;
using Lang.Native.Optimizer;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>Where code looks again at a global that it takes for constant: after what may have assigned it, and nowhere else.</summary>
public sealed class GlobalGuardTests
{
    private const string Source = """
        fn inc(x: int) -> int => x + 1
        fn dec(x: int) -> int => x - 1
        let f: fn(int) -> int = inc
        let g: fn(int) -> int = dec
        let count = 0
        fn note(x: int) { if x > 5 { note(x - 3) }
            count += x }
        fn assigns(x: int) { if x > 5 { assigns(x - 3) }
            g = dec }
        fn beside_quiet(n: int) -> int {
            let t = 0
            for i in 0..n { t = f(t)
                note(i)
                t = f(t) }
            return t
        }
        fn beside_assigning(n: int) -> int {
            let t = 0
            for i in 0..n { t = f(t)
                assigns(i)
                t = f(t) }
            return t
        }
        fn beside_unknown(n: int, h: fn(int)) -> int {
            let t = 0
            for i in 0..n { t = f(t)
                h(i)
                t = f(t) }
            return t
        }
        fn stores_itself(n: int) -> int {
            f = dec
            return f(n)
        }
        fn stores_another(n: int) -> int {
            let a = f(n)
            g = inc
            return f(a)
        }
        print(beside_quiet(1), beside_assigning(2), beside_unknown(3, note), stores_itself(4), stores_another(5))
        """;

    [Theory]
    [InlineData("beside_quiet", 1)]
    [InlineData("beside_assigning", 2)]
    [InlineData("beside_unknown", 2)]
    public void Guard_is_repeated_after_calls_that_may_assign(string name, int guards)
    {
        string text = Optimize(name);
        text.Split('\n').Count(line => line.Contains("guard.global", StringComparison.Ordinal)).Should().Be(guards, text);
        text.Should().NotContain("callvalue int", "the function is known");
    }

    [Fact]
    public void Store_in_the_same_code_is_seen()
    {
        // What was stored is what is called, and the guard stands behind the store.
        string text = Optimize("stores_itself");
        text.IndexOf("guard.global", StringComparison.Ordinal).Should().BeGreaterThan(text.IndexOf("setglobal", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Store_into_another_global_is_no_reason_to_look_again_unless_the_runtime_looked_at_it()
    {
        string text = Optimize("stores_another");
        text.Split('\n').Count(line => line.Contains("guard.global", StringComparison.Ordinal)).Should().Be(2, text);
        text.Should().Contain("setglobal.functionglobals");
    }

    private static string Optimize(string name)
    {
        VerifiedModule module = Script.Compile(Source);
        int inc = module.Module.Functions.ToList().FindIndex(function => function.Name == "inc");
        return IrText.Optimize(module, name, new Guesses { GlobalFunctions = [.. module.Module.Globals.Select(global => global.Name == "f" ? inc : -1)] });
    }
}
