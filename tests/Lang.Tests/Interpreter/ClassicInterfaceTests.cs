using Lang.Bytecode;
using Lang.Native;

namespace Lang.Tests.Interpreter;

/// <summary>Hand-built code, run as in the classic exercise.</summary>
public class ClassicInterfaceTests
{
    [Fact]
    public void Interpret_multiplies_15_by_7()
    {
        var code = new BytecodeBuilder("example");
        int a = code.AddConstant(15), b = code.AddConstant(7);
        code.AddInstruction(Opcode.LoadConst, a);
        code.AddInstruction(Opcode.LoadConst, b);
        code.AddInstruction(Opcode.Mul);
        code.AddInstruction(Opcode.Return);
        Vm.Interpret(code.Build()).Should().Be(105);
    }

    [Fact]
    public void Interpret_passes_arguments_to_the_first_function()
    {
        var code = new BytecodeBuilder("scale");
        int n = code.AddParameter(TypeId.I64);
        code.AddInstruction(Opcode.LoadVar, n);
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(10));
        code.AddInstruction(Opcode.Mul);
        Vm.Interpret(code.Build(), 4).Should().Be(40);
    }

    [Fact]
    public void Interpret_says_why_a_module_is_rejected()
    {
        var code = new BytecodeBuilder("broken");
        code.AddInstruction(Opcode.Add);
        FluentActions.Invoking(() => Vm.Interpret(code.Build())).Should().Throw<ArgumentException>().WithMessage("*broken*offset 0*");
    }

    [Fact]
    public void Execute_gives_what_interpreting_gives_and_compiles_what_is_hot() =>
        Vm.Execute(Sum(), 100_000).Should().Be(Vm.Interpret(Sum(), 100_000)).And.Be(5_000_050_000);

    [Fact]
    public void Compile_makes_a_native_delegate()
    {
        using CompiledFunction sum = Vm.Compile(Sum());
        sum.IsNative.Should().BeTrue();
        sum.Invoke(10).Should().Be(55);
        Func<long, long> function = sum.AsFunc<long, long>();
        for (long n = 0; n < 1000; n++)
            function(n).Should().Be(n * (n + 1) / 2);
    }

    [Fact]
    public void Compiled_functions_take_floats_and_bools_too()
    {
        var code = new BytecodeBuilder("choose");
        int which = code.AddParameter(TypeId.Bool), a = code.AddParameter(TypeId.F64), b = code.AddParameter(TypeId.F64);
        code.Result = TypeId.F64;
        Label other = code.NewLabel();
        code.AddInstruction(Opcode.LoadVar, which);
        code.AddJump(Opcode.JumpIfFalse, other);
        code.AddInstruction(Opcode.LoadVar, a);
        code.AddInstruction(Opcode.Return);
        code.PlaceLabel(other);
        code.AddInstruction(Opcode.LoadVar, b);
        code.AddInstruction(Opcode.Return);
        using CompiledFunction choose = Vm.Compile(code.Build());
        Func<bool, double, double, double> function = choose.AsFunc<bool, double, double, double>();
        function(true, 1.5, -0.0).Should().Be(1.5);
        double.IsNegative(function(false, 1.5, -0.0)).Should().BeTrue();
    }

    [Fact]
    public void Delegates_of_other_types_are_refused()
    {
        using CompiledFunction sum = Vm.Compile(Sum());
        sum.Invoking(f => f.AsFunc<double, long>()).Should().Throw<ArgumentException>();
        sum.Invoking(f => f.AsFunc<long>()).Should().Throw<ArgumentException>();
        sum.Invoking(f => f.AsFunc<string, long>()).Should().Throw<ArgumentException>().WithMessage("*String*");
    }

    [Fact]
    public void Compiled_function_fails_as_interpreted_and_can_be_called_again()
    {
        var code = new BytecodeBuilder("quotient");
        int a = code.AddParameter(TypeId.I64), b = code.AddParameter(TypeId.I64);
        code.AddInstruction(Opcode.LoadVar, a);
        code.AddInstruction(Opcode.LoadVar, b);
        code.AddInstruction(Opcode.Div);
        code.AddInstruction(Opcode.Return);
        using CompiledFunction quotient = Vm.Compile(code.Build());
        Func<long, long, long> function = quotient.AsFunc<long, long, long>();
        function.Invoking(f => f(1, 0)).Should().Throw<ScriptRuntimeException>().WithMessage("division by zero");
        function(long.MinValue, -1).Should().Be(long.MinValue);
        quotient.Dispose();
        function.Invoking(f => f(1, 1)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Delegate_serves_threads_of_any_stack_in_turn()
    {
        // depth(n) calls itself n times.
        var code = new BytecodeBuilder("depth");
        int n = code.AddParameter(TypeId.I64), one = code.AddConstant(1);
        Label end = code.NewLabel();
        code.AddInstruction(Opcode.LoadVar, n).AddJump(Opcode.JumpIfFalse, end);
        code.AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.LoadConst, one).AddInstruction(Opcode.Sub).AddInstruction(Opcode.Call, 0);
        code.AddInstruction(Opcode.LoadConst, one).AddInstruction(Opcode.Add).AddInstruction(Opcode.Return);
        code.PlaceLabel(end).AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.Return);
        using CompiledFunction depth = Vm.Compile(code.Build());
        Func<long, long> function = depth.AsFunc<long, long>();
        foreach (int kilobytes in (int[])[0, 512, 16 << 10, 512, 0])
        {
            var results = new List<long>();
            var thread = new Thread(
                () =>
                {
                    results.Add(function(50_000));
                    function.Invoking(f => f(1_000_000)).Should().Throw<ScriptCallDepthException>();
                    results.Add(function(3));
                },
                kilobytes << 10);
            thread.Start();
            thread.Join();
            results.Should().Equal(50_000, 3);
        }
    }

    // The sum of 1 to n, in a loop.
    private static BytecodeModule Sum()
    {
        var code = new BytecodeBuilder("sum");
        int n = code.AddParameter(TypeId.I64), sum = code.AddVariable(TypeId.I64);
        Label loop = code.NewLabel(), done = code.NewLabel();
        code.PlaceLabel(loop);
        code.AddInstruction(Opcode.LoadVar, n);
        code.AddJump(Opcode.JumpIfFalse, done);
        code.AddInstruction(Opcode.LoadVar, sum);
        code.AddInstruction(Opcode.LoadVar, n);
        code.AddInstruction(Opcode.Add);
        code.AddInstruction(Opcode.StoreVar, sum);
        code.AddInstruction(Opcode.LoadVar, n);
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(1));
        code.AddInstruction(Opcode.Sub);
        code.AddInstruction(Opcode.StoreVar, n);
        code.AddJump(Opcode.Jump, loop);
        code.PlaceLabel(done);
        code.AddInstruction(Opcode.LoadVar, sum);
        code.AddInstruction(Opcode.Return);
        return code.Build();
    }
}
