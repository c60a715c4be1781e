using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Native;
using Lang.Tests.Bytecode;

namespace Lang.Tests.Interpreter;

/// <summary>Code that only the verifier's rules bound: what a front end would never write must work too.</summary>
public class DecoderTests
{
    private readonly TestCode _code = new() { Result = TypeId.I64 };

    private long Run()
    {
        using var vm = new Vm(_code.Accept());
        return vm.Run();
    }

    [Fact]
    public void A_variable_on_the_stack_keeps_its_value_when_the_variable_is_stored()
    {
        int x = _code.Variable(TypeId.I64);
        _code.Int(1).Op(Opcode.StoreVar, x).Op(Opcode.LoadVar, x).Int(10).Op(Opcode.StoreVar, x);
        _code.Op(Opcode.LoadVar, x).Op(Opcode.Sub).Op(Opcode.Return);
        Run().Should().Be(-9);
    }

    [Fact]
    public void A_variable_on_the_stack_keeps_its_value_when_a_result_is_stored_into_it()
    {
        int x = _code.Variable(TypeId.I64);
        _code.Int(3).Op(Opcode.StoreVar, x).Op(Opcode.LoadVar, x).Op(Opcode.LoadVar, x).Int(4).Op(Opcode.Add).Op(Opcode.StoreVar, x);
        _code.Op(Opcode.LoadVar, x).Op(Opcode.Mul).Op(Opcode.Return);
        Run().Should().Be(21);
    }

    [Fact]
    public void Duplicates_of_a_result_survive_its_store()
    {
        int x = _code.Variable(TypeId.I64);
        _code.Int(3).Op(Opcode.StoreVar, x).Op(Opcode.LoadVar, x).Int(4).Op(Opcode.Mul).Op(Opcode.Dup).Op(Opcode.StoreVar, x);
        _code.Op(Opcode.LoadVar, x).Op(Opcode.Add).Op(Opcode.Return);
        Run().Should().Be(24);
    }

    [Theory]
    [InlineData(1, 105)]
    [InlineData(0, 107)]
    public void Paths_meet_with_values_on_the_stack(long condition, long result)
    {
        Label other = _code.NewLabel(), end = _code.NewLabel();
        int c = _code.Variable(TypeId.I64);
        _code.Int(condition).Op(Opcode.StoreVar, c).Int(100).Op(Opcode.LoadVar, c).Jump(Opcode.JumpIfFalse, other);
        _code.Int(5).Jump(Opcode.Jump, end).Place(other).Int(7).Place(end).Op(Opcode.Add).Op(Opcode.Return);
        Run().Should().Be(result);
    }

    [Fact]
    public void A_comparison_of_a_value_and_a_large_constant_keeps_both_operands()
    {
        int x = _code.Variable(TypeId.I64);
        _code.Int(1L << 40).Op(Opcode.StoreVar, x);
        _code.Op(Opcode.LoadVar, x).Int(1).Op(Opcode.Add).Int(1L << 40).Op(Opcode.Gt);
        _code.Int((1L << 40) + 7).Op(Opcode.LoadVar, x).Int(2).Op(Opcode.Add).Op(Opcode.Ge);
        _code.Op(Opcode.Add).Op(Opcode.Return);
        Run().Should().Be(2);
    }

    [Theory]
    [InlineData(Opcode.Lt, 5L, 1L << 40, true)]
    [InlineData(Opcode.Gt, 1L << 40, 5L, true)]
    [InlineData(Opcode.Ge, 5L, 1L << 40, false)]
    [InlineData(Opcode.Le, 5L, 5L, true)]
    [InlineData(Opcode.Eq, -1L, -1L, true)]
    [InlineData(Opcode.Ne, 4L, 4L, false)]
    public void Fused_comparisons_agree_in_every_form(Opcode opcode, long a, long b, bool holds)
    {
        int x = _code.Variable(TypeId.I64), y = _code.Variable(TypeId.I64), count = _code.Variable(TypeId.I64);
        _code.Int(a).Op(Opcode.StoreVar, x).Int(b).Op(Opcode.StoreVar, y);
        foreach ((bool left, bool right, Opcode jump) in (ReadOnlySpan<(bool, bool, Opcode)>)
            [(true, true, Opcode.JumpIfFalse), (true, false, Opcode.JumpIfFalse), (false, true, Opcode.JumpIfTrue), (false, false, Opcode.JumpIfTrue)])
        {
            Label skip = _code.NewLabel();
            _ = left ? _code.Op(Opcode.LoadVar, x) : _code.Int(a);
            _ = right ? _code.Op(Opcode.LoadVar, y) : _code.Int(b);
            _code.Op(opcode);
            if (jump == Opcode.JumpIfTrue)
                _code.Op(Opcode.Not);
            _code.Jump(jump, skip).Op(Opcode.LoadVar, count).Int(1).Op(Opcode.Add).Op(Opcode.StoreVar, count).Place(skip);
        }
        _code.Op(Opcode.LoadVar, count).Op(Opcode.Return);
        Run().Should().Be(holds ? 4 : 0);
    }

    [Fact]
    public void Not_less_is_taken_for_NaN()
    {
        Label less = _code.NewLabel();
        _code.Float(double.NaN).Float(1).Op(Opcode.FLt).Jump(Opcode.JumpIfTrue, less).Int(1).Op(Opcode.Return).Place(less).Int(2).Op(Opcode.Return);
        Run().Should().Be(1);
    }

    [Fact]
    public void A_counting_loop_is_one_word()
    {
        int i = _code.Variable(TypeId.I64), n = _code.Variable(TypeId.I64);
        Label top = _code.NewLabel();
        _code.Int(1000).Op(Opcode.StoreVar, n).Place(top);
        _code.Op(Opcode.LoadVar, i).Int(1).Op(Opcode.Add).Op(Opcode.StoreVar, i);
        _code.Op(Opcode.LoadVar, i).Op(Opcode.LoadVar, n).Op(Opcode.Lt).Jump(Opcode.JumpIfTrue, top).Op(Opcode.LoadVar, i).Op(Opcode.Return);
        using DecodedFunction decoded = Decoder.Decode(_code.Accept(), 0, 0);
        Operations(decoded).Should().Equal(RegisterOp.Zero, RegisterOp.LoadImm, RegisterOp.LoopLt, RegisterOp.Return);
        Run().Should().Be(1000);
    }

    [Theory]
    [InlineData(1, 10, 55)]
    [InlineData(3, 10, 22)]
    [InlineData(-4, -11, -20)]
    public void A_jump_back_to_an_increment_makes_it_and_goes_behind_it(int step, int last, int sum)
    {
        int i = _code.Variable(TypeId.I64), n = _code.Variable(TypeId.I64), total = _code.Variable(TypeId.I64);
        Label top = _code.NewLabel(), body = _code.NewLabel();
        _code.Int(last).Op(Opcode.StoreVar, n).Int(1).Op(Opcode.StoreVar, i).Jump(Opcode.Jump, body);
        _code.Place(top).Op(Opcode.LoadVar, i).Int(step).Op(Opcode.Add).Op(Opcode.StoreVar, i);
        _code.Place(body).Op(Opcode.LoadVar, total).Op(Opcode.LoadVar, i).Op(Opcode.Add).Op(Opcode.StoreVar, total);
        _code.Op(Opcode.LoadVar, i).Op(Opcode.LoadVar, n).Op(Opcode.Ne).Jump(Opcode.JumpIfTrue, top).Op(Opcode.LoadVar, total).Op(Opcode.Return);
        using (DecodedFunction decoded = Decoder.Decode(_code.Accept(), 0, 0))
            Operations(decoded).Should().Contain(RegisterOp.LoopNe);
        Run().Should().Be(sum);
    }

    [Fact]
    public void Nothing_is_fused_across_a_jump_target()
    {
        int i = _code.Variable(TypeId.I64), n = _code.Variable(TypeId.I64);
        Label top = _code.NewLabel(), test = _code.NewLabel();
        _code.Int(3).Op(Opcode.StoreVar, n).Jump(Opcode.Jump, test).Place(top);
        _code.Op(Opcode.LoadVar, i).Int(1).Op(Opcode.Add).Op(Opcode.StoreVar, i).Place(test);
        _code.Op(Opcode.LoadVar, i).Op(Opcode.LoadVar, n).Op(Opcode.Lt).Jump(Opcode.JumpIfTrue, top).Op(Opcode.LoadVar, i).Op(Opcode.Return);
        Run().Should().Be(3);
    }

    [Fact]
    public void A_result_goes_straight_into_the_variable_that_stores_it()
    {
        int x = _code.Variable(TypeId.I64);
        _code.Int(6).Op(Opcode.StoreVar, x).Op(Opcode.LoadVar, x).Op(Opcode.LoadVar, x).Op(Opcode.Mul).Op(Opcode.StoreVar, x);
        _code.Op(Opcode.LoadVar, x).Op(Opcode.Return);
        using DecodedFunction decoded = Decoder.Decode(_code.Accept(), 0, 0);
        Operations(decoded).Should().Equal(RegisterOp.LoadImm, RegisterOp.Mul, RegisterOp.Return);
    }

    [Fact]
    public void The_end_of_the_code_returns_the_top_of_the_stack()
    {
        _code.Int(1).Int(2);
        Run().Should().Be(2);
    }

    [Fact]
    public void The_end_of_the_code_returns_0_when_the_stack_is_empty()
    {
        Label end = _code.NewLabel();
        _code.Jump(Opcode.Jump, end).Place(end);
        Run().Should().Be(0);
    }

    [Fact]
    public void Values_below_the_result_are_dropped_by_a_return()
    {
        FunctionBuilder callee = _code.Builder.AddFunction("callee");
        foreach (long value in (long[])[1, 2, 3])
            callee.AddInstruction(Opcode.LoadConst, callee.AddConstant(value));
        callee.AddInstruction(Opcode.Return);
        _code.Int(10).Op(Opcode.Call, callee.Index).Op(Opcode.Add).Op(Opcode.Return);
        Run().Should().Be(13);
    }

    [Fact]
    public void Unreachable_code_is_skipped()
    {
        _code.Int(4).Op(Opcode.Return).Op(Opcode.Add).Op(Opcode.Add);
        Run().Should().Be(4);
    }

    [Fact]
    public void A_jump_into_the_middle_of_a_loop_works()
    {
        int i = _code.Variable(TypeId.I64);
        Label top = _code.NewLabel(), middle = _code.NewLabel();
        _code.Jump(Opcode.Jump, middle).Place(top).Op(Opcode.LoadVar, i).Int(100).Op(Opcode.Add).Op(Opcode.StoreVar, i).Place(middle);
        _code.Op(Opcode.LoadVar, i).Int(1).Op(Opcode.Add).Op(Opcode.StoreVar, i);
        _code.Op(Opcode.LoadVar, i).Int(200).Op(Opcode.Lt).Jump(Opcode.JumpIfTrue, top).Op(Opcode.LoadVar, i).Op(Opcode.Return);
        Run().Should().Be(203);
    }

    [Fact]
    public void Jumps_reach_beyond_32_768_words()
    {
        int i = _code.Variable(TypeId.I64);
        Label top = _code.NewLabel(), end = _code.NewLabel();
        _code.Place(top).Op(Opcode.LoadVar, i).Int(40_000).Op(Opcode.Ge).Jump(Opcode.JumpIfTrue, end);
        for (int n = 0; n < 20_000; n++)
            _code.Op(Opcode.LoadVar, i).Int(1).Op(Opcode.Add).Op(Opcode.StoreVar, i).Op(Opcode.LoadVar, i).Op(Opcode.Neg).Op(Opcode.Pop);
        _code.Jump(Opcode.Jump, top).Place(end).Op(Opcode.LoadVar, i).Op(Opcode.Return);
        Run().Should().Be(40_000);
    }

    [Fact]
    public void A_function_can_have_65_000_variables()
    {
        int last = 0;
        for (int n = 0; n < Limits.Variables; n++)
            last = _code.Variable(TypeId.I64);
        _code.Op(Opcode.LoadVar, last).Int(5).Op(Opcode.Add).Op(Opcode.StoreVar, last - 1).Op(Opcode.LoadVar, last - 1).Op(Opcode.Return);
        Run().Should().Be(5);
    }

    [Fact]
    public void Variables_begin_as_0_again_in_every_call()
    {
        FunctionBuilder callee = _code.Builder.AddFunction("callee");
        int x = callee.AddVariable(TypeId.I64);
        callee.AddInstruction(Opcode.LoadVar, x).AddInstruction(Opcode.LoadConst, callee.AddConstant(7)).AddInstruction(Opcode.Add)
            .AddInstruction(Opcode.StoreVar, x).AddInstruction(Opcode.LoadVar, x).AddInstruction(Opcode.Return);
        _code.Op(Opcode.Call, callee.Index).Op(Opcode.Call, callee.Index).Op(Opcode.Add).Op(Opcode.Return);
        Run().Should().Be(14);
    }

    [Fact]
    public void Every_instruction_that_can_fail_or_call_begins_a_word()
    {
        int array = _code.Variable(_code.Types.Array(TypeId.I64)), i = _code.Variable(TypeId.I64);
        _code.Int(1).Int(2).Op(Opcode.NewArray, _code.Types.Array(TypeId.I64).Index, 2).Op(Opcode.StoreVar, array);
        Label top = _code.NewLabel();
        _code.Place(top).Op(Opcode.LoadVar, array).Op(Opcode.LoadVar, i).Op(Opcode.Dup2).Op(Opcode.ArrayGet).Int(3).Op(Opcode.Div).Op(Opcode.ArraySet);
        _code.Op(Opcode.LoadVar, i).Int(1).Op(Opcode.Add).Op(Opcode.StoreVar, i).Op(Opcode.LoadVar, i).Int(2).Op(Opcode.Lt).Jump(Opcode.JumpIfTrue, top);
        _code.Int(0).Op(Opcode.Return);
        using DecodedFunction decoded = Decoder.Decode(_code.Accept(), 0, 0);
        var reader = new CodeReader(_code.Build().Functions[0].Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            bool resumable = OpcodeTable.Get(instruction.Opcode).Is(OpcodeFlags.CanFail);
            if (resumable || _code.Slots().IsJumpTarget(instruction.Offset))
                decoded.WordAt(instruction.Offset).Should().BeGreaterThanOrEqualTo(0, $"of {instruction.Opcode}");
        }
    }

    private static unsafe List<RegisterOp> Operations(DecodedFunction decoded)
    {
        var operations = new List<RegisterOp>();
        for (int word = 0; word < decoded.Count; word++)
        {
            operations.Add(decoded.Start[word].Op);
            if (decoded.Branches.Contains(word))
                word += 2;
        }
        return operations;
    }
}
