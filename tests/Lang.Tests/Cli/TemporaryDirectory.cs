using Lang.Tests.Golden;

namespace Lang.Tests.Cli;

/// <summary>A directory for one test, and <c>lang</c> in it, in this process.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lang-test-");

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public void Write(string name, byte[] content) => File.WriteAllBytes(PathOf(name), content);

    public LangResult Lang(params string[] arguments) => LangRunner.RunHere(arguments, [], _directory.FullName);

    public LangResult LangWithInput(string input, params string[] arguments) =>
        LangRunner.RunHere(arguments, System.Text.Encoding.UTF8.GetBytes(input), _directory.FullName);

    public void Dispose() => _directory.Delete(recursive: true);
}
