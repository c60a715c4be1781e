using System.Diagnostics;
using Lang.Tests;

namespace Lang.Toolchain.Tests.Published;

/// <summary>What a shell command did.</summary>
public sealed record ShellResult(int ExitCode, string Output, string Error);

/// <summary>A directory of its own and a shell in it.</summary>
internal sealed class Shell : IDisposable
{
    // Compiling ahead of time takes minutes where cores are few.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(15);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lang-test-");
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public Shell()
    {
    }

    /// <summary>With a published <c>lang</c> first on the path.</summary>
    /// <param name="form">The folder below out/ that eng/publish.sh wrote.</param>
    public Shell(string form)
    {
        string folder = RepositoryFiles.PathOf("out", form);
        if (!File.Exists(Path.Combine(folder, "lang")))
            throw new FileNotFoundException($"There is no {folder}/lang: run eng/publish.sh first, or eng/test-toolchain.sh, which does both.");
        _path = folder + ":" + _path;
    }

    public string DirectoryPath => _directory.FullName;

    /// <summary>Writes a file into the directory.</summary>
    public void Write(string name, string content) => File.WriteAllText(Path.Combine(DirectoryPath, name), content);

    /// <summary>Runs a command with bash. Fails when it takes longer than a quarter of an hour.</summary>
    public ShellResult Run(string command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = DirectoryPath,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _path;
        start.Environment.Remove("NO_COLOR");
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"This took more than {s_timeout.TotalMinutes} minutes: {command}");
        }
        return new ShellResult(process.ExitCode, output.Result, error.Result);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
