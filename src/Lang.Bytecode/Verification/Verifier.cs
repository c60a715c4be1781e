using System.Collections.Immutable;

namespace Lang.Bytecode.Verification;

/// <summary>
/// Decides whether a module may run. Accepted code cannot crash an executor or reach memory that is not its own,
/// whoever wrote it; docs/bytecode.md states the rules.
/// </summary>
/// <remarks>
/// Two passes over each function. <see cref="CodeScan"/> decodes every instruction, reachable or not, and checks
/// operands and jump targets. <see cref="FunctionVerifier"/> then follows the paths and proves types, depths and
/// assignments. Both are linear in the size of the code; code so tangled that the second would not be is refused.
/// </remarks>
public static class Verifier
{
    /// <summary>Checks <paramref name="module"/>. Never throws, whatever the module holds.</summary>
    public static VerificationResult Verify(BytecodeModule module) => VerifiedModule.Check(module);
}

/// <summary>
/// A module that the verifier has accepted, with what it learned on the way. Executors take this type, so that
/// unverified code cannot run. Immutable; shared freely between threads and VMs.
/// </summary>
public sealed class VerifiedModule
{
    private const int MostErrors = 100;
    private readonly ImmutableArray<SlotTypes> _slots;

    private VerifiedModule(BytecodeModule module, ImmutableArray<SlotTypes> slots, Capabilities capabilities)
    {
        Module = module;
        _slots = slots;
        Capabilities = capabilities;
    }

    /// <summary>The module itself.</summary>
    public BytecodeModule Module { get; }

    /// <summary>What its code, reachable or not, touches outside the VM.</summary>
    public Capabilities Capabilities { get; }

    /// <summary>Stack depths and types of the function with that index.</summary>
    public SlotTypes SlotsOf(int function) => _slots[function];

    // The verifier's body stands here so that nothing else can create a VerifiedModule.
    internal static VerificationResult Check(BytecodeModule module)
    {
        if (ModuleChecker.Check(module) is { } fault)
            return new VerificationResult(null, [fault]);
        var errors = ImmutableArray.CreateBuilder<VerificationError>();
        var slots = ImmutableArray.CreateBuilder<SlotTypes>(module.Functions.Length);
        var capabilities = Capabilities.None;
        VerifierMemory? memory = null;
        for (int i = 0; i < module.Functions.Length && errors.Count < MostErrors; i++)
        {
            FunctionInfo function = module.Functions[i];
            CodeScan scan = CodeScan.Run(module, function, memory ??= new VerifierMemory(module, function));
            capabilities |= scan.Capabilities;
            CodeFault? codeFault = scan.Fault;
            if (codeFault is null && FunctionVerifier.Run(module, function, scan, memory, out codeFault) is { } types)
                slots.Add(types);
            if (codeFault is { } found)
                errors.Add(new VerificationError(i, function.Name, found.Offset, found.Reason));
        }
        return errors.Count > 0
            ? new VerificationResult(null, errors.ToImmutable())
            : new VerificationResult(new VerifiedModule(module, slots.MoveToImmutable(), capabilities), []);
    }
}

/// <summary>A fault of an instruction.</summary>
internal readonly record struct CodeFault(int Offset, string Reason);
