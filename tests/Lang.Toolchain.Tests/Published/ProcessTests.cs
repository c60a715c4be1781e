using System.Globalization;

namespace Lang.Toolchain.Tests.Published;

/// <summary>What only a process can show: pipes, signals, terminals, exit codes as a shell sees them.</summary>
public sealed class ProcessTests
{
    private const string Endless = "let i = 0\nwhile true {\n    print(i)\n    i += 1\n}\n";

    public static TheoryData<string> Forms() => ["linux-x64-aot", "linux-x64-r2r"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Closed_pipe_ends_an_endless_script_without_a_word(string form)
    {
        using var shell = new Shell(form);
        shell.Write("endless.tl", Endless);

        ShellResult result = shell.Run("lang run endless.tl | head -2");
        result.Output.Should().Be("0\n1\n");
        result.Error.Should().BeEmpty();
    }

    /// <summary>The other form needs more address space for itself.</summary>
    [Fact]
    public void Too_little_address_space_for_the_stacks_is_no_fault_of_ours()
    {
        using var shell = new Shell("linux-x64-aot");
        shell.Write("hello.tl", "print(\"hello\")\n");

        ShellResult result = shell.Run("ulimit -v 400000; lang run hello.tl");
        result.ExitCode.Should().Be(4);
        result.Error.Should().Be("lang: out of memory: There is no memory for the stacks of 200000 nested calls.\n");
        shell.Run("ulimit -v 400000; lang run --max-depth 1000 hello.tl").Output.Should().Be("hello\n");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Script_and_its_input_come_through_pipes(string form)
    {
        using var shell = new Shell(form);
        shell.Write("upper.tl", "while !eof() { print(\"<\" + read_line() + \">\") }\n");

        shell.Run("echo 'print(1 + 1)' | lang run -").Output.Should().Be("2\n");
        shell.Run("printf 'a\\nb\\r\\nc' | lang run upper.tl").Output.Should().Be("<a>\n<b>\n<c>\n");
        shell.Run("mkfifo script.tl; (echo 'print(2)'; sleep 0.1; echo 'print(3)') > script.tl & lang run script.tl").Output.Should().Be("2\n3\n");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Output_is_written_before_input_is_read(string form)
    {
        using var shell = new Shell(form);
        shell.Write("ask.tl", "write(\"name? \")\nlet name = read_line()\nprint(\"hello \" + name)\n");

        // The answer is given only once the question has arrived.
        const string dialogue = """
            mkfifo question answer
            lang run ask.tl < answer > question &
            exec 3> answer 4< question
            IFS= read -r -u 4 -N 6 text
            echo "world" >&3
            echo "[$text] $(cat <&4)"
            """;
        shell.Run(dialogue).Output.Should().Be("[name? ] hello world\n");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Interrupt_stops_a_busy_script_and_keeps_what_it_printed(string form)
    {
        using var shell = new Shell(form);
        // Output is there when input is read, and so is who listens to interrupts.
        shell.Write("busy.tl", "print(\"started\")\nread_line()\nlet i = 0\nwhile true { i += 1 }\n");
        Interrupt(shell, "echo | {0} run busy.tl");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Interrupt_stops_a_script_that_waits_for_input(string form)
    {
        using var shell = new Shell(form);
        shell.Write("wait.tl", "print(\"started\")\nprint(read_line())\n");
        Interrupt(shell, "mkfifo in; exec 3<> in; {0} run wait.tl < in");
    }

    // However slow the machine is: once the script has printed. Whoever runs in the background of a shell ignores interrupts unless told.
    private static void Interrupt(Shell shell, string command)
    {
        string lang = string.Format(CultureInfo.InvariantCulture, command, "env --default-signal=INT \"$(command -v lang)\"");
        ShellResult result = shell.Run(
            $"{lang} > out & pid=$!; until grep -q started out 2> /dev/null; do sleep 0.05; done; kill -INT $pid; wait $pid; code=$?; cat out; exit $code");
        result.ExitCode.Should().Be(4);
        result.Output.Should().Be("started\n");
        result.Error.Should().Contain("error[R024]: cancelled");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Exit_codes_are_as_documented(string form)
    {
        using var shell = new Shell(form);
        shell.Write("ok.tl", "print(1)");
        shell.Write("fails.tl", "error(\"no\")");
        shell.Write("wrong.tl", "let x = ");

        shell.Run("lang run ok.tl").ExitCode.Should().Be(0);
        shell.Run("lang run fails.tl").ExitCode.Should().Be(1);
        shell.Run("lang run missing.tl").ExitCode.Should().Be(2);
        shell.Run("lang run .").ExitCode.Should().Be(2);
        shell.Run("lang frobnicate").ExitCode.Should().Be(2);
        shell.Run("lang run wrong.tl").ExitCode.Should().Be(3);
        shell.Run("lang run --time-limit 50ms -e 'while true { }'").ExitCode.Should().Be(4);
    }

    [Fact]
    public void Precompiled_program_compiles_neither_its_own_methods_nor_what_the_runtime_calls()
    {
        using var shell = new Shell("linux-x64-r2r");
        shell.Write("hello.tl", "print(\"hello\")");
        shell.Run("lang run hello.tl; cat compiled", ("DOTNET_JitStdOutFile", "compiled"), ("DOTNET_JitDisasmSummary", "1"))
            .Output.Should().StartWith("hello\n").And.NotContain("compiled Lang.").And.NotContain("CastHelpers").And.NotContain("System.AppContext:Setup");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Two_scripts_append_to_one_file(string form)
    {
        using var shell = new Shell(form);
        shell.Run("(lang run -e '\"one\"'; lang run -e '\"two\"') > both.txt; lang run -e '\"three\"' >> both.txt; cat both.txt")
            .Output.Should().Be("one\ntwo\nthree\n");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Full_disk_is_reported(string form)
    {
        using var shell = new Shell(form);
        ShellResult result = shell.Run("lang run -e 'print(1)' > /dev/full");
        result.ExitCode.Should().Be(2);
        result.Error.Should().Be("lang: cannot write to standard output\n");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Executable_script_names_lang_in_its_first_line(string form)
    {
        using var shell = new Shell(form);
        shell.Write("greet", "#!/usr/bin/env lang\nprint(\"hello\", args())\n");
        shell.Run("chmod +x greet; ./greet --loud you").Output.Should().Be("hello [\"--loud\", \"you\"]\n");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Errors_are_coloured_on_a_terminal_only(string form)
    {
        using var shell = new Shell(form);
        shell.Write("wrong.tl", "let x = ");

        shell.Run("lang run wrong.tl").Error.Should().NotContain("\e");
        shell.Run("script -qec 'lang run wrong.tl' /dev/null", ("TERM", "xterm")).Output.Should().Contain("\e[");
        shell.Run("script -qec 'lang run wrong.tl' /dev/null", ("TERM", "xterm"), ("NO_COLOR", "1")).Output.Should().NotContain("\e[");
        shell.Run("script -qec 'lang run wrong.tl' /dev/null", ("TERM", "dumb")).Output.Should().NotContain("\e[");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Bash_completes_commands_and_options(string form)
    {
        using var shell = new Shell(form);
        const string complete = """
            source <(lang completion bash)
            complete_line() { COMP_LINE=$1; COMP_POINT=${#1}; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _lang; echo "${COMPREPLY[@]}"; }
            complete_line 'lang com'
            complete_line 'lang run --fu'
            """;
        shell.Run(complete).Output.Should().Be("completion\n--fuel\n");
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Completion_script_is_good_shell(string name)
    {
        using var shell = new Shell("linux-x64-aot");
        ShellResult result = shell.Run($"lang completion {name} > script && {name} -n script");
        result.Error.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
    }
}
