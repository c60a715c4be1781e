namespace Lang.Bytecode.Interpretation;

/// <summary>
/// What stores into a global that holds function values have been so far, for native code to look at: 64 bits each, behind each other. Of other globals
/// nothing is noted.
/// </summary>
internal enum GlobalState : long
{
    /// <summary>None since the globals were last set to their zero values.</summary>
    Unset,

    /// <summary>One since then, of the function that it also held before, if it held any.</summary>
    Constant,

    /// <summary>More, or another function. It stays so for as long as the VM is there.</summary>
    Changed,
}
