namespace Lang.Cli;

/// <summary>What <c>lang</c> returns to its caller. docs/language.md documents the numbers; they never change.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The script failed at run time.</summary>
    public const int ScriptFailed = 1;

    /// <summary>Wrong usage, or a file that can't be read or written.</summary>
    public const int Usage = 2;

    /// <summary>The source or the bytecode has errors.</summary>
    public const int SourceErrors = 3;

    /// <summary>A limit set by the caller was reached, or the run was cancelled.</summary>
    public const int LimitReached = 4;

    /// <summary>A fault of our own.</summary>
    public const int InternalFault = 70;
}
