using System.CommandLine;
using System.CommandLine.Parsing;

namespace Lang.Cli.Commands;

/// <summary>What arguments that name files have in common.</summary>
internal static class FileArguments
{
    /// <summary>Makes a misspelt option wrong usage instead of the name of a file that does not exist.</summary>
    public static T RejectingOptions<T>(this T files)
        where T : Argument
    {
        files.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (token.Value is ['-', _, ..])
                    result.AddError($"Unrecognized option '{token.Value}'. (A file of that name is './{token.Value}'.)");
            }
        });
        return files;
    }
}
