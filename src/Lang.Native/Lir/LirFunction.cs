using System.Runtime.InteropServices;
using Lang.Native.Target;

namespace Lang.Native.Lir;

/// <summary>What is known of a virtual register.</summary>
/// <param name="Class">Its file.</param>
internal record struct RegisterInfo(ValueClass Class)
{
    /// <summary>A register that would save a move: the one a fixed operand or a copy wants. None when there is no wish.</summary>
    public VirtualRegister Hint { get; set; } = VirtualRegister.None;

    /// <summary>Whether it holds <see cref="Constant"/> and is made again instead of being spilled.</summary>
    public bool IsConstant { get; set; }

    /// <summary>The integer, or the bits of the float.</summary>
    public long Constant { get; set; }
}

/// <summary>A machine instruction over virtual registers. What the fields beyond the operands mean depends on <see cref="Op"/>.</summary>
internal struct LirInstruction
{
    public LirOp Op;

    /// <summary>Of conditional instructions: what is compared, and what must hold.</summary>
    public LirTest Test;

    public ConditionCode Condition;

    /// <summary>How the memory operand is made of registers: see <see cref="AddressForm"/>.</summary>
    public AddressForm Address;

    /// <summary>Which operand is the address's first register.</summary>
    public byte AddressAt;

    /// <summary>Bits in memory: 8, 32 or 64.</summary>
    public byte Width;

    /// <summary>Whether the second operand is <see cref="Immediate"/>.</summary>
    public bool HasImmediate;

    /// <summary>What the index of an address is multiplied with.</summary>
    public byte Scale;

    public short OperandCount;

    /// <summary>Its operands begin here among <see cref="LirFunction.Operands"/>.</summary>
    public int FirstOperand;

    /// <summary>Displacement of the address.</summary>
    public int Displacement;

    /// <summary>An immediate operand, or what a call calls.</summary>
    public long Immediate;

    /// <summary>Index of the exit or of the call's position, else -1.</summary>
    public int Exit;

    /// <summary>Registers that are lost besides what the operands say. Values that live on across the instruction are in none of them.</summary>
    public RegisterSet Clobbers;
}

/// <summary>The parts of an instruction's memory operand; base before index.</summary>
internal enum AddressForm : byte
{
    None,

    /// <summary>An offset from the start of the VM's range.</summary>
    InRange,

    Base,

    BaseIndex,

    /// <summary>The literal <see cref="LirInstruction.Immediate"/>.</summary>
    Literal,
}

/// <summary>Where the code is left or calls, and what the frames hold there.</summary>
/// <param name="State">Index of the frame state.</param>
/// <param name="FirstValue">Values of all its frames, innermost first, among <see cref="LirFunction.ExitValues"/>.</param>
/// <param name="Reason">Why the code is left, for whoever emits it.</param>
/// <param name="FirstObject">Objects that are made there, each behind those that it holds, among <see cref="LirFunction.ExitObjects"/>.</param>
/// <param name="Objects">How many there are.</param>
internal readonly record struct LirExit(int State, int FirstValue, byte Reason = 0, int FirstObject = 0, int Objects = 0);

/// <summary>An object that is made where the code is left: its allocation was removed.</summary>
/// <param name="Words">The operation that would have made it.</param>
/// <param name="FirstValue">What it holds, among <see cref="LirFunction.ExitValues"/>.</param>
/// <param name="Count">How many values that are.</param>
internal readonly record struct LirExitObject(int Words, int FirstValue, int Count);

/// <summary>One value of an exit's frames or objects.</summary>
/// <param name="Operand">Index among <see cref="LirFunction.Operands"/>, or -1: then it is a constant or an object.</param>
/// <param name="Constant">The constant, or the number of the object among those of the exit.</param>
/// <param name="IsObject">Whether it is an object that is made there.</param>
internal readonly record struct LirExitValue(int Operand, long Constant, bool IsObject = false);

/// <summary>A basic block. Critical edges are split: a block whose successor has parameters has no other successor.</summary>
internal struct LirBlock
{
    /// <summary>Its instructions: from First up to End.</summary>
    public int First, End;

    /// <summary>Indices of the blocks that may follow, or -1.</summary>
    public int Successor, OtherSuccessor;

    /// <summary>Its parameters (phis), among <see cref="LirFunction.Lists"/>.</summary>
    public int FirstParameter, ParameterCount;

    /// <summary>What it passes to its successor's parameters, in their order, among <see cref="LirFunction.Lists"/>.</summary>
    public int FirstArgument;

    /// <summary>How many loops it lies in.</summary>
    public int LoopDepth;

    /// <summary>Of a loop's header: index of the loop's last block. Else -1. The blocks of a loop stand together, the header first.</summary>
    public int LoopEnd;

    /// <summary>Whether it is executed so rarely that it stands out of the way, and that no register is given up to it.</summary>
    public bool IsCold;

    /// <summary>Of a cold block: how many rounds of the loop that it is in come on one execution. 0 for very many.</summary>
    public int Rareness;

    /// <summary>How often it is executed for each execution of the function, as far as is known.</summary>
    public float Frequency;
}

/// <summary>
/// A function as machine instructions over virtual registers in SSA form: each register is defined once, by an instruction or as a block's
/// parameter. Buffers are used again by the next function.
/// </summary>
internal sealed class LirFunction
{
    public List<RegisterInfo> Registers { get; } = [];

    public List<LirInstruction> Instructions { get; } = [];

    public List<LirOperand> Operands { get; } = [];

    /// <summary>In the order in which they are emitted; the first is the entry. A definition stands before its uses except those by back edges.</summary>
    public List<LirBlock> Blocks { get; } = [];

    /// <summary>Parameters and arguments of blocks.</summary>
    public List<VirtualRegister> Lists { get; } = [];

    /// <summary>Exits and the places of calls.</summary>
    public List<LirExit> Exits { get; } = [];

    /// <summary>Values of exits' frames.</summary>
    public List<LirExitValue> ExitValues { get; } = [];

    /// <summary>Objects of exits.</summary>
    public List<LirExitObject> ExitObjects { get; } = [];

    public Span<LirOperand> OperandsOf(in LirInstruction instruction) =>
        CollectionsMarshal.AsSpan(Operands).Slice(instruction.FirstOperand, instruction.OperandCount);

    public ReadOnlySpan<VirtualRegister> ParametersOf(in LirBlock block) =>
        CollectionsMarshal.AsSpan(Lists).Slice(block.FirstParameter, block.ParameterCount);

    /// <summary>What a block passes to its only successor.</summary>
    public ReadOnlySpan<VirtualRegister> ArgumentsOf(in LirBlock block) => block.Successor < 0 || block.OtherSuccessor >= 0
        ? []
        : CollectionsMarshal.AsSpan(Lists).Slice(block.FirstArgument, Blocks[block.Successor].ParameterCount);

    public VirtualRegister NewRegister(ValueClass valueClass)
    {
        Registers.Add(new RegisterInfo(valueClass));
        return new VirtualRegister(Registers.Count - 1);
    }

    public void Clear()
    {
        Registers.Clear();
        Instructions.Clear();
        Operands.Clear();
        Blocks.Clear();
        Lists.Clear();
        Exits.Clear();
        ExitValues.Clear();
        ExitObjects.Clear();
    }
}
