using System.Globalization;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Examples;

/// <summary>What the rules decide about.</summary>
public sealed record Order(string Country, double Amount, long Items);

/// <summary>Rules in a file that can change while the program runs. What can't be used is reported, and the rules before stay in force.</summary>
public sealed class Rules(string path, ScriptHost host, Action<string> report) : IDisposable
{
    private string? _text;
    private Vm? _vm;
    private Func<string, double, long, double>? _discount;

    /// <summary>Looks whether the file has changed; a real program would be told by a FileSystemWatcher.</summary>
    public void Refresh()
    {
        string text = File.ReadAllText(path);
        if (text == _text)
            return;
        _text = text;
        try
        {
            Load(text);
            report("loaded");
        }
        catch (Exception error) when (error is ScriptCompilationException or ScriptException or ArgumentException)
        {
            report("rejected: " + error.Message);
        }
    }

    /// <summary>The discount for an order.</summary>
    public double Discount(Order order) => _discount is { } discount
        ? discount(order.Country, order.Amount, order.Items)
        : throw new InvalidOperationException("There are no rules yet.");

    /// <inheritdoc/>
    public void Dispose() => _vm?.Dispose();

    // Nothing of ours changes before all of it has worked.
    private void Load(string text)
    {
        VerifiedModule module = Compilation.Compile(Path.GetFileName(path), text, new CompilationOptions { Host = host }).EnsureSuccess();
        var vm = new Vm(module, new VmOptions { Host = host, TimeLimit = TimeSpan.FromMilliseconds(500), HeapLimit = 16 << 20 });
        try
        {
            // Gives the script's own variables their values.
            vm.Run();
            _discount = vm.GetFunction<string, double, long, double>("discount");
        }
        catch
        {
            vm.Dispose();
            throw;
        }
        _vm?.Dispose();
        _vm = vm;
    }
}

/// <summary>A rule engine that takes new rules while it runs.</summary>
public static class RuleEngineExample
{
    private static readonly string[] s_versions =
    [
        """
        let threshold = 100.0
        fn discount(country: string, amount: float, items: int) -> float => amount > threshold ? 0.1 : 0.0
        """,
        """
        fn discount(country: string, amount: float, items: int) -> float {
            if is_partner(country) { return 0.25 }
            return items >= 10 ? 0.15 : 0.0
        }
        """,
        "fn discount(country: string, amount: float, items: int) -> float => amount * \"2\"",
        "fn rebate(country: string) -> float => 1.0",
        "let rates = [0.1]\nlet rate = rates[1]\nfn discount(country: string, amount: float, items: int) -> float => rate",
    ];

    /// <summary>Runs the example.</summary>
    public static void Run(TextWriter output)
    {
        var host = new ScriptHost();
        host.Register("is_partner", (string country) => country is "CH" or "NZ");
        Order[] orders = [new("CH", 80, 2), new("FR", 200, 1), new("FR", 50, 12)];

        DirectoryInfo folder = Directory.CreateTempSubdirectory("rules-");
        try
        {
            string path = Path.Combine(folder.FullName, "rules.tl");
            using var rules = new Rules(path, host, output.WriteLine);
            foreach (string version in s_versions)
            {
                File.WriteAllText(path, version);
                rules.Refresh();
                output.WriteLine(string.Join(", ", orders.Select(order => string.Create(CultureInfo.InvariantCulture, $"{order.Country} {rules.Discount(order):0.00}"))));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
