using System.Globalization;
using System.Text;
using Lang.Native.Lir;

namespace Lang.Native.RegAlloc;

/// <summary>The text of an allocated function: moves stand in front of instructions, places behind the names of virtual registers.</summary>
internal static class AllocationListing
{
    public static string Print(LirFunction function, Allocation allocation)
    {
        var text = new StringBuilder();
        int move = 0;
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            LirPrinter.PrintBlock(text, function, b);
            for (int i = function.Blocks[b].First; i < function.Blocks[b].End; i++)
            {
                for (; move < allocation.Moves.Length && allocation.Moves[move].Instruction == i; move++)
                    text.Append("    ").Append(TextOf(allocation.Moves[move])).Append('\n');
                LirInstruction instruction = function.Instructions[i];
                text.Append("  ").Append(instruction.Op);
                for (int k = 0; k < instruction.OperandCount; k++)
                {
                    LirOperand operand = function.Operands[instruction.FirstOperand + k];
                    string role = operand.Role is OperandRole.Def or OperandRole.Temp ? operand.Role.ToString().ToLowerInvariant() + " " : "";
                    text.Append(CultureInfo.InvariantCulture, $"{(k == 0 ? " " : ", ")}{role}{operand.Register}:{allocation.LocationOf(instruction.FirstOperand + k)}");
                }
                LirPrinter.PrintRest(text, instruction);
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    private static string TextOf(in LirMove move) =>
        move.From.Exists ? $"{move.To} <- {move.From}" : string.Create(CultureInfo.InvariantCulture, $"{move.To} <- #{move.Constant}");
}
