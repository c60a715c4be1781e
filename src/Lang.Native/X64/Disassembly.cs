using System.Globalization;
using Iced.Intel;

namespace Lang.Native.X64;

/// <summary>Renders machine code as text: for <c>lang emit --asm</c>, traces and tests, never on the way to running code.</summary>
/// <remarks>The only user of Iced, whose first use costs milliseconds: nothing may touch this class at start-up.</remarks>
internal static class Disassembly
{
    /// <summary>Decodes code instruction by instruction, in Intel's syntax.</summary>
    /// <param name="code">The instructions; no data between them.</param>
    /// <param name="address">Where the code runs, or 0 for code without a place.</param>
    /// <param name="nameOf">Names addresses that operands refer to, or gives null.</param>
    /// <returns>The instructions in order. Bytes that are no instruction are rendered as <c>(bad)</c>.</returns>
    public static List<DisassembledInstruction> Decode(byte[] code, ulong address, Func<ulong, string?>? nameOf = null)
    {
        var formatter = new IntelFormatter(nameOf is null ? null : new Names(nameOf));
        formatter.Options.SpaceAfterOperandSeparator = true;
        formatter.Options.SpaceBetweenMemoryAddOperators = true;
        formatter.Options.HexPrefix = "0x";
        formatter.Options.HexSuffix = "";
        formatter.Options.UppercaseHex = false;
        formatter.Options.BranchLeadingZeros = false;
        formatter.Options.ShowBranchSize = false;
        formatter.Options.SignedImmediateOperands = true;

        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code), address);
        var output = new StringOutput();
        var instructions = new List<DisassembledInstruction>();
        while (decoder.IP - address < (ulong)code.Length)
        {
            Instruction instruction = decoder.Decode();
            formatter.Format(instruction, output);
            instructions.Add(new((int)(instruction.IP - address), instruction.Length, output.ToStringAndReset()));
        }
        return instructions;
    }

    /// <summary>Writes one line an instruction: offset, bytes, text.</summary>
    /// <inheritdoc cref="Decode" path="/param"/>
    public static void Write(TextWriter writer, byte[] code, ulong address, Func<ulong, string?>? nameOf = null)
    {
        foreach (DisassembledInstruction instruction in Decode(code, address, nameOf))
        {
            string bytes = Convert.ToHexStringLower(code.AsSpan(instruction.Offset, instruction.Length));
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{instruction.Offset,6:x}  {bytes,-20}  {instruction.Text}\n"));
        }
    }

    private sealed class Names(Func<ulong, string?> nameOf) : ISymbolResolver
    {
        public bool TryGetSymbol(in Instruction instruction, int operand, int instructionOperand, ulong address, int addressSize, out SymbolResult symbol)
        {
            // Immediates and displacements are numbers, whatever lies at the address of that number.
            bool isAddress = instruction.GetOpKind(instructionOperand) switch
            {
                OpKind.NearBranch64 => true,
                OpKind.Memory => instruction.IsIPRelativeMemoryOperand,
                _ => false,
            };
            string? name = isAddress ? nameOf(address) : null;
            symbol = name is null ? default : new SymbolResult(address, name);
            return name is not null;
        }
    }
}

/// <summary>One instruction as text.</summary>
/// <param name="Offset">Bytes from the start of the code.</param>
/// <param name="Length">Bytes of the instruction.</param>
/// <param name="Text">Mnemonic and operands.</param>
internal readonly record struct DisassembledInstruction(int Offset, int Length, string Text);
