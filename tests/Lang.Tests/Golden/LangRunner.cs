using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using Lang.Cli;
using Lang.Cli.Hosting;

namespace Lang.Tests.Golden;

/// <summary>What a run of <c>lang</c> did.</summary>
internal sealed record LangResult(int ExitCode, byte[] Output, byte[] Error)
{
    public string OutputText => Decode(Output);

    public string ErrorText => Decode(Error);

    /// <summary>Bytes as text that can be compared and shown: what is no UTF-8 is taken byte by byte.</summary>
    public static string Decode(byte[] bytes) => (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
}

/// <summary>Runs <c>lang</c>: in this process, or the program that LANG_BINARY names.</summary>
internal static class LangRunner
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    /// <summary>The published program to test instead of the code in this process, or null.</summary>
    public static string? Binary { get; } =
        Environment.GetEnvironmentVariable("LANG_BINARY") is { Length: > 0 } path ? Path.GetFullPath(path, RepositoryFiles.Root) : null;

    /// <summary>Runs <c>lang</c> with these arguments and standard input in <paramref name="directory"/>. Stops it after a minute.</summary>
    public static LangResult Run(string[] arguments, byte[]? input = null, string? directory = null) =>
        Binary is null
            ? RunHere(arguments, input ?? [], directory ?? RepositoryFiles.Root)
            : RunBinary(Binary, arguments, input ?? [], directory ?? RepositoryFiles.Root);

    /// <summary>Runs the command line in this process, whatever LANG_BINARY says.</summary>
    public static LangResult RunHere(string[] arguments, byte[] input, string directory)
    {
        using var timeout = new CancellationTokenSource(s_timeout);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var host = new CliHost(() => false)
        {
            Input = new MemoryStream(input),
            Output = new OutputStream(() => output),
            Error = new OutputStream(() => error),
            BaseDirectory = directory,
            Cancellation = timeout.Token,
        };
        int exitCode = CommandLine.Run(arguments, host);
        return new LangResult(exitCode, output.ToArray(), error.ToArray());
    }

    /// <summary>Runs a published program.</summary>
    public static LangResult RunBinary(string binary, string[] arguments, byte[] input, string directory)
    {
        var start = new ProcessStartInfo(binary, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream), error = ReadAsync(process.StandardError.BaseStream);
        Task feed = FeedAsync(process.StandardInput, input);
        if (!process.WaitForExit(s_timeout))
        {
            process.Kill();
            throw new TimeoutException($"{binary} {string.Join(' ', arguments)} ran for more than {s_timeout.TotalSeconds} seconds.");
        }
        Task.WaitAll(output, error, feed);
        return new LangResult(process.ExitCode, output.Result, error.Result);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    private static async Task FeedAsync(StreamWriter writer, byte[] input)
    {
        try
        {
            await writer.BaseStream.WriteAsync(input);
            writer.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of its input, as it may.
        }
    }
}
