using System.Globalization;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics;
using Lang.Hosting;
using Lang.Native;

namespace Examples;

/// <summary>Columns that users compute by formulas over other columns, as in a spreadsheet.</summary>
public sealed class Table(int rows)
{
    private readonly Dictionary<string, double[]> _columns = [];

    /// <summary>Adds a column of data.</summary>
    public void Add(string name, double[] values) => _columns.Add(name, values);

    /// <summary>Computes a column by a formula over the names of others.</summary>
    /// <exception cref="ScriptCompilationException">The formula has errors; the message marks them.</exception>
    /// <exception cref="ScriptException">It failed, or took too long.</exception>
    public double[] Compute(string formula)
    {
        // By itself first: errors then speak of the formula alone, and what is more than one expression is refused before it gets into a script.
        Compilation.CompileExpression(formula, [.. _columns.Keys.Select(name => (name, TlType.Float))], result: TlType.Float).EnsureSuccess();

        // One loop over whole columns is compiled to machine code as a whole; a call for each row would pay for the border each time.
        var host = new ScriptHost();
        foreach (string name in _columns.Keys)
            host.DeclareInput<double[]>(ColumnOf(name));
        string parameters = string.Join(", ", _columns.Keys.Select(name => $"{name}: float"));
        string elements = string.Join(", ", _columns.Keys.Select(name => $"{ColumnOf(name)}[i]"));
        string script = $$"""
            fn formula({{parameters}}) -> float => {{formula}}
            let results = [0.0; {{rows}}]
            for i in 0..{{rows}} { results[i] = formula({{elements}}) }
            """;
        var module = Compilation.Compile("formula", script, new CompilationOptions { Host = host, GlobalExports = ["results"] }).EnsureSuccess();

        using var vm = new Vm(module, new VmOptions { Host = host, TimeLimit = TimeSpan.FromSeconds(10) });
        foreach ((string name, double[] values) in _columns)
            vm.SetInput(ColumnOf(name), values);
        vm.Run();
        double[] results = new double[rows];
        vm.CopyGlobal("results", results);
        return results;
    }

    private static string ColumnOf(string name) => "column_" + name;
}

/// <summary>A formula engine over 100,000 rows.</summary>
public static class FormulaEngineExample
{
    /// <summary>Runs the example.</summary>
    public static void Run(TextWriter output)
    {
        const int Rows = 100_000;
        var table = new Table(Rows);
        table.Add("quantity", [.. Enumerable.Range(0, Rows).Select(i => (double)(i % 150))]);
        table.Add("price", [.. Enumerable.Range(0, Rows).Select(i => 1 + i % 20 * 0.5)]);

        foreach (string formula in (string[])["quantity * price", "quantity > 100.0 ? quantity * price * 0.9 : quantity * price + 5", "sqrt(quantity) + max(price, 3.0)"])
        {
            double[] results = table.Compute(formula);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{formula}: {results[1]:0.00}, {results[120]:0.00}, sum {results.Sum():0.00}"));
        }
        foreach (string formula in (string[])["quantity * prise", "0.0 } while true { }", "\"a\" + quantity"])
        {
            try
            {
                table.Compute(formula);
            }
            catch (ScriptCompilationException error)
            {
                output.WriteLine($"{formula}: {error.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).Message}");
            }
        }
    }
}
