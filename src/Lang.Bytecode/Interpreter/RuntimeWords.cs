using System.Diagnostics;

namespace Lang.Bytecode.Interpretation;

/// <summary>An instruction as a word that the interpreter executes on slots of somebody else: how native code has done what it does not do itself.</summary>
/// <param name="First">The word.</param>
/// <param name="Second">The word behind it.</param>
/// <param name="Operands">How many operands it reads, from its first slot on, deepest first. The result comes into the first slot.</param>
internal readonly record struct RuntimeWords(Word First, long Second, int Operands)
{
    /// <summary>Makes the word of an instruction.</summary>
    /// <param name="module">Its module.</param>
    /// <param name="instruction">An instruction that allocates, has external effects or is not arithmetic.</param>
    /// <param name="slot">The first slot.</param>
    public static RuntimeWords Of(BytecodeModule module, in Instruction instruction, int slot = 0)
    {
        int a = instruction.A, count = OperandsOf(module, instruction);
        switch (instruction.Opcode)
        {
            case Opcode.NewArray:
                return Sequence(RegisterOp.NewArray, slot, count, a);
            case Opcode.NewEnv:
                return Sequence(RegisterOp.NewEnv, slot, count, a);
            case Opcode.NewFunction:
                FunctionInfo function = module.Functions[a];
                TypeId type = module.Types.Function(function.Parameters, function.Result);
                return Sequence(RegisterOp.NewFunction, slot, count, ((long)type.Index << 32) | (uint)a);
            case Opcode.NewCell:
                return Result(RegisterOp.NewCell, slot, count, a);
            case Opcode.ArrayFill:
                return Result(RegisterOp.ArrayFill, slot, count, a);
            case Opcode.ValueToString:
                return Result(RegisterOp.ValueToString, slot, count, a);
            case Opcode.WriteValue:
                return Effect(RegisterOp.WriteValue, slot, count, a);
            case Opcode.ArrayAppend:
                return new(new Word { Op = RegisterOp.ArrayAppend, A = (ushort)slot, B = (ushort)(slot + 1), C = (ushort)a }, 0, count);
            case Opcode.StringGt or Opcode.StringGe:
                RegisterOp exchanged = instruction.Opcode == Opcode.StringGt ? RegisterOp.StringLt : RegisterOp.StringLe;
                return new(new Word { Op = exchanged, A = (ushort)slot, B = (ushort)(slot + 1), C = (ushort)slot }, 0, count);
        }
        RegisterOp op = OperationOf(instruction.Opcode);
        return OpcodeTable.Get(instruction.Opcode).Pushes.IsEmpty ? Effect(op, slot, count, 0) : Result(op, slot, count, count > 2 ? slot + 2 : 0);
    }

    /// <summary>Makes the word that stores the function value of a slot into a global.</summary>
    public static RuntimeWords StoreFunction(int global, int slot = 0) =>
        new(new Word { Op = RegisterOp.StoreFunction, A = (ushort)slot, Immediate = global }, 0, 1);

    /// <summary>How many operands such an instruction has.</summary>
    public static int OperandsOf(BytecodeModule module, in Instruction instruction) => instruction.Opcode switch
    {
        Opcode.NewArray => instruction.B,
        Opcode.NewEnv => module.Types[new TypeId(instruction.A)].Items.Length,
        Opcode.NewFunction => module.Functions[instruction.A].Environment.Exists ? 1 : 0,
        Opcode.ArrayAppend => instruction.A + 1,
        _ => OpcodeTable.Get(instruction.Opcode).Pops.Length,
    };

    private static RuntimeWords Result(RegisterOp op, int slot, int operands, long second) =>
        new(new Word { Op = op, A = (ushort)slot, B = (ushort)slot, C = (ushort)(slot + 1) }, second, operands);

    private static RuntimeWords Effect(RegisterOp op, int slot, int operands, long second) =>
        new(new Word { Op = op, A = (ushort)slot, B = (ushort)(slot + 1), C = (ushort)(slot + 2) }, second, operands);

    // Operands in a row: B is the first, C their number.
    private static RuntimeWords Sequence(RegisterOp op, int slot, int count, long second) =>
        new(new Word { Op = op, A = (ushort)slot, B = (ushort)slot, C = (ushort)count }, second, count);

    private static RegisterOp OperationOf(Opcode opcode) => opcode switch
    {
        Opcode.FMod => RegisterOp.FMod,
        Opcode.Floor => RegisterOp.Floor,
        Opcode.Ceil => RegisterOp.Ceil,
        Opcode.Round => RegisterOp.Round,
        Opcode.Sin => RegisterOp.Sin,
        Opcode.Cos => RegisterOp.Cos,
        Opcode.Tan => RegisterOp.Tan,
        Opcode.Asin => RegisterOp.Asin,
        Opcode.Acos => RegisterOp.Acos,
        Opcode.Atan => RegisterOp.Atan,
        Opcode.Atan2 => RegisterOp.Atan2,
        Opcode.Exp => RegisterOp.Exp,
        Opcode.Log => RegisterOp.Log,
        Opcode.Pow => RegisterOp.Pow,
        Opcode.IntToString => RegisterOp.IntToString,
        Opcode.FloatToString => RegisterOp.FloatToString,
        Opcode.BoolToString => RegisterOp.BoolToString,
        Opcode.StringToInt => RegisterOp.StringToInt,
        Opcode.StringToFloat => RegisterOp.StringToFloat,
        Opcode.Chr => RegisterOp.Chr,
        Opcode.StringConcat => RegisterOp.StringConcat,
        Opcode.StringEq => RegisterOp.StringEq,
        Opcode.StringNe => RegisterOp.StringNe,
        Opcode.StringLt => RegisterOp.StringLt,
        Opcode.StringLe => RegisterOp.StringLe,
        Opcode.StringSlice => RegisterOp.StringSlice,
        Opcode.ArraySlice => RegisterOp.ArraySlice,
        Opcode.RangeLast => RegisterOp.RangeLast,
        Opcode.Print => RegisterOp.Print,
        Opcode.WriteInt => RegisterOp.WriteInt,
        Opcode.WriteFloat => RegisterOp.WriteFloat,
        Opcode.WriteBool => RegisterOp.WriteBool,
        Opcode.WriteString => RegisterOp.WriteString,
        Opcode.Clock => RegisterOp.Clock,
        Opcode.Args => RegisterOp.Args,
        Opcode.ReadLine => RegisterOp.ReadLine,
        Opcode.Eof => RegisterOp.Eof,
        _ => throw new UnreachableException($"{opcode} is not executed by the interpreter for native code."),
    };
}
