using System.CommandLine;
using Lang.Cli.Hosting;

namespace Lang.Cli.Commands;

/// <summary><c>lang completion SHELL</c>: the script that lets a shell ask <c>lang</c> what can follow.</summary>
internal sealed class CompletionCommand : Command
{
    public CompletionCommand(CliHost host)
        : base("completion", "Print a script that completes lang's commands and options in a shell.")
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Arguments.Add(shell);
        SetAction(result =>
        {
            host.WriteOutput(ScriptFor(result.GetRequiredValue(shell)));
            return ExitCode.Success;
        });
    }

    // Each asks `lang [suggest:POSITION] LINE` and falls back to file names where lang has nothing to say.
    private static string ScriptFor(string shell) => shell switch
    {
        "bash" => """
            _lang() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(lang "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o bashdefault -o default -F _lang lang

            """,
        "zsh" => """
            _lang() {
                local -a words_found
                words_found=("${(@f)$(lang "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                words_found=(${words_found:#})
                if (( $#words_found )); then compadd -- $words_found; fi
                _files
            }
            compdef _lang lang

            """,
        "fish" => """
            function __lang_complete
                set -l line (commandline -cp)
                lang "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c lang -a '(__lang_complete)'

            """,
        _ => """
            Register-ArgumentCompleter -Native -CommandName lang -ScriptBlock {
                param($word, $ast, $position)
                lang "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };
}
