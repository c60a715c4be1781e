using System.Collections.Immutable;
using System.Globalization;

namespace Lang.Bench.Kernels;

/// <summary>A program written in TL, in Lua and in C, in bench/kernels; all print the same.</summary>
/// <param name="Size">Its argument: a fifth to half of a second of Lua's time.</param>
/// <param name="Large">Its argument when native code is compared: a fifth to half of a second of tcc's.</param>
/// <param name="Quick">A small argument, to check that the outputs agree.</param>
internal sealed record Kernel(string Name, int Size, int Large, int Quick, string What)
{
#pragma warning disable format
    public static readonly ImmutableArray<Kernel> All =
    [
        new("fib",                34,         38,   20, "recursive calls, one argument"),
        new("tak",               150,       2000,    1, "recursive calls, three arguments"),
        new("ackermann",           9,         10,    3, "deep recursion"),
        new("loops",             300,        650,   20, "three nested loops in the script body"),
        new("modloop",    12_000_000, 60_000_000, 1000, "remainders and quotients by constants in the script body"),
        new("collatz",       150_000,    500_000,  500, "branches in the script body"),
        new("gcd",              1500,       3500,   30, "calls of a small function with a loop"),
        new("sieve",       4_000_000, 40_000_000, 1000, "a bool array"),
        new("queens",             12,         13,    6, "bool arrays and recursion"),
        new("matmul",            200,        400,   12, "rows of floats"),
        new("nbody",         100_000,  2_000_000,   50, "float arithmetic on small arrays"),
        new("spectral",          300,       1500,   20, "floats, a small function in the inner loop"),
        new("mandelbrot",        600,       1200,   20, "float variables"),
        new("fannkuch",            9,         10,    6, "small int arrays, read and written"),
        new("quicksort",     300_000,  3_000_000,  500, "recursion over one int array"),
        new("heapsort",      200_000,  1_500_000,  500, "a float array, data-dependent branches"),
        new("hash",        8_000_000, 80_000_000, 1000, "wrapping arithmetic and shifts in the script body"),
        new("distance",         2000,       7000,   40, "bytes of strings, two int rows"),
        new("strings",       500_000,  5_000_000,  500, "appending, slicing, parsing"),
        new("closures",       70_000,    600_000,   50, "calls through function values"),
    ];
#pragma warning restore format

    public string Tl => Repository.PathOf("bench", "kernels", Name + ".tl");

    public string Lua => Repository.PathOf("bench", "kernels", Name + ".lua");

    public string C => Repository.PathOf("bench", "kernels", Name + ".c");

    public string Argument(bool quick) => (quick ? Quick : Size).ToString(CultureInfo.InvariantCulture);

    public string LargeArgument(bool quick) => (quick ? Quick : Large).ToString(CultureInfo.InvariantCulture);
}
