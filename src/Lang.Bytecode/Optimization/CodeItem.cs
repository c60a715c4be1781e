namespace Lang.Bytecode.Optimization;

/// <summary>
/// An instruction, or a label between instructions, of a function that is being rewritten. Constants are held by value
/// and jumps by label, so that items can be dropped, replaced and added freely.
/// </summary>
/// <param name="Opcode">The opcode; of no meaning for a label.</param>
/// <param name="A">The first operand, unless it is a constant or a jump.</param>
/// <param name="B">The second operand.</param>
/// <param name="Constant">The constant that LOAD_CONST or LOAD_FLOAT pushes.</param>
/// <param name="Label">The label that stands here or is jumped to, or -1.</param>
/// <param name="IsLabel">Whether this is a label.</param>
/// <param name="Position">The instruction's place in the source, where known.</param>
internal readonly record struct CodeItem(Opcode Opcode, int A, int B, long Constant, int Label, bool IsLabel, SourcePosition? Position)
{
    public static CodeItem LabelHere(int label) => new(default, 0, 0, 0, label, true, null);

    public static CodeItem Plain(Opcode opcode, SourcePosition? position) => new(opcode, 0, 0, 0, -1, false, position);

    public static CodeItem Jump(Opcode opcode, int label, SourcePosition? position) => new(opcode, 0, 0, 0, label, false, position);

    public static CodeItem Load(Opcode opcode, long constant, SourcePosition? position) => new(opcode, 0, 0, constant, -1, false, position);

    public OpcodeInfo Info => OpcodeTable.Get(Opcode);

    public bool Is(Opcode opcode) => !IsLabel && Opcode == opcode;

    public bool IsJump => !IsLabel && Label >= 0;

    public bool IsConditional => IsJump && Opcode != Opcode.Jump;

    /// <summary>Whether it pushes a constant number.</summary>
    public bool IsConstant => Is(Opcode.LoadConst) || Is(Opcode.LoadFloat);

    public bool EndsPath => !IsLabel && Info.Is(OpcodeFlags.Terminator);
}

/// <summary>Takes a function's code apart into items and puts it together again.</summary>
internal static class CodeItems
{
    /// <summary>The items of verified code; <paramref name="labels"/> is how many labels they use.</summary>
    public static List<CodeItem> Decode(FunctionInfo function, out int labels)
    {
        Dictionary<int, int> labelAt = [];
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            if (OpcodeTable.Get(instruction.Opcode).Operands is [OperandKind.Jump])
                labelAt.TryAdd(instruction.A, labelAt.Count);
        }
        labels = labelAt.Count;
        var items = new List<CodeItem>();
        reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            if (labelAt.TryGetValue(instruction.Offset, out int label))
                items.Add(CodeItem.LabelHere(label));
            SourcePosition? position = function.SourceMap.Find(instruction.Offset);
            items.Add(OpcodeTable.Get(instruction.Opcode).Operands switch
            {
                [OperandKind.Jump] => CodeItem.Jump(instruction.Opcode, labelAt[instruction.A], position),
                [OperandKind.Constant] => CodeItem.Load(instruction.Opcode, function.Constants[instruction.A], position),
                _ => new CodeItem(instruction.Opcode, instruction.A, instruction.B, 0, -1, false, position),
            });
        }
        if (labelAt.TryGetValue(function.Code.Length, out int end))
            items.Add(CodeItem.LabelHere(end));
        return items;
    }

    /// <summary>The function with other code. Its constants and source map are made anew.</summary>
    public static FunctionInfo Encode(FunctionInfo function, List<CodeItem> items, int labels)
    {
        var writer = new CodeWriter();
        Label[] places = [.. Enumerable.Range(0, labels).Select(_ => writer.NewLabel())];
        foreach (CodeItem item in items)
        {
            if (item.IsLabel)
            {
                writer.Place(places[item.Label]);
                continue;
            }
            if (item.Position is { } position)
                writer.MarkPosition(position);
            switch (item.Info.Operands)
            {
                case [OperandKind.Jump]: writer.WriteJump(item.Opcode, places[item.Label]); break;
                case [OperandKind.Constant]: writer.Write(item.Opcode, writer.Constant(item.Constant)); break;
                case []: writer.Write(item.Opcode); break;
                case [_]: writer.Write(item.Opcode, item.A); break;
                default: writer.Write(item.Opcode, item.A, item.B); break;
            }
        }
        (var code, var constants, SourceMap map) = writer.Finish();
        return new FunctionInfo
        {
            Name = function.Name,
            Environment = function.Environment,
            Parameters = function.Parameters,
            Result = function.Result,
            Variables = function.Variables,
            VariableNames = function.VariableNames,
            Constants = constants,
            Code = code,
            SourceMap = map,
        };
    }
}
