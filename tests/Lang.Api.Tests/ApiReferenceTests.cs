using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lang.Bytecode;
using Lang.Frontend;
using Lang.Native;
using Lang.Tests;

namespace Lang.Api.Tests;

/// <summary>docs/api.md is made of the public types' documentation comments: UPDATE_GOLDEN=1 writes it anew.</summary>
public sealed partial class ApiReferenceTests
{
    [Fact]
    public void Reference_is_what_the_documentation_comments_say()
    {
        var text = new StringBuilder("""
            # API reference

            The public types that embedders use, from the documentation comments in the source. Written by the tests (`UPDATE_GOLDEN=1`), not by hand.
            [embedding.md](embedding.md) is the guide. Types of syntax trees, of bytecode and of its tools are public too and documented where they stand.

            """);
        foreach ((string space, Assembly assembly) in new[] { ("Lang.Hosting", typeof(Opcode).Assembly), ("Lang.Frontend", typeof(Compilation).Assembly), ("Lang.Native", typeof(Vm).Assembly) })
        {
            text.Append($"\n## {space}\n");
            Dictionary<string, XElement> comments = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
                .ToDictionary(member => member.Attribute("name")!.Value);
            foreach (Type type in assembly.GetExportedTypes().Where(type => type.Namespace == space).OrderBy(type => type.Name, StringComparer.Ordinal))
                Describe(text, type, comments);
        }
        string path = RepositoryFiles.PathOf("docs", "api.md");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text.ToString());
        text.ToString().Should().Be(File.ReadAllText(path));
    }

    private static void Describe(StringBuilder text, Type type, Dictionary<string, XElement> comments)
    {
        text.Append($"\n### {type.Name}\n{Comment(comments, "T:" + type.FullName)}\n");
        // Overloads by number of parameters have their comment at the first; members of one name stand together.
        IEnumerable<IGrouping<string, (string Id, XElement Comment)>> members = comments
            .Where(pair => IsMemberOf(pair.Key, type.FullName!) && pair.Value.Element("summary") is not null)
            .Select(pair => (Id: pair.Key[2..], Comment: pair.Value))
            .GroupBy(member => NameOf(member.Id, type.FullName!)).OrderBy(group => group.Key, StringComparer.Ordinal);
        var rows = members.Where(group => IsPublic(type, group.Key))
            .Select(group => $"| `{(group.Key == "#ctor" ? "new" : group.Key)}` | {string.Join(" ", group.Select(member => Plain(member.Comment.Element("summary")!)).Distinct())} |\n").ToList();
        if (rows.Count > 0)
            text.Append("\n| member | |\n| --- | --- |\n").AppendJoin("", rows);
    }

    private static bool IsMemberOf(string id, string type) =>
        id[0] is 'M' or 'P' or 'F' && id.StartsWith(id[..2] + type + ".", StringComparison.Ordinal) && !NameOf(id[2..], type).Contains('.', StringComparison.Ordinal);

    private static string NameOf(string id, string type)
    {
        string name = id[(type.Length + 1)..];
        int end = name.IndexOfAny(['(', '`']);
        return end < 0 ? name : name[..end];
    }

    private static bool IsPublic(Type type, string name) => name == "#ctor"
        ? type.GetConstructors().Length > 0
        : type.GetMember(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Length > 0;

    private static string Comment(Dictionary<string, XElement> comments, string id)
    {
        XElement? comment = comments.GetValueOrDefault(id);
        string summary = comment?.Element("summary") is { } found ? Plain(found) : "";
        return comment?.Element("remarks") is { } remarks ? $"{summary}\n\n{Plain(remarks)}" : summary;
    }

    // Text with references by their names; what is laid out as code stays out of a table.
    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "see" or "paramref" or "typeparamref" } reference => $"`{NameOfReference(reference)}`",
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "code" } => "",
                XElement other => Plain(other),
                _ => "",
            });
        }
        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static string NameOfReference(XElement reference)
    {
        string name = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))!.Value;
        name = name.Split('(')[0];
        return Arity().Replace(name[(name.LastIndexOf('.') + 1)..], "").Replace("T:", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Arity();
}
