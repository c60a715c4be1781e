using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native.Target;
using Lang.Native.Template;
using Lang.Native.Tiering;
using Lang.Native.X64;

namespace Lang.Tests.Native;

/// <summary>What the template compiler costs besides time.</summary>
public sealed class TemplateCompilerTests
{
    // Loops, arrays, calls with floats and ints, divisions, strings, function values: every buffer of the compiler is used.
    private const string Body = """
            if k % 3 == 0 { xs.push(k / (n + 1)) }
            for i in 0..n {
                s += xs[i % xs.len()] * helper(k, i, f) + int(f)
                f = f * 0.5 + float(i) - call(1.5)
            }
            text += "x" + s
            s ^= s >>> 3

        """;

    [Fact]
    public void No_managed_memory_is_taken_for_an_instruction()
    {
        (long fewBytes, int fewInstructions) = Measure(repetitions: 40);
        (long manyBytes, int manyInstructions) = Measure(repetitions: 80);

        Assert.True(manyInstructions > fewInstructions + 1000, $"{fewInstructions} and {manyInstructions} instructions");
        Assert.Equal(fewBytes, manyBytes);
    }

    // Of the second compilation: the first one has made the buffers as large as they need to be.
    private static (long Bytes, int Instructions) Measure(int repetitions)
    {
        string source = $$"""
            fn helper(a, b, f) => a + b * int(f)
            fn work(n, k, call) {
                let s = 0
                let f = 0.25
                let text = ""
                let xs = [1, 2, 3]
            {{string.Concat(Enumerable.Repeat(Body, repetitions))}}
                return text.len() + s
            }
            print(work(3, 4, fn(x) => x + 1.0))
            """;
        VerifiedModule module = Compilation.Compile("work.tl", source).Verified!;
        int work = Enumerable.Range(0, module.Module.Functions.Length).First(i => module.Module.Functions[i].Name == "work");
        VmLayout layout = NativeContext.LayoutOf(module.Module, out _);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, CallingConvention.Host, layout);
        var compiler = new TemplateCompiler(module, CallingConvention.Host, layout, stubs, new TemplateOptions());
        compiler.Compile(work);
        return (AllocatedBytes.Of(() => compiler.Compile(work)), compiler.InstructionCount);
    }
}
