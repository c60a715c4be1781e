using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Hosting;
using Lang.Native;

namespace Examples;

/// <summary>Plugins from anywhere: each sees what the host offers and nothing else, and none can stop the others.</summary>
public static class PluginHostExample
{
    private static readonly (string Name, string Script)[] s_plugins =
    [
        ("good", "fn on_message(user: string, text: string) -> string => user + \" says \" + text"),
        ("counter", "let n = 0\nfn on_message(user: string, text: string) -> string {\n    n += 1\n    set_badge(n)\n    return \"\"\n}"),
        ("endless", "fn on_message(user: string, text: string) -> string {\n    while true { }\n    return \"\"\n}"),
        ("greedy", "fn on_message(user: string, text: string) -> string {\n    let all = [text]\n    while true { all.push(text + string(all.len())) }\n    return \"\"\n}"),
        ("deep", "fn down(n: int) -> int => 1 + down(n + 1)\nfn on_message(user: string, text: string) -> string => string(down(0))"),
        ("wrong", "fn on_message(user: string, text: string) -> string => string(text.len() / (user.len() - 3))"),
        ("nosy", "fn on_message(user: string, text: string) -> string => string(clock())"),
        ("rude", "fn on_message(user: string, text: string) -> string {\n    set_badge(-1)\n    return \"\"\n}"),
        ("broken", "fn on_message(user: string, text: string) -> string => txet"),
    ];

    /// <summary>Runs the example.</summary>
    public static void Run(TextWriter output)
    {
        long badge = 0;
        var host = new ScriptHost();
        host.Register("set_badge", (long n) => { badge = n >= 0 ? n : throw new ArgumentOutOfRangeException(nameof(n), "a badge is not negative"); });
        var compilation = new CompilationOptions { Host = host, Capabilities = ScriptCapabilities.None, SourceLimit = 100_000 };
        var options = new VmOptions
        {
            Host = host,
            Grants = Capabilities.None,
            TimeLimit = TimeSpan.FromMilliseconds(2000),
            HeapLimit = 4 << 20,
            MaxCallDepth = 500,
        };

        var vms = new Dictionary<string, Vm>();
        foreach ((string name, string script) in s_plugins)
        {
            CompilationResult result = Compilation.Compile(name + ".tl", script, compilation);
            if (result.Success)
                vms.Add(name, new Vm(result.EnsureSuccess(), options));
            else
                output.WriteLine($"{name}: {result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).Message}");
        }
        foreach (string text in (string[])["hello", "again"])
        {
            output.WriteLine($"> {text}");
            foreach ((string name, Vm vm) in vms)
                output.WriteLine($"{name}: {Ask(vm, text)}");
        }
        output.WriteLine($"badge {badge}");
        foreach (Vm vm in vms.Values)
            vm.Dispose();
    }

    private static string Ask(Vm vm, string text)
    {
        try
        {
            return vm.GetFunction<string, string, string>("on_message")("ada", text);
        }
        catch (ScriptLimitException limit)
        {
            return $"stopped by {limit.GetType().Name}";
        }
        catch (HostFunctionException fault)
        {
            return $"misused the host: {fault.InnerException!.GetType().Name}";
        }
        catch (ScriptException error)
        {
            return $"failed in line {error.Error.Position!.Value.Line}: {error.Message}";
        }
    }
}
