using System.Collections.Immutable;

namespace Lang.Bytecode.Verification;

/// <summary>Why a module was rejected.</summary>
/// <param name="Function">Index of the function, or -1 when the fault lies outside all functions.</param>
/// <param name="FunctionName">Name of that function, "" for a nameless one or none.</param>
/// <param name="Offset">Offset of the instruction, or -1 when the fault lies in no instruction.</param>
/// <param name="Reason">What is wrong, without a full stop.</param>
public sealed record VerificationError(int Function, string FunctionName, int Offset, string Reason)
{
    /// <summary>One line: <c>function 3 (name), offset 17: reason</c>.</summary>
    public override string ToString()
    {
        if (Function < 0)
            return $"module: {Reason}";
        string name = FunctionName.Length > 0 ? $" ({FunctionName})" : "";
        return Offset < 0 ? $"function {Function}{name}: {Reason}" : $"function {Function}{name}, offset {Offset}: {Reason}";
    }
}

/// <summary>What <see cref="Verifier.Verify"/> found: a verified module, or at least one error.</summary>
public sealed class VerificationResult
{
    internal VerificationResult(VerifiedModule? module, ImmutableArray<VerificationError> errors)
    {
        Module = module;
        Errors = errors;
    }

    /// <summary>The module, now fit to run; null when there are errors.</summary>
    public VerifiedModule? Module { get; }

    /// <summary>Why it was rejected: the first fault of each function, up to 100; empty when it was accepted.</summary>
    public ImmutableArray<VerificationError> Errors { get; }
}
