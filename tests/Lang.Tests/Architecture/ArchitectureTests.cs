using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lang.Tests.Architecture;

/// <summary>Keeps the direction of imports, the place of unsafe code and the size of files as docs/architecture.md has them.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxLines = 1000;

    public static TheoryData<string> SourceFiles() => [.. RepositoryFiles.Below("src", "*.cs").Select(PathBelowSrc)];

    public static TheoryData<string> Projects() => [.. Layers.References.Keys];

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void File_declares_the_namespace_of_its_folder_and_uses_only_what_its_layer_may(string path)
    {
        Layer layer = Layers.Of(path) ?? throw new InvalidOperationException($"src/{path} lies in a folder that Layers does not list.");
        string text = Read(path);

        foreach (Match match in NamespaceLine().Matches(text))
            match.Groups[1].Value.Should().Be(layer.Namespace);
        IEnumerable<string> used = UsingLine().Matches(text).Select(match => match.Groups[1].Value).Where(name => !IsSystem(name));
        used.Where(name => !IsAllowed(layer, name)).Should().BeEmpty($"src/{layer.Folder} may use {string.Join(", ", layer.MayUse)}");
    }

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void Unsafe_code_stands_only_where_memory_of_scripts_is_handled(string path)
    {
        string folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        if (!Layers.Unsafe.Contains(folder))
            UnsafeWord().IsMatch(WithoutComments(Read(path))).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void File_has_a_size_that_can_be_read(string path)
    {
        if (!path.Contains("/Generated/", StringComparison.Ordinal))
            Read(path).Count(c => c == '\n').Should().BeLessThanOrEqualTo(MaxLines);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_refers_only_to_what_it_may(string project)
    {
        XDocument document = XDocument.Load(RepositoryFiles.PathOf("src", project, project + ".csproj"));
        IEnumerable<string> references = document.Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference")
            .Select(element => element.Attribute("Include")!.Value)
            .Select(name => name.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : name);
        references.Except(Layers.References[project]).Should().BeEmpty();
    }

    [Fact]
    public void Every_project_below_src_is_listed() =>
        RepositoryFiles.Below("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path))
            .Should().BeEquivalentTo(Layers.References.Keys);

    [Fact]
    public void Every_listed_folder_use_is_itself_a_layer()
    {
        string[] namespaces = [.. Layers.All.Select(layer => layer.Namespace)];
        Layers.All.SelectMany(layer => layer.MayUse)
            .Where(name => name.StartsWith("Lang.", StringComparison.Ordinal)).Should().BeSubsetOf(namespaces);
    }

    private static bool IsSystem(string name) =>
        name == "System" || (name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("System.CommandLine", StringComparison.Ordinal));

    /// <summary>Packages are allowed with all their namespaces; ours one by one, or through a type in them (<c>using static</c>, aliases).</summary>
    private static bool IsAllowed(Layer layer, string name)
    {
        if (layer.MayUse.Append(layer.Namespace).Contains(name))
            return true;
        if (!name.StartsWith("Lang.", StringComparison.Ordinal))
            return layer.MayUse.Any(allowed => name.StartsWith(allowed + ".", StringComparison.Ordinal));
        string owner = name[..name.LastIndexOf('.')];
        return !Layers.All.Any(other => other.Namespace == name) && layer.MayUse.Append(layer.Namespace).Contains(owner);
    }

    private static string PathBelowSrc(string path) => RepositoryFiles.RelativePath(path)["src/".Length..];

    private static string Read(string path) => File.ReadAllText(RepositoryFiles.PathOf("src", path));

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    // using X;  using static X.Y;  using Alias = X.Y;
    [GeneratedRegex(@"^(?:global )?using (?:static )?(?:\w+ = )?([A-Za-z][\w.]*)(?:<.*>)?;", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex UnsafeWord();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();
}
