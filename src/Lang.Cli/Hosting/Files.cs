namespace Lang.Cli.Hosting;

/// <summary>Reads and writes the files a command names. What goes wrong is reported in words and is a usage error.</summary>
internal static class Files
{
    // What Windows says of names with characters that no file can have there: ERROR_INVALID_NAME.
    private const int InvalidNameWindows = unchecked((int)0x8007007B);

    /// <summary>The content of <paramref name="path"/> (<c>-</c>: of standard input), or null when it can't be read.</summary>
    public static byte[]? Read(string path, CliHost host)
    {
        try
        {
            return path == "-" ? ReadToEnd(host.Input) : WholeFile.Read(Path.Combine(host.BaseDirectory, path));
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            host.Report($"cannot read '{path}': {Describe(e, path, host)}");
            return null;
        }
    }

    /// <summary>Replaces the content of <paramref name="path"/>; false when that fails.</summary>
    public static bool Write(string path, ReadOnlySpan<byte> content, CliHost host)
    {
        try
        {
            File.WriteAllBytes(Path.Combine(host.BaseDirectory, path), content);
            return true;
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            host.Report($"cannot write '{path}': {Describe(e, path, host)}");
            return false;
        }
    }

    /// <summary>The name under which messages speak of <paramref name="path"/>.</summary>
    public static string DisplayName(string path) => path == "-" ? "<stdin>" : path;

    private static byte[] ReadToEnd(Stream stream)
    {
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static bool IsFileTrouble(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    // Not the exception's own words: a trimmed program carries none.
    private static string Describe(Exception e, string path, CliHost host) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException or { HResult: InvalidNameWindows } => "there is no such file or directory",
        _ when path != "-" && Directory.Exists(Path.Combine(host.BaseDirectory, path)) => "it is a directory",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the path is too long",
        ArgumentException or NotSupportedException => "that is no path",
        _ => "input or output failed",
    };
}
