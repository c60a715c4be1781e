namespace Lang.Native.Ir;

/// <summary>
/// What a guard or an exit guesses: why it may leave the code although nothing is wrong with the script. Code that is left often is compiled again without
/// the guess.
/// </summary>
[Flags]
internal enum Assumption : byte
{
    /// <summary>Nothing: leaving reports an error.</summary>
    None = 0,

    /// <summary>That the checks in a loop, before which the guard stands, would all be reached.</summary>
    Widened = 1,

    /// <summary>That a function value goes on being the one that was called so far.</summary>
    Callee = 2,

    /// <summary>That a branch goes on taking the side that it always took so far.</summary>
    Branch = 4,

    /// <summary>That a global goes on holding the function value that it was given first.</summary>
    Global = 8,

    /// <summary>That a function value goes on being one of those that were called so far; what the others are was asked before.</summary>
    OneOfCallees = 16,

    /// <summary>That a call is never made because it never was.</summary>
    NoCall = 32,

    /// <summary>All that can be guessed.</summary>
    All = Widened | Callee | Branch | Global | OneOfCallees | NoCall,
}
