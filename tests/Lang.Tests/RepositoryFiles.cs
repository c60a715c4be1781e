namespace Lang.Tests;

/// <summary>Finds the repository that the tests were built from.</summary>
internal static class RepositoryFiles
{
    /// <summary>The directory that holds lang.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path in the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>All files below a folder of the repository with this ending, without what a build leaves behind.</summary>
    public static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(path => !IsBuildOutput(path))
            .Order(StringComparer.Ordinal);

    /// <summary>The path relative to the repository, with forward slashes.</summary>
    public static string RelativePath(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static bool IsBuildOutput(string path)
    {
        string relative = "/" + RelativePath(path);
        return relative.Contains("/bin/", StringComparison.Ordinal) || relative.Contains("/obj/", StringComparison.Ordinal);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "lang.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests run outside the repository: no lang.sln above " + AppContext.BaseDirectory);
    }
}
