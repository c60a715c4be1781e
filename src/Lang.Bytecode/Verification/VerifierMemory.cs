namespace Lang.Bytecode.Verification;

/// <summary>
/// What the verifier works with and empties for each function. A big module has tens of thousands of small ones, each of which
/// would make all of this anew.
/// </summary>
internal sealed class VerifierMemory(BytecodeModule module, FunctionInfo first)
{
    /// <summary>The operand stack.</summary>
    public StackTypes Stack { get; } = new(module, first);

    /// <summary>The sets of assigned variables.</summary>
    public AssignmentTree Assigned { get; } = new();

    /// <summary>The stretches of code that are to be walked, by their offsets.</summary>
    public PriorityQueue<int, int> Waiting { get; } = new();

    /// <summary>Where jumps stand, and where they lead.</summary>
    public List<(int At, int Target)> Jumps { get; } = [];
}
