using Lang.Bench.Measuring;

namespace Lang.Bench.Kernels;

/// <summary>
/// Runs every kernel on Lua and on the forms of lang, and as C. In each round all of them run one after the other, so that a noisy moment
/// strikes all; the figure of a kernel is the median over the rounds of each round's ratio.
/// Times are processor times of whole processes, start included: what else runs on the machine changes them little.
/// </summary>
internal static class KernelBenchmark
{
    private const string Lua = "lua5.4";

    public static void Run(BenchOptions options)
    {
        if (!ChildProcess.Exists(Lua))
            throw new BenchException("lua5.4 is missing; Debian: apt-get install lua5.4");
        using CCompiler? compiler = CCompiler.TryFind();
        Publishing published = Publishing.Get(options);
        Kernel[] kernels = [.. Kernel.All.Where(k => options.Selects(k.Name))];
        if (kernels.Length == 0)
            throw new BenchException($"no kernel's name contains {options.Only}");
        KernelResult[] results = [.. kernels.Select(kernel => Measure(kernel, published, compiler, options))];
        new KernelReport(results).Write(options);
    }

    private static KernelResult Measure(Kernel kernel, Publishing published, CCompiler? compiler, BenchOptions options)
    {
        string small = kernel.Argument(kernel.InterpreterSize, options.Quick), large = kernel.Argument(kernel.TemplateSize, options.Quick);
        Comparison interpreted = Compare(kernel, published, options.Rounds, small, Lua, [kernel.Text(".lua")], form => !form.Native);
        Comparison native = Compare(kernel, published, options.Rounds, large, Lua, [kernel.Text(".lua")], form => form.Native);
        Comparison? c = compiler is null ? null
            : Compare(kernel, published, options.Rounds, large, compiler.Compile(kernel), [], form => form.Native);
        Console.Error.WriteLine($"{kernel.Name,-12} {Ratios(interpreted)}  {Ratios(native)}  {(c is null ? "" : Ratios(c))}");
        return new KernelResult(kernel, interpreted, native, c);
    }

    private static Comparison Compare(
        Kernel kernel, Publishing published, int rounds, string argument, string reference, string[] referenceArguments, Func<TlForm, bool> takesPart)
    {
        var result = new Comparison(new double[rounds], [.. TlForm.All.Select(form => new double[takesPart(form) ? rounds : 0])]);
        for (int round = 0; round < rounds; round++)
        {
            ChildRun expected = ChildProcess.Run(reference, [.. referenceArguments, argument]);
            result.Reference[round] = expected.Processor.TotalSeconds;
            for (int i = 0; i < TlForm.All.Length; i++)
            {
                TlForm form = TlForm.All[i];
                if (!takesPart(form))
                    continue;
                ChildRun run = ChildProcess.Run(form.Program(published), ["run", .. form.Options, kernel.Text(".tl"), argument]);
                if (run.Output != expected.Output)
                    throw new BenchException($"{kernel.Name} {argument}: {reference} prints {expected.Output.Trim()}, {form.Name} prints {run.Output.Trim()}");
                result.Forms[i][round] = run.Processor.TotalSeconds;
            }
        }
        return result;
    }

    private static string Ratios(Comparison comparison) => string.Join(' ',
        Enumerable.Range(0, TlForm.All.Length).Where(form => comparison.Forms[form].Length > 0).Select(form => $"{comparison.Ratio(form),6:0.00}"));
}
