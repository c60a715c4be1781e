using System.Globalization;
using Peers;
using Peers.Expressions;

// peers KERNEL SIZE runs the kernel as C# compiled it; peers --expressions KERNEL SIZE builds it as an expression tree first.
var compiled = new Dictionary<string, Action<long>>
{
    ["ackermann"] = Ackermann.Run,
    ["closures"] = Closures.Run,
    ["collatz"] = Collatz.Run,
    ["distance"] = Distance.Run,
    ["fannkuch"] = Fannkuch.Run,
    ["fib"] = Fib.Run,
    ["gcd"] = Gcd.Run,
    ["hash"] = Hash.Run,
    ["heapsort"] = Heapsort.Run,
    ["heat"] = Heat.Run,
    ["loops"] = Loops.Run,
    ["mandelbrot"] = Mandelbrot.Run,
    ["matmul"] = MatMul.Run,
    ["modloop"] = ModLoop.Run,
    ["nbody"] = NBody.Run,
    ["queens"] = Queens.Run,
    ["quicksort"] = Quicksort.Run,
    ["sieve"] = Sieve.Run,
    ["spectral"] = Spectral.Run,
    ["strings"] = Strings.Run,
    ["tak"] = Tak.Run,
};
var expressions = new Dictionary<string, Action<long>>
{
    ["collatz"] = CollatzExpression.Run,
    ["fib"] = FibExpression.Run,
    ["gcd"] = GcdExpression.Run,
    ["hash"] = HashExpression.Run,
    ["loops"] = LoopsExpression.Run,
    ["mandelbrot"] = MandelbrotExpression.Run,
    ["matmul"] = MatMulExpression.Run,
    ["modloop"] = ModLoopExpression.Run,
    ["sieve"] = SieveExpression.Run,
};

bool asExpressions = args[0] == "--expressions";
string[] rest = asExpressions ? args[1..] : args;
(asExpressions ? expressions : compiled)[rest[0]](long.Parse(rest[1], CultureInfo.InvariantCulture));
