using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native;

namespace Lang.Testing.Engines;

/// <summary>Runs modules in this process.</summary>
/// <param name="name">What test results call it.</param>
/// <param name="options">What it changes of a VM's options.</param>
/// <param name="transform">What it makes of the module first.</param>
internal sealed class ModuleEngine(
    string name, Func<VmOptions, VmOptions>? options = null, Func<VerifiedModule, BytecodeModule>? transform = null) : IEngine
{
    /// <summary>Nothing takes a hundredth of it; a hang takes for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public string Name => name;

    public bool CountsFuelExactly { get; init; } = true;

    public bool CountsDepthExactly { get; init; } = true;

    /// <summary>Looks at the VM after a run.</summary>
    public Action<Vm>? Inspect { get; init; }

    public RunResult Run(VerifiedModule module, RunLimits limits)
    {
        if (transform is not null)
            module = Verified(transform(module));
        using var output = new MemoryStream();
        var plain = new VmOptions
        {
            Output = output,
            Input = new MemoryStream(limits.Input.ToArray()),
            Arguments = limits.Arguments,
            Fuel = limits.Fuel,
            HeapLimit = limits.HeapLimit,
            OutputLimit = limits.OutputLimit,
            MaxCallDepth = limits.MaxCallDepth,
            TimeLimit = s_patience,
            Tier = ExecutionTier.Interpreter,
        };
        using var vm = new Vm(module, options is null ? plain : options(plain));
        try
        {
            vm.Run();
            return new RunResult(output.ToArray(), "", null);
        }
        catch (ScriptException exception)
        {
            return new RunResult(output.ToArray(), exception.Format(), exception.Error.Code);
        }
        finally
        {
            Inspect?.Invoke(vm);
        }
    }

    private static VerifiedModule Verified(BytecodeModule module)
    {
        VerificationResult result = Verifier.Verify(module);
        return result.Module ?? throw new InvalidOperationException($"The verifier rejects the module: {result.Errors[0]}");
    }
}
