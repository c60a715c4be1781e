using Lang.Cli.Hosting;

namespace Lang.Cli;

internal static class Program
{
    private static int Main(string[] args) => CommandLine.Run(args, new ProcessHost().Host);
}
