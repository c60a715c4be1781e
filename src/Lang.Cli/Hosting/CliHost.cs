using System.Text;
using Lang.Bytecode.Text;

namespace Lang.Cli.Hosting;

/// <summary>
/// What surrounds a command: streams, the directory relative paths start from, whether errors are coloured, and
/// the request to stop. The process gives one to the command line, tests give another.
/// </summary>
internal sealed class CliHost
{
    private readonly Lazy<bool> _colour;

    /// <param name="colour">Whether errors are coloured; asked only when there is something to colour.</param>
    public CliHost(Func<bool> colour) => _colour = new Lazy<bool>(colour);

    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output. Unbuffered: whoever writes much brings a buffer.</summary>
    public required OutputStream Output { get; init; }

    /// <summary>Standard error. Unbuffered.</summary>
    public required OutputStream Error { get; init; }

    /// <summary>The directory that relative paths are relative to.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Signalled when the run shall stop: Ctrl-C.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>Whether errors are coloured.</summary>
    public bool Colour => _colour.Value;

    /// <summary>Writes <paramref name="text"/> to standard error as it stands. Where that fails, there is no one left to tell.</summary>
    public void WriteError(string text)
    {
        try
        {
            Error.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // See above.
        }
    }

    /// <summary>Writes a message of <c>lang</c> itself to standard error.</summary>
    public void Report(string message) => ReportAs("lang", message);

    /// <summary>Writes a message about <paramref name="subject"/> to standard error, with control characters replaced.</summary>
    public void ReportAs(string subject, string message)
    {
        var text = new StringBuilder();
        SourceExcerpt.AppendPlain(text, $"{subject}: {message}");
        WriteError(text.Append('\n').ToString());
    }

    /// <summary>Writes <paramref name="text"/> to standard output.</summary>
    /// <exception cref="IOException">Writing failed; <see cref="Output"/> knows why.</exception>
    public void WriteOutput(string text) => Output.Write(Encoding.UTF8.GetBytes(text));
}
