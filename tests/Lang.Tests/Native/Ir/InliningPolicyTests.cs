using Lang.Frontend;
using Lang.Native.Optimizer;

namespace Lang.Tests.Native.Ir;

public sealed class InliningPolicyTests
{
    private static InliningRefusal DecideOnItself(string body)
    {
        CompilationResult result = Compilation.Compile("policy.tl", "fn f(n: int) -> int {\n" + body + "\n}\nprint(f(3))\n");
        result.Verified.Should().NotBeNull();
        var policy = new InliningPolicy(result.Verified!.Module);
        policy.Begin();
        int callee = Enumerable.Range(0, result.Verified.Module.Functions.Length).Single(i => result.Verified.Module.Functions[i].Name == "f");
        return policy.Decide(callee, depth: 0, recursion: 1, isLinear: false, frequency: 1);
    }

    [Fact]
    public void Recursion_without_a_loop_is_inlined_into_itself() =>
        DecideOnItself("if n < 2 { return n }\nreturn f(n - 1) + f(n - 2)").Should().Be(InliningRefusal.None);

    [Fact]
    public void Loop_that_calls_the_function_again_is_inlined_into_itself() =>
        DecideOnItself("let s = 0\nfor i in 0..n { s += f(i) }\nreturn s").Should().Be(InliningRefusal.None);

    [Fact]
    public void Loop_without_a_call_outweighs_the_call_of_the_function_itself() =>
        DecideOnItself("while n % 3 > 0 { n -= 1 }\nif n < 2 { return n }\nreturn f(n - 1) + n").Should().Be(InliningRefusal.Recursive);
}
