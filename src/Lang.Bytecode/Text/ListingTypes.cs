namespace Lang.Bytecode.Text;

/// <summary>How the types of one module are written: short ones in full, long ones by the alias of their <c>type</c> line.</summary>
internal sealed class ListingTypes
{
    private const int LongestInline = 48;
    private readonly string[] _definitions;
    private readonly string[] _references;

    public ListingTypes(TypeTable types)
    {
        _definitions = new string[types.Count];
        _references = new string[types.Count];
        for (int i = 0; i < types.Count; i++)
        {
            _definitions[i] = Define(types, types[new TypeId(i)]);
            _references[i] = _definitions[i].Length <= LongestInline ? _definitions[i] : Alias(i);
        }
    }

    /// <summary>The <c>type</c> lines, in the table's order.</summary>
    public IEnumerable<string> Declarations()
    {
        for (int i = (int)TypeKind.String + 1; i < _definitions.Length; i++)
            yield return $"type {Alias(i)} = {_definitions[i]}";
    }

    /// <summary>The type as an operand or in a declaration.</summary>
    public string Reference(TypeId type) => (uint)type.Index < (uint)_references.Length ? _references[type.Index] : $"#{type.Index}";

    private static string Alias(int index) => "t" + index;

    private string Define(TypeTable types, BytecodeType type) => type.Kind switch
    {
        TypeKind.I64 => "i64",
        TypeKind.Bool => "bool",
        TypeKind.F64 => "f64",
        TypeKind.String => "string",
        TypeKind.Array => NeedsParentheses(types, type.Item) ? $"({Reference(type.Item)})[]" : Reference(type.Item) + "[]",
        TypeKind.Function => "fn" + Items(type) + (type.Item.Exists ? " -> " + Reference(type.Item) : ""),
        TypeKind.Environment => "env" + (type.Name.Length > 0 ? " " + ListingNames.PlainOrQuoted(type.Name) : "") + Items(type),
        TypeKind.Cell => "cell " + Reference(type.Item),
    };

    private bool NeedsParentheses(TypeTable types, TypeId element) =>
        types[element].Kind is TypeKind.Function or TypeKind.Cell && ReferenceEquals(_references[element.Index], _definitions[element.Index]);

    private string Items(BytecodeType type) => $"({string.Join(", ", type.Items.Select(Reference))})";
}
