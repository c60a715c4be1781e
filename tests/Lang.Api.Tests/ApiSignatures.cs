using System.Reflection;

namespace Lang.Api.Tests;

/// <summary>Public members as C# writes them, for docs/api.md.</summary>
internal static class ApiSignatures
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(long)] = "long", [typeof(int)] = "int", [typeof(double)] = "double", [typeof(bool)] = "bool", [typeof(string)] = "string",
        [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(float)] = "float", [typeof(ulong)] = "ulong", [typeof(uint)] = "uint", [typeof(object)] = "object", [typeof(nint)] = "nint",
    };

    /// <summary>The members of one name, none if they are not public; of more than two, the first and the last.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="name">Their name in documentation comments.</param>
    public static IEnumerable<string> Of(Type type, string name)
    {
        IEnumerable<MemberInfo> members = name == "#ctor" ? type.GetConstructors() : type.GetMember(name, Public);
        string[] signatures = [.. members.OrderBy(Arity).ThenBy(member => member.ToString(), StringComparer.Ordinal).Select(Of)];
        return signatures.Length <= 2 ? signatures : [signatures[0], "…", signatures[^1]];
    }

    private static int Arity(MemberInfo member) =>
        member is MethodBase method ? method.GetParameters().Length * 16 + (method.IsGenericMethod ? method.GetGenericArguments().Length : 0) : 0;

    private static string Of(MemberInfo member)
    {
        var nullability = new NullabilityInfoContext();
        return member switch
        {
            ConstructorInfo constructor => $"new {member.DeclaringType!.Name}({Parameters(constructor, nullability)})",
            MethodInfo method => $"{Name(method.ReturnType, nullability.Create(method.ReturnParameter))} {method.Name}{Generic(method)}({Parameters(method, nullability)})",
            PropertyInfo property => $"{Name(property.PropertyType, nullability.Create(property))} {property.Name}",
            FieldInfo { DeclaringType.IsEnum: true } value => value.Name,
            FieldInfo field => $"{Name(field.FieldType, nullability.Create(field))} {field.Name}",
            _ => member.Name,
        };
    }

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method, NullabilityInfoContext nullability) => string.Join(", ", method.GetParameters().Select(parameter =>
        Name(parameter.ParameterType, nullability.Create(parameter)) + " " + parameter.Name + (parameter.IsOptional ? $" = {Default(parameter)}" : "")));

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        bool value => value ? "true" : "false",
        var value => value.ToString()!,
    };

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        string mark = nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying, null) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        if (!type.IsGenericType)
            return s_keywords.GetValueOrDefault(type, type.Name) + mark;
        string[] arguments = [.. type.GetGenericArguments().Select((argument, i) =>
            Name(argument, nullability?.GenericTypeArguments is { } inner && i < inner.Length ? inner[i] : null))];
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({string.Join(", ", arguments)})"
            : $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", arguments)}>{mark}";
    }
}
