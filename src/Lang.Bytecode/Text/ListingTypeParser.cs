using System.Collections.Immutable;

namespace Lang.Bytecode.Text;

/// <summary>Reads types and enters them in the module's table.</summary>
internal sealed class ListingTypeParser(ListingCursor cursor, TypeTable types)
{
    private readonly Dictionary<string, TypeId> _names = new()
    {
        ["i64"] = TypeId.I64, ["bool"] = TypeId.Bool, ["f64"] = TypeId.F64, ["string"] = TypeId.String,
    };

    /// <summary>A <c>type NAME = TYPE</c> line, behind its first word.</summary>
    public void ParseAlias()
    {
        ListingToken name = cursor.Expect(ListingTokenKind.Name, "the name of the type");
        cursor.Expect('=');
        TypeId type = Parse();
        if (name.Text is "fn" or "env" or "cell" || !_names.TryAdd(name.Text, type))
            cursor.FailAt(name, $"{name.Text} is a type already");
    }

    /// <summary>A type; i64 after a mistake.</summary>
    public TypeId Parse() => Parse(0);

    /// <summary><c>(TYPE, TYPE)</c></summary>
    public ImmutableArray<TypeId> ParseList() => ParseList(0);

    /// <summary><c>-> TYPE</c> or nothing.</summary>
    public TypeId ParseResult() => ParseResult(0);

    private TypeId Parse(int depth)
    {
        if (depth > Limits.TypeDepth)
            cursor.Fail($"types nest deeper than {Limits.TypeDepth}");
        TypeId type = ParsePrefix(depth + 1);
        for (int suffix = 0; cursor.Accept('['); suffix++)
        {
            cursor.Expect(']');
            if (suffix >= Limits.TypeDepth)
                cursor.Fail($"types nest deeper than {Limits.TypeDepth}");
            type = types.Array(type);
        }
        return type;
    }

    private TypeId ParsePrefix(int depth)
    {
        if (cursor.Accept('('))
        {
            TypeId inner = Parse(depth);
            cursor.Expect(')');
            return inner;
        }
        if (cursor.Accept('#'))
        {
            ListingToken token = cursor.Peek;
            int index = cursor.ExpectIndex("the index of a type");
            if (index >= types.Count)
                cursor.FailAt(token, $"there is no type {index}");
            return new TypeId(Math.Min(index, types.Count - 1));
        }
        ListingToken word = cursor.Expect(ListingTokenKind.Name, "a type");
        switch (word.Text)
        {
            case "fn":
                ImmutableArray<TypeId> parameters = ParseList(depth);
                return types.Function(parameters, ParseResult(depth));
            case "env":
                string name = cursor.IsMark('(') ? "" : cursor.ExpectName("the name of the function");
                return types.Environment(name, ParseList(depth));
            case "cell":
                return types.Cell(Parse(depth));
            default:
                if (!_names.TryGetValue(word.Text, out TypeId known))
                    cursor.FailAt(word, $"there is no type {word.Text}");
                return known;
        }
    }

    private ImmutableArray<TypeId> ParseList(int depth)
    {
        var items = ImmutableArray.CreateBuilder<TypeId>();
        cursor.Expect('(');
        if (!cursor.IsMark(')'))
        {
            do
                items.Add(Parse(depth));
            while (cursor.Accept(','));
        }
        cursor.Expect(')');
        return items.DrainToImmutable();
    }

    private TypeId ParseResult(int depth) => cursor.Accept(ListingTokenKind.Arrow, out _) ? Parse(depth) : TypeId.None;
}
