using System.Collections.Immutable;

namespace Lang.Bench.Peers;

/// <summary>A program written in every language of the peers, in bench/peers/NAME; all print the same.</summary>
/// <param name="Size">Its argument: half of a second to a second of gcc's time.</param>
/// <param name="Quick">A small argument, to check that the outputs agree.</param>
/// <param name="IsEvidence">False where C takes the same time with and without optimisation: shown, but left out of the means.</param>
internal sealed record PeerKernel(string Name, int Size, int Quick, bool IsEvidence, string What)
{
#pragma warning disable format
    public static readonly ImmutableArray<PeerKernel> All =
    [
        new("fib",                 44,   20, true,  "recursive calls, one argument"),
        new("ackermann",         8000,    3, true,  "recursive calls nested in one another"),
        new("loops",             2200,   40, true,  "three nested loops in the script body"),
        new("modloop",    500_000_000, 1000, true,  "remainders and quotients by constants in the script body"),
        new("collatz",      5_000_000,  500, true,  "branches in the script body"),
        new("gcd",               7000,   30, false, "divisions that wait for each other: the divider decides"),
        new("sieve",              600,    1, true,  "a bool array"),
        new("queens",              14,    6, true,  "bool arrays and recursion"),
        new("matmul",             300,    1, true,  "flat arrays of floats"),
        new("nbody",       20_000_000,   50, true,  "float arithmetic on small arrays"),
        new("spectral",          4500,   20, true,  "floats, a small function in the inner loop"),
        new("mandelbrot",        2200,   20, true,  "float variables in the script body"),
        new("fannkuch",            80,    1, true,  "small int arrays, read and written"),
        new("quicksort",          150,    1, true,  "recursion over one int array"),
        new("hash",       500_000_000, 1000, false, "a chain of shifts and xors in the script body: latency decides"),
        new("distance",        28_000,   40, true,  "bytes of strings, two int rows"),
        new("strings",            900,    1, true,  "appending, slicing, parsing in the script body"),
        new("closures",     6_000_000,   50, true,  "calls through function values"),
    ];
#pragma warning restore format
}
