using Lang.Bytecode.Verification;
using Lang.Native.Analysis;
using Lang.Native.Ir;
using Lang.Native.Optimizer;

namespace Lang.Tests.Native.Ir;

/// <summary>Functions as text, for tests of passes: text in, text out.</summary>
internal static class IrText
{
    /// <summary>Reads a function, which must be well formed.</summary>
    public static IrFunction Parse(string text)
    {
        var function = new IrFunction();
        IrParser.Parse(function, text);
        IrChecker.Check(function).Should().BeNull();
        return function;
    }

    /// <summary>What passes make of a function, checked after each.</summary>
    public static string Run(string text, params Action<IrFunction, PassContext>[] passes) => Run(text, new PassContext(), passes);

    public static string Run(string text, PassContext context, params Action<IrFunction, PassContext>[] passes)
    {
        IrFunction function = Parse(text);
        foreach (Action<IrFunction, PassContext> pass in passes)
        {
            pass(function, context);
            IrChecker.Check(function).Should().BeNull(IrPrinter.Print(function));
        }
        return IrPrinter.Print(function).TrimEnd();
    }

    /// <summary>What all passes make of a function of a program, checked after each.</summary>
    public static string Optimize(VerifiedModule module, string name, Guesses? guesses = null)
    {
        var source = new IrSource(module);
        IrFunction function = source.Build(name, guesses);
        new PassRunner(OptimizingPipeline.Passes) { Check = true }.Run(function, source.NewContext());
        return IrPrinter.Print(function);
    }
}
