using System.Text;

namespace Lang.Bytecode;

/// <summary>Types as people read them: <c>i64</c>, <c>string[]</c>, <c>fn(f64) -> bool</c>, <c>cell i64</c>, <c>env(i64, string[])</c>.</summary>
public static class TypeNames
{
    // Types share their parts, so the text of one can be exponentially longer than the table.
    private const int Longest = 80;

    /// <summary>The text of a type, cut off with <c>...</c> where it grows beyond about 80 characters; <c>nothing</c> for <see cref="TypeId.None"/>.</summary>
    public static string Describe(TypeTable types, TypeId type)
    {
        var text = new StringBuilder();
        Append(text, types, type);
        return text.ToString();
    }

    private static void Append(StringBuilder text, TypeTable types, TypeId id)
    {
        if (text.Length > Longest)
        {
            if (text[^1] != '.')
                text.Append("...");
            return;
        }
        if (!id.Exists)
        {
            text.Append("nothing");
            return;
        }
        BytecodeType type = types[id];
        switch (type.Kind)
        {
            case TypeKind.I64: text.Append("i64"); break;
            case TypeKind.Bool: text.Append("bool"); break;
            case TypeKind.F64: text.Append("f64"); break;
            case TypeKind.String: text.Append("string"); break;
            case TypeKind.Array:
                bool parenthesised = types[type.Item].Kind is TypeKind.Function or TypeKind.Cell;
                text.Append(parenthesised ? "(" : "");
                Append(text, types, type.Item);
                text.Append(parenthesised ? ")[]" : "[]");
                break;
            case TypeKind.Function:
                text.Append("fn");
                AppendItems(text, types, type);
                if (type.Item.Exists)
                {
                    text.Append(" -> ");
                    Append(text, types, type.Item);
                }
                break;
            case TypeKind.Environment:
                text.Append("env").Append(type.Name.Length > 0 ? " " : "").Append(type.Name);
                AppendItems(text, types, type);
                break;
            case TypeKind.Cell:
                text.Append("cell ");
                Append(text, types, type.Item);
                break;
        }
    }

    private static void AppendItems(StringBuilder text, TypeTable types, BytecodeType type)
    {
        text.Append('(');
        for (int i = 0; i < type.Items.Length && text.Length <= Longest; i++)
        {
            text.Append(i > 0 ? ", " : "");
            Append(text, types, type.Items[i]);
        }
        text.Append(text.Length > Longest && text[^1] != '.' ? "...)" : ")");
    }
}
