namespace Lang.Bytecode;

/// <summary>Sizes beyond which a module is refused. docs/bytecode.md lists them; the verifier and the front end enforce them.</summary>
public static class Limits
{
    /// <summary>Operand-stack slots of a function.</summary>
    public const int OperandStack = 255;

    /// <summary>Parameters of a function.</summary>
    public const int Parameters = 200;

    /// <summary>Variables of a function, parameters included: slots have 16 bits, and operand-stack homes follow the variables.</summary>
    public const int Variables = 65_000;

    /// <summary>Bytes of a function's code.</summary>
    public const int CodeBytes = 1 << 28;

    /// <summary>Functions of a module.</summary>
    public const int Functions = 1 << 20;

    /// <summary>Types of a module, and how deep they may nest.</summary>
    public const int Types = 1 << 16, TypeDepth = 64;

    /// <summary>Globals of a module.</summary>
    public const int Globals = 1 << 16;

    /// <summary>Fields of an environment.</summary>
    public const int EnvironmentFields = 200;

    /// <summary>
    /// Steps the verifier may take in one function: one for each instruction it looks at (again), each stack slot it
    /// remembers or compares at a jump, and each assignment it walks over where paths meet. Structured code needs
    /// about one for each instruction.
    /// </summary>
    public static long VerifierWork(int instructions, int variables) => 64L * instructions + 16L * variables + 10_000;
}
