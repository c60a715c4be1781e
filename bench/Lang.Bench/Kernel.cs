using System.Collections.Immutable;
using System.Globalization;

namespace Lang.Bench;

/// <summary>A program written in every language of the peers, in bench/peers/NAME; all print the same.</summary>
/// <param name="Size">Its argument where optimised code is compared: half of a second to a second of gcc's time.</param>
/// <param name="TemplateSize">Its argument where template code is: a fifth to half of a second of tcc's.</param>
/// <param name="InterpreterSize">Its argument where the interpreter is: a fifth to half of a second of Lua's.</param>
/// <param name="Quick">A small argument, to check that the outputs agree.</param>
/// <param name="IsEvidence">False where C takes the same time with and without optimisation: shown, but left out of the means that compare compilers.</param>
internal sealed record Kernel(string Name, int Size, int TemplateSize, int InterpreterSize, int Quick, bool IsEvidence, string What)
{
#pragma warning disable format
    public static readonly ImmutableArray<Kernel> All =
    [
        //  name                 size    template  interpreter  quick  evidence
        new("fib",                 44,         38,         34,    20, true,  "recursive calls, one argument"),
        new("tak",               4000,       2000,        150,     1, true,  "recursive calls, three arguments"),
        new("ackermann",         8000,        400,         80,     3, true,  "recursive calls nested in one another, deep"),
        new("loops",             2200,        650,        300,    40, true,  "three nested loops in the script body"),
        new("modloop",    500_000_000, 60_000_000, 12_000_000,  1000, true,  "remainders and quotients by constants in the script body"),
        new("collatz",      5_000_000,    500_000,    150_000,   500, true,  "branches in the script body"),
        new("gcd",               7000,       3500,       1500,    30, false, "divisions that wait for each other: the divider decides"),
        new("sieve",              600,         80,         10,     1, true,  "a bool array"),
        new("queens",              14,         13,         12,     6, true,  "bool arrays and recursion"),
        new("matmul",             300,         12,          2,     1, true,  "flat arrays of floats"),
        new("heat",              8000,        600,         40,     2, true,  "neighbours in a float array"),
        new("nbody",       20_000_000,  2_000_000,    100_000,    50, true,  "float arithmetic on small arrays"),
        new("spectral",          4500,       1500,        300,    20, true,  "floats, a small function in the inner loop"),
        new("mandelbrot",        2200,       1200,        600,    20, true,  "float variables in the script body"),
        new("fannkuch",            80,         24,          3,     1, true,  "small int arrays, read and written"),
        new("quicksort",          150,         40,          8,     1, true,  "recursion over one int array"),
        new("heapsort",            90,         30,          4,     1, true,  "a float array, data-dependent branches"),
        new("hash",       500_000_000, 80_000_000,  8_000_000,  1000, false, "a chain of shifts and xors in the script body: latency decides"),
        new("distance",        28_000,       7000,       2000,    40, true,  "bytes of strings, two int rows"),
        new("strings",            900,        120,         12,     1, true,  "appending, slicing, parsing in the script body"),
        new("closures",     6_000_000,    600_000,     70_000,    50, true,  "calls through function values"),
    ];
#pragma warning restore format

    /// <summary>Its text in the language with this suffix.</summary>
    public string Text(string suffix) => Repository.PathOf("bench", "peers", Name, Name + suffix);

    /// <summary>An argument as it is given to a program: one of the kernel's sizes, or the small one.</summary>
    public string Argument(int size, bool quick = false) => (quick ? Quick : size).ToString(CultureInfo.InvariantCulture);
}
