using System.Diagnostics;
using Lang.Testing.Programs;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>Compiles C text with gcc and runs it.</summary>
internal static class CompiledC
{
    // -fwrapv and the float flags pin what TL defines; -O1 keeps gcc quick.
    private static readonly string[] s_flags = ["-std=gnu11", "-O1", "-w", "-fwrapv", "-ffp-contract=off", "-fno-fast-math"];

    /// <summary>The outputs of <paramref name="programs"/>, in order, from one executable.</summary>
    /// <exception cref="InvalidOperationException">gcc is missing or fails, or the executable does.</exception>
    public static string[] Run(IReadOnlyList<RandomProgram> programs)
    {
        string folder = Directory.CreateTempSubdirectory("lang-differential-").FullName;
        try
        {
            string source = Path.Combine(folder, "programs.c"), executable = Path.Combine(folder, "programs");
            File.WriteAllText(source, CPrinter.Print(programs));
            Execute("gcc", [.. s_flags, "-o", executable, source, "-lm"]);
            string output = Execute(executable, []);
            string[] outputs = output.Split("=== ", StringSplitOptions.RemoveEmptyEntries);
            return [.. outputs.Select(text => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..])];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Execute(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
