using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lang.Toolchain.Tests.Debugging;

/// <summary>A directory with a C library for <see cref="CodeHost"/>, and programs run in it.</summary>
internal sealed class HostedCode : IDisposable
{
    private const string Library = """
        #include <stdio.h>
        #include <sys/prctl.h>
        void enter(void (*thunk)(void *, long *), void *code, long *slots) { thunk(code, slots); __asm__ volatile(""); }
        void reached(long inner) { __asm__ volatile(""); }
        void removed(long inner, long outer) { __asm__ volatile(""); }
        void wait_for_input(long inner)
        {
            prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY); /* a debugger need not be our parent */
            puts("waiting");
            fflush(stdout);
            getchar();
        }

        """;

    // The program itself, which gdb can load: what is first on the path may be a script that starts it.
    private static readonly string s_dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);

    private readonly string _directory = Directory.CreateTempSubdirectory("lang-debugging-").FullName;

    public HostedCode()
    {
        Write("library.c", Library);
        Run("gcc", ["-O1", "-fno-omit-frame-pointer", "-shared", "-fPIC", "-o", "library.so", "library.c"]);
    }

    /// <summary>The command that runs the host.</summary>
    /// <param name="function">The C function that it calls.</param>
    /// <param name="rounds">What its generated code counts before.</param>
    /// <param name="calls">How often.</param>
    /// <param name="listeners">Who is told: perf, gdb.</param>
    public string[] Command(string function, long rounds, int calls, params string[] listeners) =>
        [s_dotnet, typeof(CodeHost).Assembly.Location, Path.Combine(_directory, "library.so"), function, $"{rounds}", $"{calls}", .. listeners];

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);

    /// <summary>Starts a program with its input and output in pipes.</summary>
    public Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = _directory,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Runs a program to its end. Fails when its exit code is not 0, or after five minutes.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public string Run(string program, IEnumerable<string> arguments)
    {
        using Process process = Start(program, arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} took more than {s_timeout.TotalMinutes} minutes.");
        }
        process.ExitCode.Should().Be(0, output.Result + error.Result);
        return output.Result;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
