using System.Globalization;

namespace Lang.Native.Ir;

/// <summary>Reads the text that <see cref="IrPrinter"/> writes.</summary>
internal sealed class IrParser
{
    private static readonly Dictionary<string, IrOp> s_ops = IrOpTable.Rows.ToDictionary(row => row.Name, row => row.Op);

    private readonly IrFunction _function;
    private readonly Dictionary<string, int> _values = [];

    /// <summary>Names of operands, which may be defined later; until all is read, nodes and lists hold -2 - index of the name.</summary>
    private readonly List<string> _names = [];
    private List<string> _tokens = [];
    private int _at, _line, _block = -1;

    private IrParser(IrFunction function) => _function = function;

    /// <summary>Reads a function.</summary>
    /// <param name="function">Receives it; cleared before.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="FormatException">It is not what the printer writes.</exception>
    public static void Parse(IrFunction function, string text)
    {
        function.Clear();
        var parser = new IrParser(function);
        foreach (string line in text.Split('\n'))
        {
            parser._line++;
            parser._tokens = Tokens(line);
            parser._at = 0;
            if (parser._tokens.Count > 0)
                parser.ReadLine();
        }
        parser.ResolveNames();
    }

    // Words, and the brackets and commas between them.
    private static List<string> Tokens(string line)
    {
        var tokens = new List<string>();
        for (int i = 0; i < line.Length;)
        {
            int start = i++;
            if (line[start] is ' ' or '\r')
                continue;
            if (line[start] is not ('(' or ')' or ','))
            {
                while (i < line.Length && line[i] is not (' ' or '(' or ')' or ',' or '\r'))
                    i++;
            }
            tokens.Add(line[start..i]);
        }
        return tokens;
    }

    private void ReadLine()
    {
        if (Accept("function"))
            ReadFunction();
        else if (_tokens[0][0] == 'b' && _tokens[0].EndsWith(':'))
            ReadBlock();
        else if (_tokens[0][0] == 's' && _tokens[0].EndsWith(':'))
            ReadState();
        else
            ReadNode();
        if (_at != _tokens.Count)
            throw Error($"'{_tokens[_at]}' is too much");
    }

    private void ReadFunction()
    {
        _function.Function = Number(Next());
        if (Accept("osr"))
            _function.OsrOffset = Number(Next());
    }

    private void ReadBlock()
    {
        _block = Block(Next().TrimEnd(':'));
        Expect("freq");
        _function.Block(_block).Frequency = float.Parse(Next(), CultureInfo.InvariantCulture);
        if (Accept("trips"))
            _function.Block(_block).TripCount = float.Parse(Next(), CultureInfo.InvariantCulture);
        if (Accept("<-"))
        {
            do
            {
                int predecessor = Block(Next());
                _function.PredecessorsOf(_block).Add(predecessor);
            }
            while (Accept(","));
        }
        if (Accept("loop"))
            _function.Block(_block).LoopState = State(Next());
    }

    private void ReadNode()
    {
        if (_block < 0)
            throw Error("a node stands outside all blocks");
        string? name = null;
        if (_tokens.Count > 1 && _tokens[1] == "=")
        {
            name = Next();
            _at++;
        }
        IrNode node = ReadOperation(name is not null);
        while (_at < _tokens.Count)
        {
            string token = _tokens[_at];
            if (token[0] == '(')
                ReadList(ref node);
            else if (token[0] == '@')
                node.State = State(Next());
            else if (token[0] == 'b')
                ReadSuccessors();
            else if (node.A == -1)
                node.A = Value();
            else if (node.B == -1)
                node.B = Value();
            else
                node.C = Value();
            Accept(",");
        }
        int id = _function.Append(_block, node);
        if (name is not null && !_values.TryAdd(name, id))
            throw Error($"{name} is defined twice");
    }

    // Name, condition or memory class, type, constant or what it names.
    private IrNode ReadOperation(bool hasType)
    {
        string[] parts = Next().Split('.');
        if (!s_ops.TryGetValue(parts[0], out IrOp op))
            throw Error($"there is no operation '{parts[0]}'");
        IrNode node = IrNode.Make(op, IrType.None);
        if (parts.Length > 1 && op is IrOp.Compare or IrOp.FCompare)
            node.Condition = Member<IrCondition>(parts[1]);
        else if (op is IrOp.Guard or IrOp.Exit)
            node.Value = parts.Skip(1).Aggregate(0L, (all, part) => all | (long)Member<Assumption>(part));
        else if (parts.Length > 1)
            node.Memory = Member<MemoryClass>(parts[1]);
        if (hasType)
            node.Type = Member<IrType>(Next());
        if (op == IrOp.Constant && node.Type == IrType.Float)
            node.Value = BitConverter.DoubleToInt64Bits(double.Parse(Next(), CultureInfo.InvariantCulture));
        else if (op == IrOp.Constant)
            node.Value = long.Parse(Next(), CultureInfo.InvariantCulture);
        else if (IrPrinter.HasValue(op))
            node.Value = long.Parse(Next().TrimStart('#'), CultureInfo.InvariantCulture);
        return node;
    }

    private void ReadList(ref IrNode node)
    {
        List<int> values = ReadValues();
        (node.First, node.Count) = (_function.NewList(values.Count), values.Count);
        values.CopyTo(_function.Lists[node.First..]);
    }

    private void ReadSuccessors()
    {
        int first = Block(Next()), other = _at < _tokens.Count ? Block(Next()) : -1;
        (_function.Block(_block).Successor, _function.Block(_block).OtherSuccessor) = (first, other);
    }

    private void ReadState()
    {
        int state = State("@" + Next().TrimEnd(':'));
        Expect("function");
        int function = Number(Next());
        Expect("offset");
        int offset = Number(Next()), parent = Accept("in") ? State("@" + Next()) : -1;
        List<int> variables = ReadValues(), stack = ReadValues();
        int first = _function.NewList(variables.Count + stack.Count);
        variables.CopyTo(_function.Lists[first..]);
        stack.CopyTo(_function.Lists[(first + variables.Count)..]);
        _function.States[state] = new FrameState(function, offset, parent, first, variables.Count, stack.Count);
    }

    private List<int> ReadValues()
    {
        var values = new List<int>();
        Expect("(");
        while (!Accept(")"))
        {
            values.Add(Accept("_") ? -1 : Value());
            Accept(",");
        }
        return values;
    }

    private int Value()
    {
        string name = Next();
        if (name[0] != 'v')
            throw Error($"'{name}' is no value");
        _names.Add(name);
        return -1 - _names.Count;
    }

    private void ResolveNames()
    {
        for (int i = 0; i < _function.NodeCount; i++)
        {
            ref IrNode node = ref _function[i];
            (node.A, node.B, node.C) = (Resolve(node.A), Resolve(node.B), Resolve(node.C));
        }
        foreach (ref int operand in _function.Lists)
            operand = Resolve(operand);
    }

    private int Resolve(int operand)
    {
        if (operand >= -1)
            return operand;
        string name = _names[-2 - operand];
        return _values.TryGetValue(name, out int value) ? value : throw new FormatException($"{name} is nowhere defined");
    }

    private int Block(string name)
    {
        int block = name[0] == 'b' ? Number(name[1..]) : throw Error($"'{name}' is no block");
        while (_function.BlockCount <= block)
            _function.NewBlock(0);
        return block;
    }

    private int State(string name)
    {
        int state = name.StartsWith("@s", StringComparison.Ordinal) ? Number(name[2..]) : throw Error($"'{name}' is no frame state");
        while (_function.States.Count <= state)
            _function.States.Add(default);
        return state;
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw Error("something is missing at the end");

    private bool Accept(string token)
    {
        if (_at == _tokens.Count || _tokens[_at] != token)
            return false;
        _at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Accept(token))
            throw Error($"'{token}' is missing");
    }

    private int Number(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : throw Error($"'{text}' is no number");

    private T Member<T>(string name)
        where T : struct, Enum => Enum.TryParse(name, ignoreCase: true, out T member) ? member : throw Error($"there is no {typeof(T).Name} '{name}'");

    private FormatException Error(string what) => new($"Line {_line}: {what}.");
}
