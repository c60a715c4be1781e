using Lang.Bytecode.Verification;

namespace Lang.Testing.Engines;

/// <summary>A way to execute modules. All ways must do the same.</summary>
internal interface IEngine
{
    /// <summary>What test results call it.</summary>
    string Name { get; }

    /// <summary>Whether it takes exactly as many units of fuel as the module given says; if not, runs that end for want of fuel are not compared.</summary>
    bool CountsFuelExactly { get; }

    /// <summary>Whether calls may nest exactly as deep as in the interpreter. Elsewhere that depends on the native stack.</summary>
    bool CountsDepthExactly { get; }

    /// <summary>Runs a module from its entry to its end. A fault of the product shows as another result, or as an exception.</summary>
    RunResult Run(VerifiedModule module, RunLimits limits);
}
