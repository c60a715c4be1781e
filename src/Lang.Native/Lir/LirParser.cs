using System.Globalization;
using System.Runtime.InteropServices;
using Lang.Native.Target;

namespace Lang.Native.Lir;

/// <summary>Reads the text that <see cref="LirPrinter"/> writes. For tests and tools: it trusts the text to be about a function.</summary>
internal ref struct LirParser
{
    private readonly LirFunction _function;

    // Arguments are stored when all parameters are known.
    private readonly List<(int Block, string[] Arguments)> _arguments = [];
    private ReadOnlySpan<char> _line;

    private LirParser(LirFunction function) => _function = function;

    /// <exception cref="FormatException">A line can't be read.</exception>
    public static LirFunction Parse(string text)
    {
        var parser = new LirParser(new LirFunction());
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            int comment = line.IndexOf(';');
            parser._line = (comment < 0 ? line : line[..comment]).Trim();
            try
            {
                if (!parser._line.IsEmpty)
                    parser.ParseLine();
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw new FormatException($"line {number}: {e.Message}: {line}", e);
            }
        }
        parser.StoreArguments();
        return parser._function;
    }

    private void ParseLine()
    {
        switch (Word())
        {
            case "registers":
                for (int i = Number(); i > 0; i--)
                    _function.NewRegister(ValueClass.Int);
                break;
            case "float":
                while (!_line.IsEmpty)
                    Change(Register(), register => register with { Class = ValueClass.Float });
                break;
            case "constant":
                VirtualRegister constant = Register();
                Expect("=");
                long value = long.Parse(Word(), CultureInfo.InvariantCulture);
                Change(constant, register => register with { IsConstant = true, Constant = value });
                break;
            case "hint":
                VirtualRegister hinted = Register();
                Expect("=");
                VirtualRegister hint = Register();
                Change(hinted, register => register with { Hint = hint });
                break;
            case "block":
                ParseBlock();
                break;
            case var op:
                ParseInstruction(op);
                break;
        }
    }

    private readonly void Change(VirtualRegister register, Func<RegisterInfo, RegisterInfo> change) =>
        _function.Registers[register.Index] = change(_function.Registers[register.Index]);

    private void ParseBlock()
    {
        int instructions = _function.Instructions.Count;
        if (Number() != _function.Blocks.Count)
            throw new FormatException("blocks stand in order");
        var block = new LirBlock { First = instructions, End = instructions, Successor = -1, OtherSuccessor = -1, LoopEnd = -1 };
        block.FirstParameter = _function.Lists.Count;
        foreach (string parameter in List())
            _function.Lists.Add(RegisterOf(parameter));
        block.ParameterCount = _function.Lists.Count - block.FirstParameter;
        while (!_line.IsEmpty)
        {
            switch (Word())
            {
                case "depth":
                    block.LoopDepth = Number();
                    break;
                case "loop":
                    block.LoopEnd = Number();
                    break;
                case "cold":
                    block.IsCold = true;
                    break;
                case "rare":
                    (block.IsCold, block.Rareness) = (true, Number());
                    break;
                case "->":
                    block.Successor = Number();
                    if (List() is { Length: > 0 } arguments)
                        _arguments.Add((_function.Blocks.Count, arguments));
                    if (!_line.IsEmpty)
                        block.OtherSuccessor = Number();
                    break;
                default:
                    throw new FormatException("not part of a block");
            }
        }
        _function.Blocks.Add(block);
    }

    private void ParseInstruction(string op)
    {
        string[] parts = op.Split('.');
        var instruction = new LirInstruction { Op = Enum.Parse<LirOp>(parts[0]), FirstOperand = _function.Operands.Count };
        if (parts.Length > 1)
            instruction.Condition = Enum.Parse<ConditionCode>(parts[1]);
        while (!_line.IsEmpty)
        {
            if (_line[0] == '[')
                ParseAddress(ref instruction);
            else if (_line[0] == '#')
                instruction.Immediate = long.Parse(Word().AsSpan(1), CultureInfo.InvariantCulture);
            else if (_line[0] == '!')
                ParseClobbers(ref instruction);
            else
                _function.Operands.Add(Operand());
        }
        instruction.OperandCount = (short)(_function.Operands.Count - instruction.FirstOperand);
        _function.Instructions.Add(instruction);
        CollectionsMarshal.AsSpan(_function.Blocks)[^1].End++;
    }

    private void ParseAddress(ref LirInstruction instruction)
    {
        int end = _line.IndexOf(']');
        string[] parts = _line[1..end].ToString().Split(' ');
        _line = _line[(end + 1)..].Trim();
        instruction.Address = Enum.Parse<AddressForm>(parts[0]);
        instruction.Scale = byte.Parse(parts[1], CultureInfo.InvariantCulture);
        instruction.Displacement = int.Parse(parts[2], CultureInfo.InvariantCulture);
    }

    private void ParseClobbers(ref LirInstruction instruction)
    {
        int end = _line.IndexOf(' ');
        ReadOnlySpan<char> list = end < 0 ? _line[1..] : _line[1..end];
        _line = end < 0 ? default : _line[end..].Trim();
        foreach (Range range in list.Split(','))
            instruction.Clobbers |= PhysicalOf(list[range]);
    }

    private LirOperand Operand()
    {
        string word = Word();
        OperandRole role = word switch
        {
            "late" => OperandRole.LateUse,
            "def" => OperandRole.Def,
            "temp" => OperandRole.Temp,
            _ => OperandRole.Use,
        };
        if (role != OperandRole.Use)
            word = Word();
        if (word.EndsWith('?'))
            return new LirOperand(RegisterOf(word[..^1]), role, OperandConstraint.Any);
        string[] parts = word.Split('@');
        return parts.Length == 1
            ? new LirOperand(RegisterOf(word), role, OperandConstraint.Register)
            : new LirOperand(RegisterOf(parts[0]), role, OperandConstraint.Fixed, PhysicalOf(parts[1]));
    }

    private readonly void StoreArguments()
    {
        foreach ((int index, string[] arguments) in _arguments)
        {
            ref LirBlock block = ref CollectionsMarshal.AsSpan(_function.Blocks)[index];
            block.FirstArgument = _function.Lists.Count;
            if (arguments.Length != _function.Blocks[block.Successor].ParameterCount)
                throw new FormatException($"block {index}: as many arguments as parameters are wanted");
            foreach (string argument in arguments)
                _function.Lists.Add(RegisterOf(argument));
        }
    }

    /// <summary>A list in parentheses, if there is one.</summary>
    private string[] List()
    {
        if (_line.IsEmpty || _line[0] != '(')
            return [];
        int end = _line.IndexOf(')');
        string[] items = _line[1..end].ToString().Split(',', StringSplitOptions.TrimEntries);
        _line = _line[(end + 1)..].TrimStart(", ");
        return items;
    }

    /// <summary>What stands up to a space or comma.</summary>
    private string Word()
    {
        int end = _line.IndexOfAny(' ', ',');
        string word = (end < 0 ? _line : _line[..end]).ToString();
        _line = end < 0 ? default : _line[end..].TrimStart(", ");
        return word;
    }

    private int Number() => int.Parse(Word(), CultureInfo.InvariantCulture);

    private VirtualRegister Register() => RegisterOf(Word());

    private void Expect(string word)
    {
        if (Word() != word)
            throw new FormatException($"{word} is missing");
    }

    private readonly VirtualRegister RegisterOf(string name) =>
        name.StartsWith('v') && int.TryParse(name.AsSpan(1), CultureInfo.InvariantCulture, out int index) && index < _function.Registers.Count
            ? new VirtualRegister(index)
            : throw new FormatException($"{name} is no virtual register");

    private static PhysicalRegister PhysicalOf(ReadOnlySpan<char> name) =>
        Enum.TryParse(name, ignoreCase: true, out Gpr gpr) ? gpr : Enum.Parse<Xmm>(name, ignoreCase: true);
}
