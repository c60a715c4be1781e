using System.Text;

namespace Lang.Bytecode.Text;

/// <summary>Symbols of one kind and the indices they stand for.</summary>
internal sealed class ListingSymbols(string kind)
{
    private readonly Dictionary<string, int> _indices = [];

    public int Count => _indices.Count;

    /// <summary>Gives the next index to <paramref name="symbol"/>; false when it has one already.</summary>
    public bool Add(string symbol) => _indices.TryAdd(symbol, _indices.Count);

    /// <summary>The index behind the next token, a symbol or <c>#index</c>; 0 after a mistake.</summary>
    public int Find(ListingCursor cursor)
    {
        if (cursor.Accept('#'))
            return cursor.ExpectIndex("an index");
        ListingToken token = cursor.Expect(ListingTokenKind.Name, $"a {kind}");
        if (token.Kind == ListingTokenKind.Name && !_indices.ContainsKey(token.Text))
            cursor.FailAt(token, $"there is no {kind} {token.Text}");
        return _indices.GetValueOrDefault(token.Text);
    }
}

/// <summary>A pool whose entries are named by their values: the first entry with the value, added when there is none.</summary>
internal sealed class ListingPoolBuilder<TItem, TKey>(Func<TItem, TKey> key) where TKey : notnull
{
    private readonly Dictionary<TKey, int> _first = [];

    public List<TItem> Items { get; } = [];

    public void Declare(TItem item)
    {
        _first.TryAdd(key(item), Items.Count);
        Items.Add(item);
    }

    public int Find(TItem item)
    {
        if (_first.TryGetValue(key(item), out int index))
            return index;
        Declare(item);
        return Items.Count - 1;
    }
}

/// <summary>What the lines of a listing can refer to. Functions, globals and imports may be used before their own line.</summary>
internal sealed class ListingScope
{
    private readonly ListingCursor _cursor;

    public ListingScope(ListingCursor cursor, List<ListingToken> tokens, ListingErrors errors)
    {
        _cursor = cursor;
        Errors = errors;
        Types = new ListingTypeParser(cursor, TypeTable);
        for (int i = 0; i + 1 < tokens.Count; i++)
        {
            bool first = i == 0 || tokens[i - 1].Kind == ListingTokenKind.LineEnd;
            if (!first || tokens[i].Kind != ListingTokenKind.Name || tokens[i + 1].Kind != ListingTokenKind.Name)
                continue;
            ListingSymbols? symbols = tokens[i].Text switch { "fn" => Functions, "global" or "input" => Globals, "host" => Imports, _ => null };
            ListingToken symbol = tokens[i + 1];
            if (symbols?.Add(symbol.Text) == false)
                errors.Add(symbol.Line, symbol.Column, $"{symbol.Text} is declared twice");
        }
    }

    public ListingErrors Errors { get; }
    public TypeTable TypeTable { get; } = new();
    public ListingTypeParser Types { get; }
    public ListingSymbols Functions { get; } = new("function");
    public ListingSymbols Globals { get; } = new("global");
    public ListingSymbols Imports { get; } = new("host function");
    public ListingPoolBuilder<ReadOnlyMemory<byte>, string> Strings { get; } = new(bytes => Encoding.Latin1.GetString(bytes.Span));

    /// <summary>A symbol where it is declared, and the name it stands for.</summary>
    public string DeclaredName(out ListingToken symbol)
    {
        symbol = _cursor.Expect(ListingTokenKind.Name, "a name");
        return _cursor.Accept(ListingTokenKind.String, out ListingToken quoted) ? Encoding.UTF8.GetString(quoted.Bytes) : ListingNames.NameOf(symbol.Text);
    }
}
