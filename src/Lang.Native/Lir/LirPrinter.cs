using System.Globalization;
using System.Text;
using Lang.Native.Target;

namespace Lang.Native.Lir;

/// <summary>The text of a function; <see cref="LirParser"/> reads it back.</summary>
/// <remarks>
/// <code>
/// registers 7                       how many virtual registers there are; the next lines tell what is special about some
/// float v3 v4
/// constant v5 = 42
/// hint v6 = v2
/// block 0 -> 1 (v0, v5)             successor and arguments
///   Move def v0@rdi, def v1@rsi     fixed registers
///   Constant def v5
/// block 1 (v2) depth 1 loop 1 -> 1 (v6), 2
///   Move def v6, v2, late v1, v5?   a use is the default; ? takes a register, a slot or a constant
///   Move.Less temp v4 [BaseIndex 8 16] #7 !rax,xmm0     condition, address, immediate, registers lost
/// block 2 cold
/// </code>
/// Indices of blocks are for the reader: blocks stand in order.
/// </remarks>
internal static class LirPrinter
{
    public static string Print(LirFunction function)
    {
        var text = new StringBuilder();
        PrintRegisters(text, function);
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            PrintBlock(text, function, b);
            for (int i = function.Blocks[b].First; i < function.Blocks[b].End; i++)
            {
                text.Append("  ");
                PrintInstruction(text, function, function.Instructions[i]);
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    /// <summary>The line of a block, with its end.</summary>
    public static void PrintBlock(StringBuilder text, LirFunction function, int index)
    {
        LirBlock block = function.Blocks[index];
        text.Append(CultureInfo.InvariantCulture, $"block {index}");
        PrintList(text, function.ParametersOf(block));
        if (block.LoopDepth != 0)
            text.Append(CultureInfo.InvariantCulture, $" depth {block.LoopDepth}");
        if (block.LoopEnd >= 0)
            text.Append(CultureInfo.InvariantCulture, $" loop {block.LoopEnd}");
        if (block.Rareness != 0)
            text.Append(CultureInfo.InvariantCulture, $" rare {block.Rareness}");
        else if (block.IsCold)
            text.Append(" cold");
        if (block.Successor >= 0)
            text.Append(CultureInfo.InvariantCulture, $" -> {block.Successor}");
        PrintList(text, function.ArgumentsOf(block));
        if (block.OtherSuccessor >= 0)
            text.Append(CultureInfo.InvariantCulture, $", {block.OtherSuccessor}");
        text.Append('\n');
    }

    /// <summary>An instruction, without indentation and line end.</summary>
    public static void PrintInstruction(StringBuilder text, LirFunction function, in LirInstruction instruction)
    {
        text.Append(instruction.Op);
        if (instruction.Condition != 0)
            text.Append('.').Append(instruction.Condition);
        string separator = " ";
        foreach (LirOperand operand in function.OperandsOf(instruction))
        {
            text.Append(separator).Append(TextOf(operand));
            separator = ", ";
        }
        PrintRest(text, instruction);
    }

    /// <summary>What stands behind the operands.</summary>
    public static void PrintRest(StringBuilder text, in LirInstruction instruction)
    {
        if (instruction.Address != AddressForm.None)
            text.Append(CultureInfo.InvariantCulture, $" [{instruction.Address} {instruction.Scale} {instruction.Displacement}]");
        if (instruction.Immediate != 0)
            text.Append(CultureInfo.InvariantCulture, $" #{instruction.Immediate}");
        if (!instruction.Clobbers.IsEmpty)
            text.Append(" !").AppendJoin(',', NamesOf(instruction.Clobbers));
    }

    private static string TextOf(in LirOperand operand)
    {
        string role = operand.Role switch
        {
            OperandRole.Use => "",
            OperandRole.LateUse => "late ",
            OperandRole.Def => "def ",
            OperandRole.Temp => "temp ",
        };
        string constraint = operand.Constraint switch
        {
            OperandConstraint.Any => "?",
            OperandConstraint.Register => "",
            OperandConstraint.Fixed => $"@{operand.Fixed}",
        };
        return $"{role}{operand.Register}{constraint}";
    }

    private static void PrintRegisters(StringBuilder text, LirFunction function)
    {
        text.Append(CultureInfo.InvariantCulture, $"registers {function.Registers.Count}\n");
        for (int v = 0; v < function.Registers.Count; v++)
        {
            RegisterInfo register = function.Registers[v];
            if (register.Class == ValueClass.Float)
                text.Append(CultureInfo.InvariantCulture, $"float v{v}\n");
            if (register.IsConstant)
                text.Append(CultureInfo.InvariantCulture, $"constant v{v} = {register.Constant}\n");
            if (register.Hint.Exists)
                text.Append(CultureInfo.InvariantCulture, $"hint v{v} = {register.Hint}\n");
        }
    }

    private static void PrintList(StringBuilder text, ReadOnlySpan<VirtualRegister> registers)
    {
        string separator = " (";
        foreach (VirtualRegister register in registers)
        {
            text.Append(separator).Append(register);
            separator = ", ";
        }
        if (!registers.IsEmpty)
            text.Append(')');
    }

    private static IEnumerable<string> NamesOf(RegisterSet set)
    {
        for (byte r = 0; r < 32; r++)
        {
            if (set.Contains(new PhysicalRegister(r)))
                yield return new PhysicalRegister(r).ToString();
        }
    }
}
