using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>README's example of embedding, compiled and run. <see cref="ReadmeTests"/> compares the two.</summary>
internal static class ReadmeExample
{
    public static void Run()
    {
        // README:
        var host = new ScriptHost();
        host.Register("rate", (string country) => country == "CH" ? 0.081 : 0.2);

        var module = Compilation.Compile("price.tl", """
            fn gross(net: float, country: string) -> float => net * (1.0 + rate(country))
            """, new() { Host = host }).EnsureSuccess();

        using var vm = new Vm(module, new() { Host = host, TimeLimit = TimeSpan.FromSeconds(1), HeapLimit = 64 << 20 });
        var gross = vm.GetFunction<double, string, double>("gross");
        Console.WriteLine(gross(100, "CH"));
        // :README
    }
}
