namespace Lang.Frontend.Diagnostics;

/// <summary>Words that begin a statement or an expression in other languages and nothing here, and how to write what they mean.</summary>
internal static class ForeignWords
{
    private const string Choice = "write `if ... else if ... else`", Error = "an error ends the script: check before, or end it with `error(message)`",
        NoTypes = "there are no types of one's own: use arrays and functions", NoImports = "a script is one file: leave it out",
        LeaveOut = "leave it out", Braces = "a block stands in braces", NoThreads = "a call returns when it is done: leave it out",
        Loop = "write `while true { ... }`, and leave it with `break`", Assignment = "write `let x = ...`";

    private static readonly Dictionary<string, string> s_hints = new()
    {
        ["do"] = Loop, ["loop"] = Loop, ["repeat"] = Loop, ["forever"] = Loop,
        ["until"] = "write `while !condition { ... }`", ["unless"] = "write `if !condition { ... }`",
        ["switch"] = Choice, ["case"] = Choice, ["default"] = Choice, ["when"] = Choice, ["select"] = Choice,
        ["elif"] = "`else if` follows the `}` of an `if`", ["elseif"] = "`else if` follows the `}` of an `if`", ["elsif"] = "`else if` follows the `}` of an `if`",
        ["class"] = NoTypes, ["enum"] = NoTypes, ["record"] = NoTypes, ["trait"] = NoTypes, ["impl"] = NoTypes, ["type"] = NoTypes, ["typedef"] = NoTypes, ["union"] = NoTypes,
        ["new"] = "there are no objects: use arrays and functions", ["this"] = "there are no objects: use variables and parameters", ["self"] = "there are no objects: use variables and parameters",
        ["include"] = NoImports, ["require"] = NoImports, ["using"] = NoImports, ["use"] = NoImports, ["from"] = NoImports,
        ["package"] = NoImports, ["module"] = NoImports, ["namespace"] = NoImports,
        ["public"] = LeaveOut, ["private"] = LeaveOut, ["protected"] = LeaveOut, ["static"] = LeaveOut, ["export"] = LeaveOut, ["pub"] = LeaveOut, ["final"] = LeaveOut,
        ["pass"] = "leave it out: a block can be empty", ["begin"] = Braces, ["end"] = Braces, ["endif"] = Braces,
        ["async"] = NoThreads, ["await"] = NoThreads, ["yield"] = "collect the values in an array and return it",
        ["raise"] = Error, ["except"] = Error, ["finally"] = Error, ["rescue"] = Error, ["panic"] = Error,
        ["assert"] = "write `if !condition { error(message) }`",
        ["val"] = Assignment, ["mut"] = Assignment, ["set"] = Assignment,
        ["goto"] = "use loops and functions",
        ["lambda"] = "write `fn(x) => ...`",
        ["del"] = "memory is given back by itself: leave it out", ["delete"] = "memory is given back by itself: leave it out",
        ["echo"] = "write `print(...)`", ["puts"] = "write `print(...)`", ["println"] = "write `print(...)`",
        ["as"] = "write `int(x)`, `float(x)` or `string(x)`",
        ["is"] = "the type of everything is known before the script runs", ["instanceof"] = "the type of everything is known before the script runs",
    };

    /// <summary>How to write here what <paramref name="word"/> means elsewhere, or null.</summary>
    public static string? HintFor(string word) => s_hints.GetValueOrDefault(word);
}
