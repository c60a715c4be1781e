using Lang.Bytecode.Verification;

namespace Lang.Bytecode.Optimization;

/// <summary>
/// Rewrites verified bytecode into shorter bytecode that does the same: constants folded, jumps threaded, dead code and
/// values nobody reads removed. What it gives verifies again, and keeps the place in the source of every instruction that
/// stays. Only fuel may differ: it counts the entries and backward jumps of the code that runs.
/// </summary>
public static class BytecodeOptimizer
{
    // Ordinary code needs three or four rounds; the bound keeps the work linear for any code.
    private const int MostRounds = 50;

    /// <summary>The module with every function optimised. It is to be verified before it runs.</summary>
    public static BytecodeModule Optimize(VerifiedModule module)
    {
        BytecodeModule source = module.Module;
        return new BytecodeModule(source) { Functions = [.. Enumerable.Range(0, source.Functions.Length).Select(function => Optimize(module, function))] };
    }

    /// <summary>One function of the module, optimised.</summary>
    /// <exception cref="IndexOutOfRangeException">The module has no function with that index.</exception>
    public static FunctionInfo Optimize(VerifiedModule module, int function)
    {
        FunctionInfo source = module.Module.Functions[function];
        List<CodeItem> items = CodeItems.Decode(source, out int labels);
        for (int round = 0; round < MostRounds; round++)
        {
            bool changed = Peephole.Run(ref items, source.Variables.Length);
            changed |= JumpThreading.Run(ref items, ref labels);
            changed |= Reachability.Run(items, labels);
            if (!changed)
                break;
        }
        return CodeItems.Encode(source, items, labels);
    }
}
