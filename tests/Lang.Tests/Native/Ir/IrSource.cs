using Lang.Bytecode.Verification;
using Lang.Native.Ir;
using Lang.Native.Optimizer;

namespace Lang.Tests.Native.Ir;

/// <summary>The functions of a program as the optimising compiler builds them, for tests of what it builds and of passes.</summary>
internal sealed class IrSource
{
    private readonly VerifiedModule _module;
    private readonly InliningPolicy _inlining;
    private readonly bool _countsFuel;

    public IrSource(VerifiedModule module, bool countsFuel = false)
    {
        (_module, _inlining, _countsFuel) = (module, new InliningPolicy(module.Module), countsFuel);
        Builder = new SsaBuilder(module, _inlining, hasSse41: true) { CountsFuel = countsFuel };
    }

    /// <summary>What builds them.</summary>
    public SsaBuilder Builder { get; }

    /// <summary>The function of a name, which must be one that the compiler takes.</summary>
    public IrFunction Build(string name, Guesses? guesses = null)
    {
        var function = new IrFunction();
        Builder.TryBuild(function, _module.Module.Functions.ToList().FindIndex(info => info.Name == name), -1, guesses ?? Guesses.Static).Should().BeTrue();
        return function;
    }

    /// <summary>All functions, one after the other in the same object; the compiler must take each.</summary>
    public IEnumerable<IrFunction> BuildAll()
    {
        var function = new IrFunction();
        for (int i = 0; i < _module.Module.Functions.Length; i++)
        {
            Builder.TryBuild(function, i, -1).Should().BeTrue();
            yield return function;
        }
    }

    /// <summary>What passes are told of the function that was built last.</summary>
    public PassContext NewContext() => new() { Effects = _inlining.Effects, Words = [.. Builder.Words], CountsFuel = _countsFuel };
}
