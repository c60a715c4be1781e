using System.Runtime.CompilerServices;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>Errors show C# and TL frames in the order of calls.</summary>
public sealed class StackTraceTests
{
    public static TheoryData<ExecutionTier, bool> Tiers => Embed.Tiers;

    private const string Source = """
        fn third(n: int) -> int => check(n)
        fn second(n: int) -> int => third(n) + 1
        fn first(n: int) -> int {
            return second(n) * 2
        }
        """;

    [Theory]
    [MemberData(nameof(Tiers))]
    public void One_trace_holds_all_frames_in_order(ExecutionTier tier, bool collectAlways)
    {
        var host = new ScriptHost();
        host.Register("check", (long n) => n < 2000 ? n : Fault("too large"));
        using Vm vm = Embed.NewVm(Source, host, new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways });
        Func<long, long> first = vm.GetFunction<long, long>("first");
        HostFunctionException failure = Caller(first, 2001);
        failure.InnerException.Should().BeOfType<FormatException>();
        failure.Error.Trace.Innermost.Select(line => (line.Function, line.Position!.Value.Line)).Should().Equal(("third", 1), ("second", 2), ("first", 4));
        InOrder(failure.ToString(), "FormatException: too large", nameof(Fault), "at third in test.tl:line 1", "at second in test.tl:line 2", "at first in test.tl:line 4", nameof(Caller));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void One_frame_stands_between_host_and_script(ExecutionTier tier, bool collectAlways)
    {
        var host = new ScriptHost();
        host.Register("check", (long n) => n < 2000 ? n : Fault("too large"));
        host.Register("say", (string text) => Fault(text));
        using Vm vm = Embed.NewVm(Source + "\nfn greet(s: string) { say(s) }\ngreet(\"hello\")", host, new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways });
        OwnFrames(Caller(vm.GetFunction<long, long>("first"), 2001)).Should().Equal("Lang.Bytecode.Interpretation.Interpreter.TryCallHost");
        Action<string> greet = vm.GetAction<string>("greet");
        OwnFrames(vm.Invoking(_ => greet("hello")).Should().Throw<HostFunctionException>().Which).Should().Equal("Lang.Bytecode.Interpretation.Interpreter.TryCallHost");
        OwnFrames(vm.Invoking(v => v.Run()).Should().Throw<HostFunctionException>().Which).Should().Equal("Lang.Bytecode.Interpretation.Interpreter.TryCallHost", "Lang.Native.Vm.Run");
    }

    /// <summary>The frames of a trace that belong to the VM.</summary>
    private static IEnumerable<string> OwnFrames(Exception exception) =>
        exception.ToString().Split('\n')
            .Where(line => line.StartsWith("   at Lang.", StringComparison.Ordinal) && !line.Contains(nameof(StackTraceTests), StringComparison.Ordinal))
            .Select(line => line["   at ".Length..line.IndexOf('(', StringComparison.Ordinal)]);

    [Fact]
    public void Traces_of_nested_vms_stand_in_order()
    {
        var innerHost = new ScriptHost();
        innerHost.Register("check", (long n) => Fault("inner"));
        using Vm inner = Embed.NewVm(Source, innerHost);
        Func<long, long> innerFirst = inner.GetFunction<long, long>("first");
        var outerHost = new ScriptHost();
        outerHost.Register("check", (long n) => innerFirst(n));
        using Vm outer = Embed.NewVm("fn start(n: int) -> int => check(n)", outerHost);
        HostFunctionException failure = Caller(outer.GetFunction<long, long>("start"), 1);
        failure.InnerException.Should().BeOfType<HostFunctionException>().Which.InnerException.Should().BeOfType<FormatException>();
        InOrder(failure.ToString(), nameof(Fault), "at third", "at second", "at first", "at start in test.tl:line 1", nameof(Caller));
    }

    [Fact]
    public void Long_traces_are_cut()
    {
        using Vm vm = Embed.NewVm("fn a(n: int) -> int => b(n) + 1\nfn b(n: int) -> int => a(n + 1) + 1");
        ScriptCallDepthException failure = vm.Invoking(v => v.GetFunction<long, long>("a")(0)).Should().Throw<ScriptCallDepthException>().Which;
        failure.StackTrace!.Split('\n').Length.Should().BeLessThan(60);
        InOrder(failure.StackTrace!, "   at ", " more\n", "at a in test.tl:line 1");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Fault(string message) => throw new FormatException(message);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HostFunctionException Caller(Func<long, long> function, long argument)
    {
        // Warm enough that everything is machine code where that is wanted, and inlined.
        for (int i = 0; i < 1500; i++)
            _ = Record.Exception(() => function(Math.Min(i, argument - 1000)));
        try
        {
            function(argument);
        }
        catch (HostFunctionException exception)
        {
            return exception;
        }
        throw new InvalidOperationException("It did not fail.");
    }

    private static void InOrder(string text, params string[] parts)
    {
        int place = 0;
        foreach (string part in parts)
        {
            int found = text.IndexOf(part, place, StringComparison.Ordinal);
            found.Should().BeGreaterThanOrEqualTo(0, $"'{part}' follows in:\n{text}");
            place = found + part.Length;
        }
    }
}
