using Lang.Native;

namespace Lang.Tests.Interpreter;

public class CallTests
{
    [Fact]
    public void A_hundred_thousand_nested_calls_fit() =>
        Script.Run("fn down(n) { if n == 0 { return 0 } return 1 + down(n - 1) } print(down(100_000))").Should().Be("100000\n");

    [Fact]
    public void Deep_recursion_needs_no_host_stack()
    {
        string output = "";
        var thread = new Thread(
            () => output = Script.Run("fn down(n) { if n == 0 { return 0 } return 1 + down(n - 1) } print(down(150_000))"),
            maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        output.Should().Be("150000\n");
    }

    [Theory]
    [InlineData(99, "99\n")]
    [InlineData(100, "")]
    public void The_call_depth_limit_is_exact(int depth, string output)
    {
        string text = Script.Run(
            $"fn down(n) {{ if n == 0 {{ return 0 }} return 1 + down(n - 1) }} print(down({depth}))", new VmOptions { MaxCallDepth = 100 });
        if (output.Length > 0)
            text.Should().Be(output);
        else
            text.Should().Contain("error[R012]: call depth exceeded: more than 100 nested calls");
    }

    [Fact]
    public void Large_frames_at_great_depth_end_in_the_depth_error()
    {
        string variables = string.Concat(Enumerable.Range(0, 300).Select(i => $"let v{i} = n + {i} "));
        string sum = string.Join(" + ", Enumerable.Range(0, 300).Select(i => $"v{i}"));
        Script.Run($"fn f(n) {{ {variables} let s = f(n + 1) return s + {sum} }} print(f(0))", new VmOptions { MaxCallDepth = 20_000 })
            .Should().Contain("error[R012]");
    }

    [Fact]
    public void Closures_share_cells_and_keep_environments()
    {
        const string Source = """
            fn counter() {
                let count = 0
                let step = 2
                return fn() { count += step return count }
            }
            let a: fn() -> int = counter()
            let b: fn() -> int = counter()
            a() a()
            print(a(), b())
            let fs: (fn() -> int)[] = [a, b]
            print(fs[0](), fs[1]())
            """;
        Script.Run(Source).Should().Be("6 2\n8 4\n");
        Script.Run(Source, new VmOptions { CollectAtEveryAllocation = true }).Should().Be("6 2\n8 4\n");
    }

    [Fact]
    public void A_function_variable_that_was_never_set_is_an_error_at_the_call() =>
        Script.Run("fn go() { return f(1) } go() let f: fn(int) -> int = fn(x) => x")
            .Should().Contain("error[R009]: the function value is not set");

    [Fact]
    public void Programs_survive_a_collection_at_every_allocation()
    {
        const string Source = """
            fn build(n) { let words = [""] for i in 0..n { words.push("w" + i + "!") } return words }
            let all = build(60)
            let text = ""
            for word in all { text += word + " " }
            let grid = [[0]]
            for i in 0..20 { grid.push([i, i * i]) }
            print(text.len(), grid, all[59], string(grid).len(), [1.5, 2.5], all[10..13])
            """;
        string plain = Script.Run(Source);
        plain.Should().StartWith("291 ");
        Script.Run(Source, new VmOptions { CollectAtEveryAllocation = true }).Should().Be(plain);
    }
}
