namespace Lang.Cli.Commands;

/// <summary>What <c>--help</c> shows below the options.</summary>
internal static class Examples
{
    /// <summary>The examples of a command, or those of <c>lang</c> itself for any other name.</summary>
    public static string For(string command) => command switch
    {
        "run" => """
            Whatever follows FILE or -e CODE belongs to the script; options of lang come before it.

            Examples:
              lang run primes.tl                          run a script
              lang run wordcount.tl a.txt b.txt           with arguments (args() in the script)
              lang run -e '2 + 3 * 4'                     print the value of an expression
              echo 'print("hi")' | lang run -             read the script from standard input
              lang run --time-limit 2s --heap-limit 64MB untrusted.tl
              lang run --stats primes.tlb                 run a compiled module, report times to standard error
              lang run --profile out.json primes.tl       see where the time goes: open out.json in speedscope.app

            Exit codes: 0 success; 1 the script failed; 2 wrong usage or unreadable file;
            3 errors in the source or bytecode; 4 a limit was reached or the run was cancelled.

            """,
        "explain" => """
            Whatever follows FILE belongs to the script. The explanation is all that goes to standard output;
            what the script prints goes to standard error, or nowhere with --quiet.

            Examples:
              lang explain --quiet primes.tl              each line with its tier, and what kept it slow
              lang explain --json primes.tl 1000 | jq .   the same as JSON, of a script with an argument

            The exit code is that of the run.

            """,
        "check" => """
            Examples:
              lang check src/*.tl                         report all errors and warnings
              lang check --json primes.tl                 the same as a JSON array on standard output

            """,
        "emit" => """
            Examples:
              lang emit --bytecode primes.tl              the listing of the compiled module
              lang emit --bytecode primes.tl -o primes.tlb  the module itself, for `lang run`
              lang emit --ast primes.tl                   the syntax tree
              lang emit --asm --tier optimizing --fuel primes.tl  optimised machine code, as it counts fuel

            """,
        "assemble" => """
            Examples:
              lang emit --bytecode primes.tl -o primes.tla  a listing to edit
              lang assemble primes.tla -o primes.tlb        and back to a module

            """,
        "completion" => """
            Examples:
              source <(lang completion bash)              in ~/.bashrc
              source <(lang completion zsh)               in ~/.zshrc, after compinit
              lang completion fish | source               in ~/.config/fish/config.fish
              lang completion pwsh | Out-String | Invoke-Expression    in $PROFILE

            """,
        _ => """
            Examples:
              lang run primes.tl                          run a script
              lang run -e '2 + 3 * 4'                     print the value of an expression
              lang check src/*.tl                         report errors without running
              lang emit --bytecode primes.tl              show the compiled code

            `lang COMMAND --help` tells more about a command.

            """,
    };
}
