using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Lang.Toolchain.Tests.Debugging;

/// <summary>What gdb says about generated code: names, lines, frames, breakpoints.</summary>
public sealed class GdbTests
{
    // SIG34 is how the .NET runtime interrupts its threads.
    private const string Preparation = """
        set pagination off
        set debuginfod enabled off
        set breakpoint pending on
        handle SIG34 nostop noprint pass

        """;

    [Fact]
    public void Backtrace_names_generated_frames_with_their_lines_and_goes_on_below_them()
    {
        string output = Debug(1, "break reached\nrun\nbt\n");
        string[] expected =
        [
            "in reached () ",
            $"in {CodeHost.Inner} () at {CodeHost.Source}:{CodeHost.CallLine}",
            $"in {CodeHost.Outer} () at {CodeHost.Source}:{CodeHost.OuterLine}",
            $"in {CodeHost.Entry} ()",
            "in enter () ",
        ];
        string[] frames = [.. output.Split('\n').Where(line => line.StartsWith('#'))];
        frames.Should().HaveCountGreaterThan(expected.Length);
        for (int n = 0; n < expected.Length; n++)
            frames[n].Should().StartWith($"#{n} ").And.Contain(expected[n]);
    }

    [Fact]
    public void Frames_are_found_from_every_instruction_with_their_saved_registers()
    {
        using var code = new HostedCode();
        code.Write("steps.py", $$"""
            def frames():
                frame = gdb.newest_frame()
                while frame is not None and frame.name() != 'enter':
                    registers = '' if frame == gdb.newest_frame() or frame.name() != '{{CodeHost.Outer}}' else ' %x %x' % (
                        frame.read_register('rbx'), frame.read_register('r12'))
                    yield (frame.name() or '??') + registers
                    frame = frame.older()
                yield 'enter' if frame is not None else 'lost'
            steps = 0
            while steps < 1000 and (steps < 10 or gdb.newest_frame().name() != 'enter'):
                print('step: ' + ' < '.join(frames()))
                gdb.execute('stepi', to_string=True)
                steps += 1

            """);
        string output = Debug(code, 1, "break enter\nrun\nsource steps.py\n");
        string[] stacks = [.. output.Split('\n').Where(line => line.StartsWith("step: ", StringComparison.Ordinal)).Select(line => line[6..]).Distinct()];

        string below = $"{CodeHost.Outer} {CodeHost.KeptInRbx:x} {CodeHost.KeptInR12:x} < {CodeHost.Entry} < enter";
        stacks.Should().Equal(
            "enter",
            $"{CodeHost.Entry} < enter",
            $"{CodeHost.Outer} < {CodeHost.Entry} < enter",
            $"{CodeHost.Inner} < {below}",
            $"reached < {CodeHost.Inner} < {below}",
            $"{CodeHost.Exit} < {below}");
    }

    [Fact]
    public void Breakpoint_stands_on_a_line_of_the_script()
    {
        string output = Debug(2, $"tbreak reached\nrun\nbreak {CodeHost.Source}:{CodeHost.CallLine}\ncontinue\nfinish\n");
        output.Should().Contain($"hit Breakpoint 2, {CodeHost.Inner} () at {CodeHost.Source}:{CodeHost.CallLine}\n");
        output.Should().MatchRegex($@"\n0x\w+ in {CodeHost.Outer} \(\) at {CodeHost.Source}:{CodeHost.OuterLine}\n");
    }

    [Fact]
    public void Removed_code_has_no_name_any_more()
    {
        string output = Debug(1, "break reached\nbreak removed\nrun\ninfo symbol $rdi\ncontinue\ninfo symbol $rdi\ninfo symbol $rsi\n");
        Regex.Matches(output, @"^No symbol matches (\S+)\.$|^(\S+) in section", RegexOptions.Multiline).Select(match => match.Value)
            .Should().Equal($"{CodeHost.Inner} in section", "No symbol matches $rdi.", $"{CodeHost.Outer} in section");
    }

    [Fact]
    public void Debugger_that_comes_later_finds_what_is_there()
    {
        using var code = new HostedCode();
        string[] command = code.Command("wait_for_input", 1, 1, "gdb");
        using Process host = code.Start(command[0], command[1..]);
        while (host.StandardOutput.ReadLine() is not (null or "waiting"))
        {
        }
        code.Write("commands", Preparation + "thread apply all bt\n");
        string output = code.Run("gdb", ["-batch", "-nx", "-p", $"{host.Id}", "-x", "commands"]);
        host.StandardInput.WriteLine();
        host.WaitForExit();

        host.ExitCode.Should().Be(0);
        output.Should().MatchRegex($@"in wait_for_input .*\n.* in {CodeHost.Inner} .*\n.* in {CodeHost.Outer} .*\n.* in {CodeHost.Entry} .*\n.* in enter ");
    }

    private static string Debug(int calls, string commands)
    {
        using var code = new HostedCode();
        return Debug(code, calls, commands);
    }

    private static string Debug(HostedCode code, int calls, string commands)
    {
        code.Write("commands", Preparation + commands);
        return code.Run("gdb", ["-batch", "-nx", "-x", "commands", "--args", .. code.Command("reached", 1, calls, "gdb")]);
    }
}
