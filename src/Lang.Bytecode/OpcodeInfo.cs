using System.Collections.Immutable;

namespace Lang.Bytecode;

/// <summary>What an operand of an instruction means. Decides its encoding: jumps are 4 bytes, the rest unsigned LEB128.</summary>
public enum OperandKind : byte
{
    /// <summary>Index into the function's constant pool.</summary>
    Constant,

    /// <summary>Index of a variable of the function (environment first, then parameters, then the others).</summary>
    Variable,

    /// <summary>Signed 32-bit little-endian offset in bytes, relative to the end of the instruction.</summary>
    Jump,

    /// <summary>Index of a function of the module.</summary>
    Function,

    /// <summary>Index of a global of the module.</summary>
    Global,

    /// <summary>Index into the module's string pool.</summary>
    String,

    /// <summary>Index into the module's type table.</summary>
    Type,

    /// <summary>Index of an imported host function.</summary>
    Host,

    /// <summary>A number of operand-stack slots.</summary>
    Count,

    /// <summary>Index of a field of an environment.</summary>
    Field,
}

/// <summary>
/// What an instruction pops from or pushes onto one operand-stack slot. The first group are types; the second
/// are patterns that the verifier resolves from the operand or from another slot of the same instruction.
/// </summary>
public enum StackKind : byte
{
    /// <summary>An integer, or a boolean in its place.</summary>
    I64,

    /// <summary>A boolean.</summary>
    Bool,

    /// <summary>A float.</summary>
    F64,

    /// <summary>A string.</summary>
    String,

    /// <summary>Any type; two slots marked so in one instruction have the same type.</summary>
    Any,

    /// <summary>An array of some type T; <see cref="Element"/> is that T.</summary>
    Array,

    /// <summary>See <see cref="Array"/>.</summary>
    Element,

    /// <summary>A function value (of the signature that the operand names, if there is one).</summary>
    Function,

    /// <summary>An environment of captured values; <see cref="FieldValue"/> is the type of the field that the operand names.</summary>
    Environment,

    /// <summary>See <see cref="Environment"/>.</summary>
    FieldValue,

    /// <summary>A cell of some type T; <see cref="CellValue"/> is that T.</summary>
    Cell,

    /// <summary>See <see cref="Cell"/>.</summary>
    CellValue,

    /// <summary>Zero or more slots: the parameters of a function, or as many elements or fields as the operands say.</summary>
    Sequence,

    /// <summary>No slot or one: the result of a function.</summary>
    Result,
}

/// <summary>Properties of an opcode that more than one consumer needs.</summary>
[Flags]
public enum OpcodeFlags : ushort
{
    /// <summary>Nothing that a second consumer needs to know.</summary>
    None = 0,

    /// <summary>No effect but its result, which depends on its operands alone.</summary>
    Pure = 1,

    /// <summary>May end in a run-time error. The check comes before any effect, so the instruction can be repeated.</summary>
    CanFail = 2,

    /// <summary>May allocate on the VM's heap, so it is a safepoint and may fail with "out of memory".</summary>
    Allocates = 4,

    /// <summary>Transfers control to another function and comes back.</summary>
    Call = 8,

    /// <summary>May continue at its jump operand.</summary>
    Branch = 16,

    /// <summary>Never continues at the next instruction.</summary>
    Terminator = 32,

    /// <summary>The interpreter keeps a profile for it.</summary>
    Profiled = 64,

    /// <summary>Its result or effect depends on what can change in the heap or in globals.</summary>
    ReadsHeap = 128,

    /// <summary>Changes objects that existed before, or globals.</summary>
    WritesHeap = 256,

    /// <summary>Output, input, clock: visible outside the VM, or different from call to call.</summary>
    External = 512,
}

/// <summary>One row of <see cref="OpcodeTable"/>.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Name">Its name in listings.</param>
/// <param name="Operands">Its operands in the order of their encoding.</param>
/// <param name="Pops">What it pops, deepest slot first.</param>
/// <param name="Pushes">What it pushes.</param>
/// <param name="Flags">Its properties.</param>
/// <param name="Text">Its meaning: one sentence or two, as the reference prints them.</param>
public sealed record OpcodeInfo(
    Opcode Opcode, string Name, ImmutableArray<OperandKind> Operands, ImmutableArray<StackKind> Pops, ImmutableArray<StackKind> Pushes,
    OpcodeFlags Flags, string Text)
{
    /// <summary>Whether all of <paramref name="flags"/> are set.</summary>
    public bool Is(OpcodeFlags flags) => (Flags & flags) == flags;
}
