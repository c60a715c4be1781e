using Lang.Bytecode;
using Lang.Bytecode.Optimization;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Native;

namespace Lang.Tests.Bytecode;

public class BuilderTests
{
    [Fact]
    public void The_classic_product_verifies()
    {
        VerifiedModule module = Verifier.Verify(SampleModules.Product()).Module!;

        module.Module.Functions.Should().ContainSingle().Which.Code.Should().Equal(0, 0, 0, 1, 5, 18);
        module.Module.Functions[0].Constants.Should().Equal(15, 7);
        module.Capabilities.Should().Be(Capabilities.None);
    }

    [Fact]
    public void The_classic_quotient_verifies_and_the_optimiser_shrinks_it_to_its_value()
    {
        VerifiedModule module = Verifier.Verify(SampleModules.Quotient()).Module!;

        BytecodeModule optimized = BytecodeOptimizer.Optimize(module);

        Verifier.Verify(optimized).Errors.Should().BeEmpty();
        ListingWriter.Write(optimized).Should().EndWith("fn quotient() -> i64 {\n    LOAD_CONST 40\n    RETURN\n}\n");
    }

    [Fact]
    public void The_classic_examples_give_the_same_before_and_after_the_optimiser()
    {
        Vm.Interpret(SampleModules.Product()).Should().Be(105);
        Vm.Interpret(SampleModules.Quotient()).Should().Be(40);
        Vm.Interpret(BytecodeOptimizer.Optimize(Verifier.Verify(SampleModules.Quotient()).Module!)).Should().Be(40);
    }

    [Fact]
    public void A_function_with_parameters_gets_an_empty_entry_beside_it()
    {
        var code = new BytecodeBuilder("twice");
        int x = code.AddParameter(TypeId.I64, "x");
        code.AddInstruction(Opcode.LoadVar, x).AddInstruction(Opcode.Dup).AddInstruction(Opcode.Add).AddInstruction(Opcode.Return);
        BytecodeModule module = code.Build();

        Verifier.Verify(module).Errors.Should().BeEmpty();
        module.Entry.Should().Be(1);
        module.FunctionExports.Should().Equal(new FunctionExport("twice", 0));
    }

    [Fact]
    public void Functions_call_each_other_by_index()
    {
        var code = new BytecodeBuilder("main");
        FunctionBuilder square = code.AddFunction("square");
        int x = square.AddParameter(TypeId.I64);
        square.AddInstruction(Opcode.LoadVar, x).AddInstruction(Opcode.LoadVar, x).AddInstruction(Opcode.Mul).AddInstruction(Opcode.Return);
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(12)).AddInstruction(Opcode.Call, square.Index).AddInstruction(Opcode.Return);

        Verifier.Verify(code.Build()).Errors.Should().BeEmpty();
    }

    [Fact]
    public void Wrong_use_is_refused_at_once()
    {
        var code = new BytecodeBuilder("wrong");
        code.Invoking(c => c.AddInstruction(Opcode.LoadConst)).Should().Throw<ArgumentException>();
        code.Invoking(c => c.AddInstruction(Opcode.LoadConst, -1)).Should().Throw<ArgumentException>();
        code.Invoking(c => c.AddInstruction(Opcode.Jump, 0)).Should().Throw<ArgumentException>();
        code.Invoking(c => c.AddJump(Opcode.Add, c.NewLabel())).Should().Throw<ArgumentException>();
        code.AddVariable(TypeId.I64);
        code.Invoking(c => c.AddParameter(TypeId.I64)).Should().Throw<InvalidOperationException>();
        code.AddJump(Opcode.Jump, code.NewLabel());
        code.Invoking(c => c.Build()).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Capabilities_are_those_of_the_whole_code()
    {
        var code = new TestCode();
        code.Builder.AddFunction("unused").AddInstruction(Opcode.Clock).AddInstruction(Opcode.FloatToInt);
        code.Types.Array(TypeId.String);
        code.Op(Opcode.Args).Op(Opcode.Pop).Op(Opcode.Eof).Op(Opcode.Pop).Op(Opcode.Return).Int(1).Op(Opcode.Print);

        code.Accept().Capabilities.Should().Be(Capabilities.Clock | Capabilities.Arguments | Capabilities.Input | Capabilities.Output);
    }
}
