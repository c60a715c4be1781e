using System.Globalization;
using System.Linq.Expressions;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using NLua;

namespace Lang.Bench.Embedding;

/// <summary>One formula over a table of 100,000 rows, by everything a .NET program might use for it.</summary>
internal static class Formula
{
    private const string Script = """
        fn total(quantity: float, price: float, discount: float) -> float {
            let net = quantity * price * (1.0 - discount)
            return quantity > 100.0 ? net * 0.95 : net + 5.0
        }
        fn column(quantity: float[], price: float[], discount: float[], result: float[]) {
            for i in 0..quantity.len() { result[i] = total(quantity[i], price[i], discount[i]) }
        }
        let results = [0.0; 0]
        fn inputs() {
            if results.len() != quantities.len() { results = [0.0; quantities.len()] }
            column(quantities, prices, discounts, results)
        }
        """;

    private const string Lua = """
        function total(quantity, price, discount)
            local net = quantity * price * (1.0 - discount)
            if quantity > 100.0 then return net * 0.95 end
            return net + 5.0
        end
        function column(quantity, price, discount, rows)
            local result = {}
            for i = 1, rows do result[i] = total(quantity[i], price[i], discount[i]) end
            return result
        end
        """;

    public static string Measure(bool quick, int rounds)
    {
        int rows = quick ? 1000 : 100_000;
        var random = new Random(1);
        double[] Column(double most) => [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() * most)];
        double[] quantity = Column(200), price = Column(50), discount = Column(0.3), wanted = new double[rows];

        var host = new ScriptHost();
        foreach (string name in (string[])["quantities", "prices", "discounts"])
            host.DeclareInput<double[]>(name);
        var options = new CompilationOptions { Host = host, GlobalExports = ["results"] };
        using var vm = new Vm(Compilation.Compile("formula.tl", Script, options).EnsureSuccess(), new VmOptions { Host = host });
        vm.SetInput("quantities", quantity);
        vm.SetInput("prices", price);
        vm.SetInput("discounts", discount);
        var column = vm.GetAction<ReadOnlySpan<double>, ReadOnlySpan<double>, ReadOnlySpan<double>, Span<double>>("column");
        Action inputs = vm.GetAction("inputs");
        var row = vm.GetFunction<double, double, double, double>("total");
        Func<double, double, double, double> lambda = Total, compiled = Compiled();
        var roslyn = CSharpScript.EvaluateAsync<Func<double, double, double, double>>(
            "(double q, double p, double d) => { double net = q * p * (1.0 - d); return q > 100.0 ? net * 0.95 : net + 5.0; }",
            Microsoft.CodeAnalysis.Scripting.ScriptOptions.Default.WithOptimizationLevel(Microsoft.CodeAnalysis.OptimizationLevel.Release)
                .WithImports("System")).Result;
        using var lua = new Lua();
        lua.DoString(Lua);
        LuaFunction luaTotal = lua.GetFunction("total"), luaColumn = lua.GetFunction("column");
        using LuaTable luaQuantity = Table(lua, "q", quantity), luaPrice = Table(lua, "p", price), luaDiscount = Table(lua, "d", discount);

        Rows(lambda, quantity, price, discount, wanted);
        double[] result = new double[rows];
        column(quantity, price, discount, result);
        Check(result, wanted);
        Array.Clear(result);
        inputs();
        vm.CopyGlobal("results", result);
        Check(result, wanted);
        Check(Rows(row, quantity, price, discount, new double[rows]), wanted);
        Check(Rows(compiled, quantity, price, discount, new double[rows]), wanted);
        Check(Rows(roslyn, quantity, price, discount, new double[rows]), wanted);

        (string Name, Action Run)[] forms =
        [
            ("C# delegate, called for each row", () => Rows(lambda, quantity, price, discount, result)),
            ("System.Linq.Expressions, compiled, called for each row", () => Rows(compiled, quantity, price, discount, result)),
            ("Roslyn scripting, called for each row", () => Rows(roslyn, quantity, price, discount, result)),
            ("TL, the script loops over columns that are its inputs; the result is copied", () =>
            {
                inputs();
                vm.CopyGlobal("results", result);
            }),
            ("TL, the same with all columns copied in and out each time", () => column(quantity, price, discount, result)),
            ("TL, called for each row", () => Rows(row, quantity, price, discount, result)),
            ("NLua, the script loops over tables that are there", () => luaColumn.Call(luaQuantity, luaPrice, luaDiscount, (long)rows)),
            ("NLua, called for each row", () => { for (int i = 0; i < rows; i++) result[i] = (double)luaTotal.Call(quantity[i], price[i], discount[i])[0]; }),
        ];
        double[] times = Timing.InTurn(rounds, quick ? 1 : 3, [.. forms.Select<(string Name, Action Run), Action<int>>(form => count =>
        {
            for (int i = 0; i < count; i++)
                form.Run();
        })]);
        string table = string.Create(CultureInfo.InvariantCulture, $"| formula over {rows:N0} rows | ms | ratio to the expression | ratio to TL's loop |\n| --- | ---: | ---: | ---: |\n");
        for (int i = 0; i < forms.Length; i++)
            table += string.Create(CultureInfo.InvariantCulture, $"| {forms[i].Name} | {times[i] / 1e6:0.00} | {times[i] / times[1]:0.00} | {times[i] / times[3]:0.0} |\n");
        return table;
    }

    private static double Total(double quantity, double price, double discount)
    {
        double net = quantity * price * (1.0 - discount);
        return quantity > 100.0 ? net * 0.95 : net + 5.0;
    }

    private static Func<double, double, double, double> Compiled()
    {
        ParameterExpression q = Expression.Parameter(typeof(double)), p = Expression.Parameter(typeof(double)), d = Expression.Parameter(typeof(double));
        Expression net = Expression.Multiply(Expression.Multiply(q, p), Expression.Subtract(Expression.Constant(1.0), d));
        Expression body = Expression.Condition(Expression.GreaterThan(q, Expression.Constant(100.0)),
            Expression.Multiply(net, Expression.Constant(0.95)), Expression.Add(net, Expression.Constant(5.0)));
        return Expression.Lambda<Func<double, double, double, double>>(body, q, p, d).Compile();
    }

    private static double[] Rows(Func<double, double, double, double> total, double[] quantity, double[] price, double[] discount, double[] result)
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = total(quantity[i], price[i], discount[i]);
        return result;
    }

    private static LuaTable Table(Lua lua, string name, double[] values)
    {
        lua.NewTable(name);
        LuaTable table = lua.GetTable(name);
        for (int i = 0; i < values.Length; i++)
            table[i + 1] = values[i];
        return table;
    }

    private static void Check(double[] result, double[] wanted)
    {
        if (!result.AsSpan().SequenceEqual(wanted))
            throw new InvalidOperationException("The results differ.");
    }
}
