using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;
using Lang.Native;
using Lang.Tests;

namespace Lang.Api.Tests;

/// <summary>docs/api.md is made of the public types' signatures and documentation comments: UPDATE_GOLDEN=1 writes it anew.</summary>
public sealed partial class ApiReferenceTests
{
    /// <summary>Types of other namespaces that embedders meet in signatures.</summary>
    private static readonly Type[] s_used =
    [
        typeof(Capabilities), typeof(Diagnostic), typeof(DiagnosticNote), typeof(DiagnosticSeverity), typeof(ModuleSource), typeof(RuntimeError), typeof(ScriptTrace),
        typeof(SourcePosition), typeof(SourceSpan), typeof(SourceText), typeof(TlType), typeof(VerifiedModule),
    ];

    private readonly Dictionary<string, XElement> _comments = new[] { typeof(Opcode).Assembly, typeof(Compilation).Assembly, typeof(Vm).Assembly }
        .SelectMany(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
        .ToDictionary(member => member.Attribute("name")!.Value);

    private readonly StringBuilder _text = new();

    [Fact]
    public void Reference_is_what_the_documentation_comments_say()
    {
        _text.Append("""
            # API reference

            The public types that embedders use, from the documentation comments in the source. Written by the tests (`UPDATE_GOLDEN=1`), not by hand.
            [embedding.md](embedding.md) is the guide. Of overloads that differ in the number of their parameters the first and the last are shown. Types of
            syntax trees, of bytecode and of its tools are public too and documented where they stand.

            """);
        foreach ((string space, Assembly assembly) in new[] { ("Lang.Hosting", typeof(Opcode).Assembly), ("Lang.Frontend", typeof(Compilation).Assembly), ("Lang.Native", typeof(Vm).Assembly) })
        {
            _text.Append($"\n## {space}\n");
            foreach (Type type in assembly.GetExportedTypes().Where(type => type.Namespace == space).OrderBy(type => type.Name, StringComparer.Ordinal))
                Describe(type);
        }
        _text.Append("\n## What these use\n");
        foreach (Type type in s_used)
            Describe(type);
        string path = RepositoryFiles.PathOf("docs", "api.md");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, _text.ToString());
        _text.ToString().Should().Be(File.ReadAllText(path));
    }

    private void Describe(Type type)
    {
        _text.Append($"\n### {type.Name}\n");
        if (s_used.Contains(type))
            _text.Append($"In `{type.Namespace}`. ");
        _text.Append($"{Comment("T:" + type.FullName)}\n");
        // Overloads by number of parameters have their comment at the first; members of one name stand together.
        IEnumerable<IGrouping<string, XElement>> members = _comments
            .Where(pair => IsMemberOf(pair.Key, type.FullName!) && pair.Value.Element("summary") is not null)
            .GroupBy(pair => NameOf(pair.Key[2..], type.FullName!), pair => pair.Value).OrderBy(group => group.Key, StringComparer.Ordinal);
        var rows = new StringBuilder();
        foreach (IGrouping<string, XElement> group in members)
        {
            string[] signatures = [.. ApiSignatures.Of(type, group.Key)];
            if (signatures.Length > 0)
                rows.Append($"| {string.Join(" ", signatures.Select(signature => $"`{signature}`"))} | {string.Join(" ", Summaries(group).Distinct())} |\n");
        }
        if (rows.Length > 0)
            _text.Append("\n| member | |\n| --- | --- |\n").Append(rows);
    }

    private static IEnumerable<string> Summaries(IEnumerable<XElement> comments) =>
        comments.Select(comment => Plain(comment.Element("summary")!)).Concat(comments.SelectMany(comment => comment.Elements("exception"))
            .Select(exception => $"Throws `{NameOfReference(exception)}`: {Plain(exception)}"));

    private static bool IsMemberOf(string id, string type) =>
        id[0] is 'M' or 'P' or 'F' && id.StartsWith(id[..2] + type + ".", StringComparison.Ordinal) && !NameOf(id[2..], type).Contains('.', StringComparison.Ordinal);

    private static string NameOf(string id, string type)
    {
        string name = id[(type.Length + 1)..];
        int end = name.IndexOfAny(['(', '`']);
        return end < 0 ? name : name[..end];
    }

    private string Comment(string id)
    {
        XElement? comment = _comments.GetValueOrDefault(id);
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
