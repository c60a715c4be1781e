using System.Globalization;
using Lang.Bytecode.Runtime;
using Lang.Native;

namespace Lang.Tests.Interpreter;

public class LimitTests
{
    private static RuntimeErrorCode? CodeOf(string source, VmOptions options)
    {
        using var vm = new Vm(Script.Compile(source), options);
        try
        {
            vm.Run();
            return null;
        }
        catch (ScriptException exception)
        {
            return exception.Error.Code;
        }
    }

    // One unit for the script, one for each call, one for each of the nine jumps back of ten iterations.
    [Theory]
    [InlineData("print(1)", 1)]
    [InlineData("for i in 0..10 { print(i) }", 10)]
    [InlineData("fn f(x) => x for i in 0..10 { print(f(i)) }", 20)]
    [InlineData("for i in 0..5000 { }", 5000)]
    [InlineData("let i = 0 while i < 3000 { i += 1 }", 3001)]
    public void Fuel_is_exact(string source, long units)
    {
        CodeOf(source, new VmOptions { Fuel = units }).Should().BeNull();
        CodeOf(source, new VmOptions { Fuel = units - 1 }).Should().Be(RuntimeErrorCode.Fuel);
        CodeOf(source, new VmOptions { Fuel = units - 1, Profile = false }).Should().Be(RuntimeErrorCode.Fuel);
    }

    [Fact]
    public void Every_amount_of_fuel_stops_at_its_own_place()
    {
        for (int fuel = 1; fuel < 40; fuel++)
        {
            string expected = string.Concat(Enumerable.Range(0, fuel).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}\n")));
            Script.Run("let i = 0 while true { print(i) i += 1 }", new VmOptions { Fuel = fuel })
                .Should().StartWith(expected + "test.tl:").And.Contain($"fuel exhausted ({fuel} units)");
        }
    }

    [Fact]
    public void Fuel_used_is_reported()
    {
        using var vm = new Vm(Script.Compile("for i in 0..2500 { }"), new VmOptions { Fuel = 10_000 });
        vm.Run();
        vm.Statistics.FuelUsed.Should().Be(2500);
    }

    [Fact]
    public void Fuel_used_is_exact_when_the_run_fails()
    {
        using var vm = new Vm(Script.Compile("for i in 0..2500 { } error(\"stop\")"), new VmOptions { Fuel = 10_000 });
        vm.Invoking(v => v.Run()).Should().Throw<ScriptRuntimeException>();
        vm.Statistics.FuelUsed.Should().Be(2500);
    }

    [Fact]
    public void A_time_limit_beyond_all_clocks_never_strikes() =>
        CodeOf("for i in 0..5000 { }", new VmOptions { TimeLimit = TimeSpan.MaxValue }).Should().BeNull();

    [Fact]
    public void A_time_limit_strikes_while_a_line_without_end_is_read()
    {
        var input = new EndlessLine();
        CodeOf("read_line()", new VmOptions { Input = input, TimeLimit = TimeSpan.FromMilliseconds(1), HeapLimit = 256 << 20 })
            .Should().Be(RuntimeErrorCode.TimeLimit);
        input.Given.Should().BeLessThan(64 << 20);
    }

    private sealed class EndlessLine : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (Given == 0)
                Thread.Sleep(1);
            buffer.Fill((byte)'x');
            Given += buffer.Length;
            return buffer.Length;
        }
    }

    [Fact]
    public void Each_run_has_a_budget_of_its_own()
    {
        using var vm = new Vm(Script.Compile("for i in 0..10 { }"), new VmOptions { Fuel = 10 });
        vm.Run();
        vm.Run();
    }

    [Theory]
    [InlineData("while true { }")]
    [InlineData("fn f(n) { return n } while true { f(1) }")]
    [InlineData("let s = \"ab\" while true { let t = s + s }")]
    [InlineData("let a = [1] while true { let b = string(a) }")]
    public void The_time_limit_stops_endless_work(string source) =>
        CodeOf(source, new VmOptions { TimeLimit = TimeSpan.FromMilliseconds(20) }).Should().Be(RuntimeErrorCode.TimeLimit);

    [Fact]
    public void The_time_limit_holds_inside_built_ins() =>
        CodeOf("let a = [1; 4_000_000] print(string(a).len())", new VmOptions { TimeLimit = TimeSpan.FromMilliseconds(1) })
            .Should().Be(RuntimeErrorCode.TimeLimit);

    [Fact]
    public void Cancelling_from_another_thread_stops_a_run()
    {
        using var cancellation = new CancellationTokenSource();
        using var vm = new Vm(Script.Compile("while true { }"), new VmOptions { Cancellation = cancellation.Token });
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(20));
        vm.Invoking(v => v.Run()).Should().Throw<ScriptCancelledException>().Which.Error.Code.Should().Be(RuntimeErrorCode.Cancelled);
    }

    [Theory]
    [InlineData("let a = [0] while true { a.push(1) }")]
    [InlineData("let s = \"x\" while true { s += s }")]
    [InlineData("let a = [[0]] while true { a.push([1, 2, 3]) }")]
    [InlineData("print([0; 1 << 50].len())")]
    public void The_heap_limit_is_an_error_and_the_vm_goes_on(string source)
    {
        using var vm = new Vm(Script.Compile(source), new VmOptions { HeapLimit = 4 << 20 });
        for (int run = 0; run < 2; run++)
        {
            vm.Invoking(v => v.Run()).Should().Throw<ScriptLimitException>().WithMessage("out of memory: the heap limit of 4194304 bytes is reached");
        }
    }

    [Fact]
    public void Output_up_to_the_limit_is_written() =>
        Script.Run("while true { write(\"abc\") }", new VmOptions { OutputLimit = 8 })
            .Should().StartWith("abcabcabtest.tl:1:").And.Contain("error[R023]: output limit exceeded (8 bytes)");

    // Growing strings ask for room to spare first; where that is refused they get by with less, and so the heap fills to its last cell.
    [Fact]
    public void A_heap_that_fills_up_with_small_objects_is_not_collected_for_each_of_them()
    {
        using var vm = new Vm(Script.Compile("let a = [\"\"] for i in 0..10_000_000 { a.push(\"x\" + string(i)) }"), new VmOptions { HeapLimit = 8 << 20 });
        vm.Invoking(v => v.Run()).Should().Throw<ScriptMemoryException>();
        vm.Statistics.Collections.Should().BeLessThan(2000);
    }
}
