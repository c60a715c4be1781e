using Lang.Cli.Hosting;

namespace Lang.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var process = new ProcessHost();
        return CommandLine.Run(args, process.Host);
    }
}
