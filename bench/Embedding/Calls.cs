using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Bench.Embedding;

/// <summary>What a call costs over the border, in either direction.</summary>
internal static unsafe class Calls
{
    private static long s_sink;

    public static string Measure(bool quick, int rounds)
    {
        var host = new ScriptHost();
        host.Register("managed", static (long a, long b) => a + b);
        host.Register("direct", static (long a, long b) => a + b).Address = (nint)(delegate* unmanaged<long, long, long>)&Add;
        host.Register("length", static (string s) => (long)s.Length);
        host.Register("sum", static (ReadOnlySpan<double> xs) => (double)xs.Length);
        const string source = """
            fn add(a: int, b: int) -> int => a + b
            fn shout(s: string) -> string => s
            fn managed_loop(n: int) -> int { let s = 0 for i in 0..n { s = managed(s, i) } return s }
            fn direct_loop(n: int) -> int { let s = 0 for i in 0..n { s = direct(s, i) } return s }
            fn string_loop(n: int) -> int { let s = 0 for i in 0..n { s += length("hello") } return s }
            fn span_loop(n: int) -> float { let xs = [0.0; 100] let s = 0.0 for i in 0..n { s += sum(xs) } return s }
            """;
        using var vm = new Vm(Compilation.Compile("calls.tl", source, new CompilationOptions { Host = host }).EnsureSuccess(), new VmOptions { Host = host });
        Func<long, long, long> add = vm.GetFunction<long, long, long>("add");
        Func<long, long, long> bare = static (a, b) => CallPointer((delegate* unmanaged<long, long, long>)&Add, a, b);
        Func<string, string> shout = vm.GetFunction<string, string>("shout");
        Func<long, long> managedLoop = vm.GetFunction<long, long>("managed_loop"), directLoop = vm.GetFunction<long, long>("direct_loop");
        Func<long, long> stringLoop = vm.GetFunction<long, long>("string_loop");
        Func<long, double> spanLoop = vm.GetFunction<long, double>("span_loop");
        double[] times = Timing.InTurn(rounds, quick ? 20_000 : 2_000_000,
            n => Repeat(bare, n), n => Repeat(add, n), n => { for (int i = 0; i < n; i++) shout("hello"); },
            n => s_sink += directLoop(n), n => s_sink += managedLoop(n), n => s_sink += stringLoop(n), n => spanLoop(n));
        return string.Create(CultureInfo.InvariantCulture, $"""
            | call | ns | ratio | goal |
            | --- | ---: | ---: | ---: |
            | C# delegate around a function pointer | {times[0]:0.0} | 1.0 | |
            | typed delegate of a script function, two ints | {times[1]:0.0} | {times[1] / times[0]:0.0} | 3 |
            | typed delegate, a string in and out | {times[2]:0.0} | {times[2] / times[0]:0.0} | |
            | from a native loop: bare call back into C# | {times[3]:0.0} | 1.0 | |
            | from a native loop: registered lambda, two ints | {times[4]:0.0} | {times[4] / times[3]:0.0} | 3 |
            | from a native loop: registered lambda, a string | {times[5]:0.0} | {times[5] / times[3]:0.0} | |
            | from a native loop: registered lambda, a span of an array | {times[6]:0.0} | {times[6] / times[3]:0.0} | |


            """);
    }

    private static void Repeat(Func<long, long, long> function, int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
            sum = function(sum, i);
        s_sink += sum;
    }

    // In a method of its own, as every such delegate has it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long CallPointer(delegate* unmanaged<long, long, long> pointer, long a, long b) => pointer(a, b);

    [UnmanagedCallersOnly]
    private static long Add(long a, long b) => a + b;
}
