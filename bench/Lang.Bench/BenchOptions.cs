using System.Collections.Immutable;
using System.Globalization;

namespace Lang.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Commands">The benchmarks to run, in order.</param>
/// <param name="Quick">Small sizes: shows that everything runs, measures little.</param>
/// <param name="Rounds">How often each pair is run.</param>
/// <param name="Only">If given, only kernels (or micro-benchmarks) whose names contain it, or one of several between commas.</param>
/// <param name="Publish">Whether to publish lang first; without it the binaries of the last run are measured.</param>
/// <param name="Save">Whether to write bench/results and the tables in docs/performance.md.</param>
internal sealed record BenchOptions(
    ImmutableArray<string> Commands, bool Quick, int Rounds, string Only, bool Publish, bool Save)
{
    private static readonly ImmutableArray<string> s_all = ["kernels", "startup", "compilation", "memory", "frontend"];

    public const string Usage = """
        usage: bench/run COMMAND... [options]

          kernels      TL and Lua 5.4 run the same kernels in turn, and TL and C (tcc); prints ratios
          startup      process time of a hello script and of one with 20 lines, against lua5.4 and an empty .NET program
          compilation  what a process's first compilation to machine code costs it
          memory       bytes per array element; resident memory of a script that drops 10 GB of strings
          frontend     source to verified bytecode in MB/s, from 10 KB to 10 MB
          peers        the same kernels by TL, gcc, clang, tcc, LuaJIT, Lua, Node, Java and .NET, in turn
          warmup       the same kernels with ever more work, by each tier alone and by all together: how soon scripts are fast
          profiling    what it costs that the interpreter and template code count, on the kernels of the first benchmark
          limits       the same kernels by TL alone: without limits, with time and heap limits, with fuel, with the profiler
          embedding    calls over the border, making VMs, a formula over 100,000 rows by TL, C#, expressions, Roslyn and NLua
          micro        BenchmarkDotNet: front-end stages, verifier, interpreter per instruction
          all          the first five

          --quick       small sizes, one round
          --rounds N    how often each pair runs (default 5)
          --only NAMES  only kernels or micro-benchmarks whose names contain one of NAMES (a,b,c)
          --no-publish  measure the lang in out/, published earlier
          --save        write bench/results/ and the tables of docs/performance.md
        """;

    /// <summary>Whether a kernel of this name is to be run.</summary>
    public bool Selects(string name) => Only.Split(',').Any(part => name.Contains(part, StringComparison.Ordinal));

    public static BenchOptions Parse(string[] args)
    {
        var commands = ImmutableArray.CreateBuilder<string>();
        var options = new BenchOptions([], false, 5, "", true, false);
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick": options = options with { Quick = true, Rounds = 1 }; break;
                case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out int rounds) && rounds > 0:
                    options = options with { Rounds = rounds };
                    i++;
                    break;
                case "--only" when i + 1 < args.Length: options = options with { Only = args[++i] }; break;
                case "--no-publish": options = options with { Publish = false }; break;
                case "--save": options = options with { Save = true }; break;
                case "all": commands.AddRange(s_all); break;
                case "peers" or "warmup" or "profiling" or "limits" or "micro" or "embedding": commands.Add(args[i]); break;
                case string name when s_all.Contains(name): commands.Add(name); break;
                default: throw new BenchException($"{args[i]}: not understood\n\n{Usage}");
            }
        }
        if (commands.Count == 0)
            throw new BenchException($"no command\n\n{Usage}");
        return options with { Commands = commands.ToImmutable() };
    }
}
