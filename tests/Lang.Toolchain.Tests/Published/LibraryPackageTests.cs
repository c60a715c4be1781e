using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Xml.Linq;
using Lang.Api.Tests;
using Lang.Tests;

namespace Lang.Toolchain.Tests.Published;

/// <summary>The packages of the libraries: what is in them, and that a program which has nothing else can use them.</summary>
public sealed class LibraryPackageTests
{
    private static readonly string s_packages = RepositoryFiles.PathOf("out", "packages");

    /// <summary>The package that an application adds.</summary>
    private const string Whole = "Lang";

    // Where projects of these tests unpack what they need. Ours is removed before: a package of the same version is another
    // after every build. The rest may stay, the ahead-of-time compiler is large.
    private static readonly string s_restored = RepositoryFiles.PathOf("out", "restored");

    private static readonly Dictionary<string, string[]> s_dependencies = new()
    {
        ["Lang.Bytecode"] = [],
        ["Lang.Frontend"] = ["Lang.Bytecode", "Antlr4.Runtime.Standard"],
        ["Lang.Native"] = ["Lang.Bytecode", "Iced"],
        [Whole] = ["Lang.Frontend", "Lang.Native"],
    };

    public static TheoryData<string> Packages() => [.. s_dependencies.Keys];

    public static TheoryData<string> Libraries() => [.. s_dependencies.Keys.Where(package => package != Whole)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Package_holds_assemblies_and_documentation(string library)
    {
        using ZipArchive package = ZipFile.OpenRead(PathOf(library, "nupkg"));
        package.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Should().BeEquivalentTo(
            $"lib/net9.0/{library}.dll", $"lib/net9.0/{library}.xml", $"lib/net10.0/{library}.dll", $"lib/net10.0/{library}.xml");
        Encoding.UTF8.GetString(Bytes(package, $"lib/net10.0/{library}.xml")).Should().Contain($"<member name=\"T:{library}.");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_holds_readme_and_icon(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(PathOf(name, "nupkg"));
        string readme = Encoding.UTF8.GetString(Bytes(package, "README.md"));
        readme.Should().Contain(Readme.BlockAfter("<!-- example: embedding -->")).And.Contain("dotnet add package " + Whole)
            .And.NotContain("](", "a gallery can't follow links to files of the repository");
        Bytes(package, "icon.png").Should().Equal(File.ReadAllBytes(RepositoryFiles.PathOf("eng", "icon.png")));
    }

    [Fact]
    public void Package_of_all_has_no_code_of_its_own()
    {
        using ZipArchive package = ZipFile.OpenRead(PathOf(Whole, "nupkg"));
        package.Entries.Should().NotContain(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_describes_itself_and_needs_its_siblings_in_its_own_version(string library)
    {
        using ZipArchive package = ZipFile.OpenRead(PathOf(library, "nupkg"));
        XElement metadata = XDocument.Load(new MemoryStream(Bytes(package, $"{library}.nuspec"))).Root!.Elements().First();
        string Text(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

        Text("id").Should().Be(library);
        Text("license").Should().Be("MIT");
        Text("readme").Should().Be("README.md");
        Text("icon").Should().Be("icon.png");
        Text("description").Should().NotBeEmpty().And.NotBe("Package Description");
        Text("tags").Should().NotBeEmpty();

        XElement[] groups = [.. metadata.Descendants().Where(element => element.Name.LocalName == "group")];
        groups.Select(group => group.Attribute("targetFramework")!.Value).Should().BeEquivalentTo("net9.0", "net10.0");
        foreach (XElement group in groups)
        {
            group.Elements().Select(dependency => dependency.Attribute("id")!.Value).Should().BeEquivalentTo(s_dependencies[library]);
            foreach (XElement sibling in group.Elements().Where(dependency => s_dependencies.ContainsKey(dependency.Attribute("id")!.Value)))
                sibling.Attribute("version")!.Value.Should().Be($"[{Text("version")}]");
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_bring_their_sources_and_nothing_tells_where_it_was_built(string library)
    {
        using ZipArchive package = ZipFile.OpenRead(PathOf(library, "nupkg")), symbols = ZipFile.OpenRead(PathOf(library, "snupkg"));
        foreach (ZipArchiveEntry entry in package.Entries)
            Bytes(package, entry.FullName).AsSpan().IndexOf(Encoding.UTF8.GetBytes(RepositoryFiles.Root)).Should().Be(-1, "{0} is the same wherever it is built", entry.FullName);

        foreach (string framework in (string[])["net9.0", "net10.0"])
        {
            using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(
                new MemoryStream(Bytes(symbols, $"lib/{framework}/{library}.pdb")));
            MetadataReader reader = provider.GetMetadataReader();
            reader.Documents.Should().NotBeEmpty();
            foreach (DocumentHandle document in reader.Documents)
            {
                reader.GetString(reader.GetDocument(document).Name).Should().StartWith("/_/");
                reader.GetCustomDebugInformation(document).Should().NotBeEmpty("the source is embedded");
            }
        }
    }

    [Fact]
    public void Packages_made_in_another_place_are_the_same_files()
    {
        using var shell = new Shell();
        // The commit, and over it what is not committed yet. Symbols name the repository that the sources come from, so it is the same one.
        Checked(shell.Run($"""
            git clone -q '{RepositoryFiles.Root}' copy
            copy=$PWD/copy
            cd '{RepositoryFiles.Root}'
            git -C "$copy" remote remove origin
            if url=$(git remote get-url origin 2> /dev/null); then git -C "$copy" remote add origin "$url"; fi
            git ls-files -z --modified --others --exclude-standard | while IFS= read -r -d '' file; do
                if [ -e "$file" ]; then cp --parents "$file" "$copy"; else rm "$copy/$file"; fi
            done
            "$copy/eng/publish.sh" packages
            """));
        string[] made = Directory.GetFiles(Path.Combine(shell.DirectoryPath, "copy", "out", "packages"));
        made.Should().HaveCount(7, "each library has a package and its symbols, the whole has no symbols");
        foreach (string path in made)
            File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(s_packages, Path.GetFileName(path)))).Should().BeTrue("{0} is the same", Path.GetFileName(path));
    }

    [Fact]
    public void Readme_example_runs_in_a_new_project()
    {
        using Shell shell = NewProject("net10.0");
        Checked(shell.Run("dotnet build -c Release -o built -nodeReuse:false -p:UseSharedCompilation=false", ("NUGET_PACKAGES", s_restored)));
        Checked(shell.Run("dotnet built/embedder.dll")).Should().Be(ExpectedOutput(shell));
    }

    [Fact]
    public void Readme_example_runs_as_a_native_program()
    {
        using Shell shell = NewProject("net9.0");
        Checked(shell.Run("""
            dotnet publish -r linux-x64 -o published -nodeReuse:false -p:UseSharedCompilation=false -p:PublishAot=true \
                -p:TrimmerSingleWarn=false "-p:CppCompilerAndLinker=$(command -v clang > /dev/null && echo clang || echo gcc)"
            """, ("NUGET_PACKAGES", s_restored)));
        Checked(shell.Run("published/embedder")).Should().Be(ExpectedOutput(shell));
    }

    /// <summary>A program of README's example alone that knows the libraries as packages of a folder.</summary>
    private static Shell NewProject(string framework)
    {
        foreach (string library in s_dependencies.Keys)
        {
            string folder = Path.Combine(s_restored, library.ToLowerInvariant());
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        string version = Path.GetFileNameWithoutExtension(PathOf(Whole, "nupkg"))[(Whole.Length + 1)..];
        var shell = new Shell();
        shell.Write("Program.cs", Readme.BlockAfter("<!-- example: embedding -->"));
        shell.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="built here" value="{s_packages}" /></packageSources>
            </configuration>
            """);
        shell.Write("embedder.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{Whole}" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        return shell;
    }

    /// <summary>What the example writes when it is built with the libraries' sources.</summary>
    private static string ExpectedOutput(Shell shell)
    {
        string output = Checked(shell.Run($"dotnet '{typeof(ReadmeExample).Assembly.Location}' readme"));
        output.Should().NotBeEmpty();
        return output;
    }

    private static string Checked(ShellResult result)
    {
        result.ExitCode.Should().Be(0, "{0}", result.Output + result.Error);
        return result.Output;
    }

    private static string PathOf(string library, string extension)
    {
        // A library's name may begin with another one's; a version begins with a digit.
        string[] found = Directory.Exists(s_packages) ? Directory.GetFiles(s_packages, $"{library}.*.{extension}") : [];
        found = [.. found.Where(path => char.IsAsciiDigit(Path.GetFileName(path)[library.Length + 1]))];
        found.Should().ContainSingle("eng/publish.sh packages, or eng/test-toolchain.sh, makes the packages");
        return found[0];
    }

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        ZipArchiveEntry? entry = archive.GetEntry(name);
        entry.Should().NotBeNull("there is {0}", name);
        using Stream content = entry!.Open();
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
