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
}
