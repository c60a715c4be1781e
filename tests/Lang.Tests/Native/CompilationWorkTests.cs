using System.Text;
using FluentAssertions;
using Lang.Bytecode.Verification;
using Lang.Native;
using Lang.Native.Optimizer;
using Lang.Native.Target;
using Lang.Native.Tiering;
using Lang.Native.X64;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>The optimising compiler's work grows with the size of a function, not with its square: counted, not timed.</summary>
public sealed class CompilationWorkTests
{
    /// <summary>Most that twice the function may cost.</summary>
    private const double Growth = 2.5;

    /// <summary>Bytecode instructions, with those of inlined calls, up to which that is tried.</summary>
    private const int LargestFunction = 12_000;

    [Theory]
    [InlineData("straight", "s = s * 3 + (t ^ 17)\n if s > t { t -= s } else { t += 3 }")]
    [InlineData("loops", "for i in 0..a { s += i * 5\n if s % 3 == 0 { t += s } }")]
    [InlineData("checked loops", "for i in 0..xs.len() { s += xs[i]\n xs[i] = t }")]
    [InlineData("nested loops", "for i in 0..a { for j in i..a { s += i * j } }")]
    [InlineData("searches", "for x in xs { if x == t { break }\n s += x }")]
    [InlineData("calls", "s += g(t)\n t ^= h(s, t)")]
    [InlineData("floats", "x = x * 1.5 + y\n if x > y { y = sqrt(x) }")]
    [InlineData("strings", "w += s\n if w.len() > 100 { w = w[0..10] }\n s += w.len()")]
    public void Twice_the_function_is_about_twice_the_work(string name, string part)
    {
        OptimizingCompiler? compiler = null;
        long last = 0;
        for (int parts = 10; last == 0 || compiler!.InstructionCount < LargestFunction / 2; parts *= 2)
        {
            compiler = CompilerOf(part, parts, out int function);
            BailoutReason reason = compiler.TryCompile(function, -1, out _, Guesses.Static);
            reason.Should().Be(BailoutReason.None, name);
            if (last > 0)
                ((double)compiler.Steps / last).Should().BeLessThan(Growth, $"{name}, {parts} parts, {compiler.InstructionCount} instructions, {compiler.Steps} steps");
            last = compiler.Steps;
        }
    }

    [Fact]
    public void Tables_are_used_again_by_the_next_function()
    {
        OptimizingCompiler compiler = CompilerOf("for i in 0..a { s += i * 5\n if s % 3 == 0 { t += s } }", 3, out int function);
        compiler.TryCompile(function, -1, out _, Guesses.Static).Should().Be(BailoutReason.None);
        // What belongs to the function. A table of values alone has 20,000.
        AllocatedBytes.Of(() => compiler.TryCompile(function, -1, out _, Guesses.Static)).Should().BeLessThan(40_000);
    }

    private static OptimizingCompiler CompilerOf(string part, int parts, out int function)
    {
        var source = new StringBuilder("""
            fn g(n: int) -> int { return n < 2 ? n : g(n - 1) + n }
            fn h(a: int, b: int) -> int { return a * 7 + b }
            fn f(a: int, xs: int[]) -> int {
            let s = a
            let t = 1
            let x = 1.0
            let y = 2.0
            let w = ""

            """);
        for (int i = 0; i < parts; i++)
            source.Append(part).Append('\n');
        source.Append("return s + t + int(x + y) + w.len()\n}\nprint(f(3, [1, 2, 3]), g(3), h(1, 2))");
        VerifiedModule module = Script.Compile(source.ToString());
        function = Enumerable.Range(0, module.Module.Functions.Length).First(i => module.Module.Functions[i].Name == "f");
        VmLayout layout = NativeContext.LayoutOf(module.Module, out _);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, CallingConvention.Host, layout);
        return new OptimizingCompiler(module, CallingConvention.Host, layout, stubs, new OptimizerOptions());
    }
}
