using System.Collections.Immutable;

namespace Lang.Bytecode.Verification;

/// <summary>
/// The first look at a function's code: every byte belongs to one well-formed instruction, every operand names
/// something that exists, every jump leads to the start of an instruction or to the end of the code.
/// </summary>
internal sealed class CodeScan
{
    private CodeScan(ushort[] depths, int[] labels, Capabilities capabilities, int instructions, int selfCalls, CodeFault? fault)
    {
        Depths = depths;
        Labels = labels;
        Capabilities = capabilities;
        Instructions = instructions;
        SelfCalls = selfCalls;
        Fault = fault;
    }

    /// <summary>Depth value, until the flow is known, of a byte that begins an instruction (and of the end).</summary>
    public const ushort NotReachedYet = SlotTypes.Unreachable - 1;

    /// <summary>One value per byte and one for the end: <see cref="NotReachedYet"/> or, inside instructions, <see cref="SlotTypes.Unreachable"/>.</summary>
    public ushort[] Depths { get; }

    /// <summary>Offsets that jumps lead to, rising, each once.</summary>
    public int[] Labels { get; }

    public Capabilities Capabilities { get; }

    /// <summary>How many instructions there are.</summary>
    public int Instructions { get; }

    /// <summary>How many of them call the function itself.</summary>
    public int SelfCalls { get; }

    public CodeFault? Fault { get; }

    /// <summary>The index of an offset among sorted ones, or -1.</summary>
    public static int IndexOf(int[] sorted, int offset)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low < sorted.Length && sorted[low] == offset ? low : -1;
    }

    public static CodeScan Run(BytecodeModule module, FunctionInfo function, VerifierMemory memory)
    {
        ReadOnlySpan<byte> code = function.Code.AsSpan();
        var depths = new ushort[code.Length + 1];
        // Not Array.Fill, which has to be compiled at run time: its vectors are as wide as the processor's.
        for (int i = 0; i < depths.Length; i++)
            depths[i] = SlotTypes.Unreachable;
        depths[code.Length] = NotReachedYet;
        List<(int At, int Target)> jumps = memory.Jumps;
        jumps.Clear();
        var capabilities = Capabilities.None;
        int count = 0, selfCalls = 0;
        CodeFault? fault = null;
        var reader = new CodeReader(code);
        while (fault is null && reader.TryRead(out Instruction instruction))
        {
            count++;
            depths[instruction.Offset] = NotReachedYet;
            capabilities |= CapabilityRules.Of(instruction.Opcode);
            ImmutableArray<OperandKind> kinds = OpcodeTable.Get(instruction.Opcode).Operands;
            if (kinds is [OperandKind.Jump])
                jumps.Add((instruction.Offset, instruction.A));
            else if (kinds.Length > 0)
                fault = CheckOperands(module, function, instruction, kinds);
            if (fault is null && instruction.Opcode == Opcode.Call && module.Functions[instruction.A] == function)
                selfCalls++;
        }
        if (reader.Error is { } error)
            fault = new CodeFault(reader.Offset, error);
        int[] labels = jumps.Count == 0 ? [] : new int[jumps.Count];
        for (int i = 0; i < jumps.Count && fault is null; i++)
        {
            (int at, labels[i]) = jumps[i];
            if ((uint)labels[i] >= (uint)depths.Length || depths[labels[i]] != NotReachedYet)
                fault = new CodeFault(at, $"the jump to offset {labels[i]} does not lead to the start of an instruction");
        }
        foreach (SourceMapEntry entry in function.SourceMap.Entries)
        {
            if (fault is null && depths[entry.Offset] != NotReachedYet)
                fault = new CodeFault(entry.Offset, "the source map has an entry inside an instruction");
        }
        return new CodeScan(depths, SortedOnce(labels), capabilities, count, selfCalls, fault);
    }

    private static CodeFault? CheckOperands(BytecodeModule module, FunctionInfo function, in Instruction instruction, ImmutableArray<OperandKind> kinds)
    {
        for (int i = 0; i < kinds.Length; i++)
        {
            int operand = i == 0 ? instruction.A : instruction.B;
            (string thing, int count) = kinds[i] switch
            {
                OperandKind.Constant => ("constant", function.Constants.Length),
                OperandKind.Variable => ("variable", function.Variables.Length),
                OperandKind.Function => ("function", module.Functions.Length),
                OperandKind.Global => ("global", module.Globals.Length),
                OperandKind.String => ("string", module.Strings.Length),
                OperandKind.Type => ("type", module.Types.Count),
                OperandKind.Host => ("host import", module.HostImports.Length),
                OperandKind.Count => ("count", Limits.OperandStack + 1),
                OperandKind.Field => ("field", Limits.EnvironmentFields),
                OperandKind.Jump => ("", int.MaxValue),
            };
            if (operand >= count)
            {
                string name = OpcodeTable.Get(instruction.Opcode).Name;
                return new CodeFault(instruction.Offset, $"{name} names {thing} {operand}, but there are only {count}");
            }
        }
        return null;
    }

    private static int[] SortedOnce(int[] labels)
    {
        labels.AsSpan().SortAscending();
        int kept = 0;
        foreach (int label in labels)
        {
            if (kept == 0 || labels[kept - 1] != label)
                labels[kept++] = label;
        }
        return labels[..kept];
    }
}
