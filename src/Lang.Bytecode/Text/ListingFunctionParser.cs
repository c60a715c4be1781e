using System.Collections.Immutable;
using System.Globalization;

namespace Lang.Bytecode.Text;

/// <summary>Reads one function of a listing, from its symbol to the closing brace.</summary>
internal sealed class ListingFunctionParser(ListingCursor cursor, ListingScope scope)
{
    private static readonly Dictionary<string, Opcode> s_opcodes = OpcodeTable.Rows.ToDictionary(row => row.Name, row => row.Opcode);
    private readonly CodeWriter _code = new();
    private readonly ListingSymbols _symbols = new("variable");
    private readonly List<TypeId> _variables = [];
    private readonly List<string> _names = [];
    private readonly ListingPoolBuilder<long, long> _constants = new(value => value);
    private readonly Dictionary<string, Label> _labels = [];
    private readonly HashSet<string> _placed = [];
    private readonly List<ListingToken> _jumps = [];
    private readonly List<SourceMapEntry> _positions = [];

    public FunctionInfo Parse()
    {
        string name = scope.DeclaredName(out ListingToken symbol);
        TypeId environment = TypeId.None;
        if (cursor.Accept('['))
        {
            environment = ParseVariable();
            cursor.Expect(']');
        }
        ImmutableArray<TypeId> parameters = ParseParameters();
        TypeId result = scope.Types.ParseResult();
        cursor.Expect('{');
        cursor.EndLine();
        while (!cursor.AtEnd && !cursor.Accept('}'))
            ParseLine();
        if (cursor.AtEnd)
            cursor.FailAt(symbol, "the function has no closing brace");
        PlaceMissingLabels();
        return new FunctionInfo
        {
            Name = name,
            Environment = environment,
            Parameters = parameters,
            Result = result,
            Variables = [.. _variables],
            VariableNames = [.. _names],
            Constants = [.. _constants.Items],
            Code = _code.Finish().Code,
            SourceMap = _positions.Count == 0 ? SourceMap.Empty : new SourceMap([.. _positions]),
        };
    }

    private ImmutableArray<TypeId> ParseParameters()
    {
        var parameters = ImmutableArray.CreateBuilder<TypeId>();
        cursor.Expect('(');
        if (!cursor.IsMark(')'))
        {
            do
                parameters.Add(ParseVariable());
            while (cursor.Accept(','));
        }
        cursor.Expect(')');
        return parameters.DrainToImmutable();
    }

    private TypeId ParseVariable()
    {
        string name = scope.DeclaredName(out ListingToken symbol);
        cursor.Expect(':');
        TypeId type = scope.Types.Parse();
        if (symbol.Kind == ListingTokenKind.Name && !_symbols.Add(symbol.Text))
            cursor.FailAt(symbol, $"{symbol.Text} is declared twice");
        _variables.Add(type);
        _names.Add(name);
        return type;
    }

    private void ParseLine()
    {
        if (cursor.Peek.Kind == ListingTokenKind.Name && cursor.PeekAt(1) is { Kind: ListingTokenKind.Mark, Text: ":" })
            PlaceLabel();
        else if (cursor.AcceptWord("var"))
            ParseVariable();
        else if (cursor.AcceptWord("const"))
            ParseConstants();
        else if (cursor.Accept(ListingTokenKind.Name, out ListingToken opcode))
            ParseInstruction(opcode);
        else if (cursor.IsMark('@'))
            ParsePosition(_code.Offset);
        else if (cursor.Peek.Kind != ListingTokenKind.LineEnd)
            cursor.Fail("expected an instruction, a label, var, const or }");
        cursor.EndLine();
    }

    private void ParseConstants()
    {
        while (cursor.Accept(ListingTokenKind.Number, out ListingToken number))
            _constants.Declare(Integer(number));
    }

    private void ParseInstruction(ListingToken name)
    {
        int offset = _code.Offset;
        if (!s_opcodes.TryGetValue(name.Text, out Opcode opcode))
        {
            cursor.FailAt(name, $"there is no opcode {name.Text}");
            return;
        }
        ImmutableArray<OperandKind> kinds = OpcodeTable.Get(opcode).Operands;
        if (kinds is [OperandKind.Jump])
        {
            _code.WriteJump(opcode, ParseTarget());
        }
        else
        {
            Span<int> operands = stackalloc int[kinds.Length];
            for (int i = 0; i < kinds.Length; i++)
                operands[i] = ParseOperand(opcode, kinds[i]);
            _code.Write(opcode, operands);
        }
        ParsePosition(offset);
    }

    private int ParseOperand(Opcode opcode, OperandKind kind) => kind switch
    {
        OperandKind.Variable => _symbols.Find(cursor),
        OperandKind.Function => scope.Functions.Find(cursor),
        OperandKind.Global => scope.Globals.Find(cursor),
        OperandKind.Host => scope.Imports.Find(cursor),
        OperandKind.Type => scope.Types.Parse().Index,
        OperandKind.Count => cursor.ExpectIndex("a count"),
        OperandKind.Field => cursor.ExpectIndex("the index of a field"),
        OperandKind.Constant or OperandKind.String when cursor.Accept('#') => cursor.ExpectIndex("an index"),
        OperandKind.String => scope.Strings.Find(cursor.Expect(ListingTokenKind.String, "a string").Bytes),
        OperandKind.Constant => _constants.Find(opcode == Opcode.LoadFloat ? ParseFloat() : ParseInteger()),
        OperandKind.Jump => throw new System.Diagnostics.UnreachableException("jumps are read apart"),
    };

    private long ParseInteger() => Integer(cursor.Expect(ListingTokenKind.Number, "an integer"));

    private long Integer(ListingToken number)
    {
        if (number.Kind != ListingTokenKind.Number)
            return 0;
        bool read = number.Text.StartsWith("0x", StringComparison.Ordinal)
            ? long.TryParse(number.Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long value)
            : long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        if (!read)
            cursor.FailAt(number, $"{number.Text} is not a 64-bit integer");
        return value;
    }

    // A hexadecimal number gives the float's bits.
    private long ParseFloat()
    {
        if (cursor.AcceptWord("nan"))
            return ListingNames.QuietNaN;
        if (cursor.AcceptWord("inf"))
            return BitConverter.DoubleToInt64Bits(double.PositiveInfinity);
        ListingToken number = cursor.Expect(ListingTokenKind.Number, "a float");
        if (number.Text.StartsWith("0x", StringComparison.Ordinal))
            return Integer(number);
        if (number.Text == "-inf")
            return BitConverter.DoubleToInt64Bits(double.NegativeInfinity);
        if (!double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !char.IsAsciiDigit(number.Text[^1]))
            cursor.FailAt(number, $"{number.Text} is not a float");
        return BitConverter.DoubleToInt64Bits(value);
    }

    private Label ParseTarget()
    {
        ListingToken name = cursor.Expect(ListingTokenKind.Name, "a label");
        if (name.Kind == ListingTokenKind.Name)
            _jumps.Add(name);
        return LabelOf(name.Text);
    }

    private Label LabelOf(string name)
    {
        if (!_labels.TryGetValue(name, out Label label))
            _labels.Add(name, label = _code.NewLabel());
        return label;
    }

    private void PlaceLabel()
    {
        ListingToken name = cursor.Expect(ListingTokenKind.Name, "a label");
        if (_placed.Add(name.Text))
            _code.Place(LabelOf(name.Text));
        else
            cursor.FailAt(name, $"the label {name.Text} stands here a second time");
        cursor.Expect(':');
    }

    // Reported behind the function; the labels are placed at its end so that the code can be finished all the same.
    private void PlaceMissingLabels()
    {
        foreach (ListingToken jump in _jumps)
        {
            if (!_placed.Contains(jump.Text))
                scope.Errors.Add(jump.Line, jump.Column, $"there is no label {jump.Text} in this function");
        }
        foreach ((string name, Label label) in _labels)
        {
            if (_placed.Add(name))
                _code.Place(label);
        }
    }

    private void ParsePosition(int offset)
    {
        if (!cursor.Accept('@'))
            return;
        int line = cursor.ExpectIndex("a line");
        cursor.Expect(':');
        int column = cursor.ExpectIndex("a column");
        int length = cursor.Accept('+') ? cursor.ExpectIndex("a length") : 1;
        if (_positions.Count > 0 && _positions[^1].Offset == offset)
            _positions.RemoveAt(_positions.Count - 1);
        _positions.Add(new SourceMapEntry(offset, new SourcePosition(line, column, length)));
    }
}
