using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Hosting;
using Lang.Native;

namespace Examples;

/// <summary>A plugin: its VM, and the one function that the host calls.</summary>
public sealed class Plugin : IDisposable
{
    private readonly Vm _vm;
    private readonly Func<string, string, string> _onMessage;

    private Plugin(string name, Vm vm, Func<string, string, string> onMessage) => (Name, _vm, _onMessage) = (name, vm, onMessage);

    /// <summary>What the host calls it.</summary>
    public string Name { get; }

    /// <summary>Compiles a plugin, and runs what stands outside its functions.</summary>
    /// <exception cref="ScriptCompilationException">It has errors, or wants what plugins may not have.</exception>
    /// <exception cref="ScriptException">It failed, or reached a limit.</exception>
    /// <exception cref="ArgumentException">It has no function <c>on_message</c>, or one of other types.</exception>
    public static Plugin Load(string name, string script, CompilationOptions compilation, VmOptions limits)
    {
        var vm = new Vm(Compilation.Compile(name + ".tl", script, compilation).EnsureSuccess(), limits);
        try
        {
            vm.Run();
            return new Plugin(name, vm, vm.GetFunction<string, string, string>("on_message"));
        }
        catch
        {
            vm.Dispose();
            throw;
        }
    }

    /// <summary>What it answers, or how it failed.</summary>
    public string Ask(string user, string text)
    {
        try
        {
            return _onMessage(user, text);
        }
        catch (ScriptLimitException limit)
        {
            return $"stopped by {limit.GetType().Name}";
        }
        catch (HostFunctionException fault)
        {
            return $"misused the host: {fault.InnerException!.Message}";
        }
        catch (ScriptException error)
        {
            return $"failed in line {error.Error.Position?.Line}: {error.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _vm.Dispose();
}

/// <summary>Plugins from anywhere: each sees what the host offers and nothing else, and none can stop the others.</summary>
public static class PluginHostExample
{
    // Theirs would be files in a folder, or rows of a database.
    private static readonly (string Name, string Script)[] s_plugins =
    [
        ("good", """
            let verb = "says"
            fn on_message(user: string, text: string) -> string => user + " " + verb + " " + text
            """),
        ("counter", """
            let n = 0
            fn on_message(user: string, text: string) -> string {
                n += 1
                set_badge(n)
                return "seen " + string(n)
            }
            """),
        ("endless", """
            fn on_message(user: string, text: string) -> string {
                while true { }
                return ""
            }
            """),
        ("greedy", """
            fn on_message(user: string, text: string) -> string {
                let all = [text]
                while true { all.push(text + string(all.len())) }
                return ""
            }
            """),
        ("deep", """
            fn down(n: int) -> int => 1 + down(n + 1)
            fn on_message(user: string, text: string) -> string => string(down(0))
            """),
        ("wrong", "fn on_message(user: string, text: string) -> string => string(text.len() / (user.len() - 3))"),
        ("nosy", "fn on_message(user: string, text: string) -> string => string(clock())"),
        ("rude", """
            fn on_message(user: string, text: string) -> string {
                set_badge(-1)
                return ""
            }
            """),
        ("broken", "fn on_message(user: string, text: string) -> string => txet"),
        ("other", "fn on_massage(user: string, text: string) -> string => text"),
        ("late", """
            let ready = false
            while !ready { }
            fn on_message(user: string, text: string) -> string => text
            """),
    ];

    /// <summary>Runs the example.</summary>
    public static void Run(TextWriter output)
    {
        long badge = 0;
        var host = new ScriptHost();
        host.Register("set_badge", (long n) => { badge = n >= 0 ? n : throw new InvalidOperationException("a badge is not negative"); });

        // Not even output: what a plugin has to say it returns.
        var compilation = new CompilationOptions { Host = host, Capabilities = ScriptCapabilities.None, SourceLimit = 100_000 };
        var limits = new VmOptions { Host = host, TimeLimit = TimeSpan.FromSeconds(2), HeapLimit = 4 << 20, MaxCallDepth = 500 };

        var plugins = new List<Plugin>();
        foreach ((string name, string script) in s_plugins)
        {
            try
            {
                plugins.Add(Plugin.Load(name, script, compilation, limits));
            }
            catch (ScriptCompilationException errors)
            {
                output.WriteLine($"{name} left out: {errors.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).Message}");
            }
            catch (Exception error) when (error is ScriptException or ArgumentException)
            {
                output.WriteLine($"{name} left out: {error.Message}");
            }
        }
        foreach (string text in (string[])["hello", "again"])
        {
            output.WriteLine($"> {text}");
            foreach (Plugin plugin in plugins)
                output.WriteLine($"{plugin.Name}: {plugin.Ask("ada", text)}");
        }
        output.WriteLine($"badge {badge}");
        plugins.ForEach(plugin => plugin.Dispose());
    }
}
