using System.Text.Json;
using Lang.Tests.Golden;

namespace Lang.Tests.Cli;

/// <summary>What <c>lang explain</c> says of scripts whose fate is certain.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private static readonly string[] s_soon = ["--call-threshold", "2", "--loop-threshold", "2", "--optimize-threshold", "20"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Object_that_nobody_sees_is_said_not_to_be_made()
    {
        string text = Explain("""
            fn pair(a: int) -> int[] { return [a, a * 2] }
            let t = 0
            for i in 0..3000 { t += pair(i)[1] }
            print(t)
            """);
        text.Should().Contain("^ no object is made: an array\n");
    }

    [Fact]
    public void Every_line_is_shown_with_its_tier_and_what_there_is_to_say()
    {
        string text = Explain("""
            fn triple(x: int) -> int => x * 3
            fn apply(f: fn(int) -> int, n: int) -> int {
                let t = 1
                for i in 0..n { t = f(t) & 0xFFFF }
                return t
            }
            fn never() { print("never") }
            print(apply(triple, 5000))
            """);
        text.Should().Contain("    4 optimizing   |     for i in 0..n { t = f(t) & 0xFFFF }\n                    ^ ");
        text.Should().Contain("                    ^ the value was always `triple`\n");
        text.Should().Contain("^ `triple` is inlined\n").And.Contain("^ assumed: the value is `triple`");
        text.Should().Contain("    7              | fn never() { print(\"never\") }\n");
        text.Should().Contain("    8 interpreter  | print(apply(triple, 5000))\n");
        text.Should().MatchRegex(@"\n    3 \w+ +\| apply: 1 call by the interpreter, \d compilations\n");
    }

    [Fact]
    public void Code_that_was_left_is_told_with_reason_and_count()
    {
        string text = Explain("""
            fn apply(f: fn(int) -> int, n: int) -> int {
                let t = 1
                for i in 0..n { t = f(t) }
                return t
            }
            for i in 0..100 { apply(i < 50 ? abs : fn(x: int) => x + 1, 50) }
            """);
        text.Should().Contain("polymorphic: the value was `abs`");
        text.Should().MatchRegex(@"\^ optimised code was left \d+ times: the function value was another one than assumed\n");
        text.Should().MatchRegex(@"apply: .*, code thrown away \d time");
    }

    [Fact]
    public void Code_that_was_left_for_the_same_reason_with_different_guesses_is_told_once()
    {
        string text = Explain("""
            fn apply(f: fn(int) -> int, n: int) -> int {
                let t = 1
                for i in 0..n {
                    t = f(t)
                    if t == -5 { break }
                }
                return t
            }
            let fs: (fn(int) -> int)[] = [abs, fn(x: int) => x + 1, fn(x: int) => x ^ 2, fn(x: int) => x & 7, fn(x: int) => x | 8, fn(x: int) => -x]
            for i in 0..600 { apply(fs[i / 100], 50) }
            """, "--tier", "optimizing");
        text.Split("the function value was another one than assumed").Should().HaveCount(2);
    }

    [Fact]
    public void Another_function_in_a_loop_is_no_reason_to_check_in_each_round()
    {
        string text = Explain("""
            fn fold(f: fn(int, int) -> int, xs: int[]) -> int {
                let t = 0
                for x in xs { t = f(t, x) }
                return t
            }
            let xs = [7; 50]
            let t = 0
            for i in 0..200 { t += fold(i < 100 ? fn(a: int, b: int) => a + b : fn(a: int, b: int) => a ^ b, xs) }
            """);
        text.Should().Contain("times: the function value was another one than assumed\n").And.Contain("fold: ").And.Contain("code thrown away 1 time");
        text.Should().Contain("^ assumed: the value is one of those functions");
        text.Should().Contain("^ assumed: what the loop checks holds in all its rounds, checked once before\n");
    }

    [Fact]
    public void What_happened_once_is_said_to_have_happened_once()
    {
        string text = Explain("""
            fn f(n: int) -> int { return n > 3000 ? 10 / (n - 3001) : n }
            let t = 0
            for i in 0..3002 { t += f(i) }
            """);
        text.Should().Contain(" was left once: ").And.NotContain(" 1 times");
    }

    [Fact]
    public void What_kept_a_loop_slow_is_named()
    {
        string text = Explain("""
            fn slow(n: int, fs: (fn(int) -> int)[]) -> string {
                let s = ""
                for i in 0..n {
                    s = "" + fs[i % fs.len()](i)
                }
                return s
            }
            let fs: (fn(int) -> int)[] = []
            for i in 0..9 { fs.push(fn(x: int) => x + i) }
            let others: (fn(int) -> int)[] = [abs, fn(x: int) => 1, fn(x: int) => 2, fn(x: int) => 3, fn(x: int) => 4, fn(x: int) => 5, fn(x: int) => 6, fn(x: int) => 7,
                fn(x: int) => 8, fn(x: int) => 9]
            print(slow(500, fs), slow(500, others))
            """);
        text.Should().Contain("^ megamorphic: the value was");
        text.Should().Contain("^ an object is made: a value becomes a string, in a loop\n");
    }

    [Fact]
    public void Tiers_that_optimise_nothing_are_named()
    {
        const string Nothing = "Nothing is optimised in this tier.";
        Explain("print(1)", "--tier", "template").Should().Contain(Nothing);
        Explain("print(1)", "--fuel", "1000").Should().NotContain(Nothing, "fuel is counted in optimised code too");
    }

    [Fact]
    public void Json_holds_the_same()
    {
        LangResult result = Run("fn f(x: int) -> int => x + 1\nlet t = 0\nfor i in 0..3000 { t = f(t) }\nprint(t)", "--json");
        result.ErrorText.Should().Be("3000\n", "the script's output is not part of the explanation");
        using JsonDocument document = JsonDocument.Parse(result.OutputText);
        JsonElement function = document.RootElement.GetProperty("functions").EnumerateArray().Single(f => f.GetProperty("name").GetString() == "script");
        JsonElement line = function.GetProperty("lines").EnumerateArray().Single(l => l.GetProperty("line").GetInt32() == 3);
        line.GetProperty("tier").GetString().Should().Be("optimizing");
        line.GetProperty("remarks").EnumerateArray().Select(remark => remark.GetProperty("kind").GetString()).Should().Contain("inlined");
    }

    [Fact]
    public void Output_goes_to_standard_error_or_nowhere_and_the_exit_code_is_the_run_s()
    {
        LangResult failed = Run("print(args())\nprint(1 / 0)", "--quiet", "--arguments");
        failed.ExitCode.Should().Be(1);
        failed.ErrorText.Should().StartWith("script.tl:2:7: error[R001]");
        failed.OutputText.Should().Contain("    2 interpreter  | print(1 / 0)\n");
        _directory.Lang("explain").ExitCode.Should().Be(2);
        _directory.Lang("explain", "nowhere.tl").ExitCode.Should().Be(2);
    }

    private string Explain(string source, params string[] options) => Run(source, ["--quiet", .. options]).OutputText;

    // An option that explain has not is the script's.
    private LangResult Run(string source, params string[] options)
    {
        _directory.Write("script.tl", source);
        string[] own = [.. options.Where(option => option != "--arguments")], scripts = [.. options.Where(option => option == "--arguments")];
        return _directory.Lang(["explain", .. s_soon, .. own, "script.tl", .. scripts]);
    }
}
