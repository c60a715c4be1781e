using System.Reflection;
using System.Text;
using Lang.Bytecode;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Native;
using Lang.Tests;

namespace Lang.Api.Tests;

/// <summary>
/// The public surface as a text, so that no change of it goes unseen: PublicApi.txt beside this file. UPDATE_GOLDEN=1
/// writes it anew; the diff is what gets reviewed.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Public_surface_is_the_one_on_record()
    {
        var text = new StringBuilder();
        foreach (Assembly assembly in new[] { typeof(Opcode).Assembly, typeof(Compilation).Assembly, typeof(Vm).Assembly })
            Describe(text, assembly);

        string path = RepositoryFiles.PathOf("tests", "Lang.Api.Tests", "PublicApi.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text.ToString());
        text.ToString().Should().Be(File.ReadAllText(path));
    }

    private static void Describe(StringBuilder text, Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(KindOf(type)).Append(' ').Append(type.FullName).Append('\n');
            const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            IEnumerable<string> members = type.GetMembers(declared).Where(IsVisible).Select(member => $"    {member.MemberType} {member}");
            foreach (string member in members.Order(StringComparer.Ordinal))
                text.Append(member).Append('\n');
        }
    }

    private static string KindOf(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsAssignableTo(typeof(Delegate)) ? "delegate" : "class";

    // What the compiler adds to records and accessors says nothing new; docs/diagnostics.md has the table of diagnostics.
    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => (method.IsPublic || method.IsFamily) && (!method.IsSpecialName || method.IsConstructor) && !IsRecordMember(method),
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName && field.FieldType != typeof(DiagnosticDescriptor),
        PropertyInfo property => property.GetMethod is { IsPublic: true } && property.Name != "EqualityContract",
        EventInfo => true,
        _ => false,
    };

    private static bool IsRecordMember(MethodBase method) =>
        method.Name is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "Deconstruct" or "<Clone>$" or "op_Equality" or "op_Inequality"
        || (method.IsConstructor && method.GetParameters() is [var only] && only.ParameterType == method.DeclaringType);
}
