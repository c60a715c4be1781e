using System.Text;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>What embedders write again and again.</summary>
internal static class Embed
{
    /// <summary>Every way to execute, and each with collections all the time.</summary>
    public static TheoryData<ExecutionTier, bool> Tiers
    {
        get
        {
            var data = new TheoryData<ExecutionTier, bool>();
            foreach (ExecutionTier tier in Enum.GetValues<ExecutionTier>())
            {
                data.Add(tier, false);
                data.Add(tier, true);
            }
            return data;
        }
    }

    public static VerifiedModule Compile(string text, ScriptHost? host = null) =>
        Compilation.Compile("test.tl", text, new CompilationOptions { Host = host }).EnsureSuccess();

    public static Vm NewVm(string text, ScriptHost? host = null, VmOptions? options = null) =>
        new(Compile(text, host), (options ?? new VmOptions()) with { Host = host });

    /// <summary>Runs a module; gives its output.</summary>
    public static string Run(VerifiedModule module, VmOptions options)
    {
        using var output = new MemoryStream();
        using var vm = new Vm(module, options with { Output = output });
        vm.Run();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Runs a script; gives its output.</summary>
    public static string Run(string text, ScriptHost? host = null, VmOptions? options = null) =>
        Run(Compile(text, host), (options ?? new VmOptions()) with { Host = host });
}
