namespace Lang.Testing.Programs;

/// <summary>The plainest expression of each type.</summary>
internal static class Zero
{
    /// <summary>0, false, an empty string or array, a function that gives such a thing.</summary>
    public static Expression Of(ValueType type)
    {
        if (type == ValueType.String)
            return new StringLiteral("");
        if (type.IsArray)
            return new ArrayLiteral(type, []);
        if (!type.IsFunction)
            return new Literal(type, 0);
        IEnumerable<Variable> parameters = type.Parameters.Select((parameter, i) => new Variable(parameter, $"z{i}"));
        return new Lambda([.. parameters], true, [], type.Result == ValueType.Nothing ? null : Of(type.Result!));
    }
}
