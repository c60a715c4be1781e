using System.Globalization;
using System.Text;
using Lang.Frontend;
using Lang.Native;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>Compiles and runs TL in this process.</summary>
internal static class TlRunner
{
    /// <summary>Generated programs take a thousandth of it.</summary>
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(20);

    /// <summary>What the script prints; after a run-time error a line <c>error CODE</c>. For a script with errors, these.</summary>
    public static string Run(string source)
    {
        CompilationResult compiled = Compilation.Compile("random.tl", source);
        if (compiled.Verified is null)
            return string.Join('\n', compiled.Diagnostics);
        using var output = new MemoryStream();
        string end = "";
        using (var vm = new Vm(compiled.Verified, new VmOptions { Output = output, TimeLimit = s_timeLimit }))
        {
            try
            {
                vm.Run();
            }
            catch (ScriptException exception)
            {
                end = string.Create(CultureInfo.InvariantCulture, $"error R{(int)exception.Error.Code:000}\n");
            }
        }
        return Encoding.UTF8.GetString(output.ToArray()) + end;
    }
}
