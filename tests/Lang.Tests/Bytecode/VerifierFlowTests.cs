using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public class VerifierFlowTests
{
    [Fact]
    public void Straight_code_is_accepted_and_its_depths_are_known()
    {
        var code = new TestCode { Result = TypeId.I64 };
        code.Int(15).Int(7).Op(Opcode.Mul).Op(Opcode.Return);

        SlotTypes slots = code.Slots();

        slots.MaxDepth.Should().Be(2);
        new[] { 0, 1, 2, 3, 4, 5, 6 }.Select(slots.DepthAt).Should().Equal(0, SlotTypes.Unreachable, 1, SlotTypes.Unreachable, 2, 1, SlotTypes.Unreachable);
    }

    [Fact]
    public void A_while_loop_with_its_condition_at_the_bottom_is_accepted()
    {
        var code = new TestCode();
        int i = code.Variable(TypeId.I64);
        Label body = code.NewLabel(), condition = code.NewLabel();
        code.Int(0).Op(Opcode.StoreVar, i).Jump(Opcode.Jump, condition);
        code.Place(body).Op(Opcode.LoadVar, i).Op(Opcode.Print).Op(Opcode.LoadVar, i).Int(1).Op(Opcode.Add).Op(Opcode.StoreVar, i);
        code.Place(condition).Op(Opcode.LoadVar, i).Int(10).Op(Opcode.Lt).Jump(Opcode.JumpIfTrue, body);

        SlotTypes slots = code.Slots();

        slots.ReadBeforeAssigned.Should().Equal(false);
        slots.IsJumpTarget(9).Should().BeTrue();
    }

    [Fact]
    public void Bool_and_i64_meet_as_i64()
    {
        var code = new TestCode { Result = TypeId.I64 };
        Label other = code.NewLabel(), join = code.NewLabel();
        code.Int(1).Jump(Opcode.JumpIfFalse, other).Int(1).Jump(Opcode.Jump, join).Place(other).Int(5).Place(join).Op(Opcode.Return);

        SlotTypes slots = code.Slots();

        slots.StackAt(16).ToArray().Should().Equal(TypeId.I64);
    }

    [Fact]
    public void A_bool_that_a_loop_widens_is_no_bool_inside_the_loop()
    {
        var code = new TestCode();
        Label loop = code.NewLabel();
        code.Int(1).Place(loop).Op(Opcode.Dup).Op(Opcode.Not).Op(Opcode.Pop).Op(Opcode.Pop).Int(2).Jump(Opcode.Jump, loop);

        code.Reject("operand a is i64, not bool");
    }

    [Fact]
    public void A_reference_that_one_path_leaves_unassigned_cannot_be_read()
    {
        var code = new TestCode();
        int s = code.Variable(TypeId.String);
        Label join = code.NewLabel();
        code.Int(1).Jump(Opcode.JumpIfFalse, join).String("x").Op(Opcode.StoreVar, s).Place(join).Op(Opcode.LoadVar, s).Op(Opcode.WriteString);

        code.Reject("variable 0 is a reference and not assigned on every path");
    }

    [Fact]
    public void A_reference_that_both_branches_assign_can_be_read()
    {
        var code = new TestCode();
        int s = code.Variable(TypeId.String), t = code.Variable(TypeId.String);
        Label other = code.NewLabel(), join = code.NewLabel();
        code.Int(1).Jump(Opcode.JumpIfFalse, other);
        code.String("a").Op(Opcode.StoreVar, t).String("b").Op(Opcode.StoreVar, s).Jump(Opcode.Jump, join);
        code.Place(other).String("c").Op(Opcode.StoreVar, s).Place(join).Op(Opcode.LoadVar, s).Op(Opcode.WriteString);

        code.Slots().ReadBeforeAssigned.Should().Equal(false, false);
    }

    [Fact]
    public void An_integer_read_before_it_is_assigned_is_reported_as_such()
    {
        var code = new TestCode();
        code.Op(Opcode.LoadVar, code.Variable(TypeId.I64)).Op(Opcode.Print);

        code.Slots().ReadBeforeAssigned.Should().Equal(true);
    }

    [Fact]
    public void Paths_of_different_depth_do_not_meet()
    {
        var code = new TestCode();
        Label join = code.NewLabel();
        code.Int(1).Jump(Opcode.JumpIfFalse, join).Int(1).Place(join).Op(Opcode.Return);

        code.Reject("with 0 and with 1 slots");
    }

    [Fact]
    public void An_environment_from_a_global_is_usable_only_after_its_check()
    {
        var code = new TestCode();
        TypeId environment = code.Types.Environment("f", [TypeId.I64]);
        code.Builder.AddGlobal("f", environment);
        code.Op(Opcode.LoadGlobal, 0).Op(Opcode.CheckSet, 0).Op(Opcode.EnvGet, 0).Op(Opcode.Print);
        code.Slots();

        var loose = new TestCode();
        environment = loose.Types.Environment("f", [TypeId.I64]);
        loose.Builder.AddGlobal("f", environment);
        loose.Op(Opcode.LoadGlobal, 0).Op(Opcode.EnvGet, 0).Op(Opcode.Print).Reject("may be unset");
    }

    [Fact]
    public void The_end_of_the_code_returns_the_top_of_the_stack_or_zero()
    {
        new TestCode { Result = TypeId.I64 }.Slots().MaxDepth.Should().Be(0);
        new TestCode { Result = TypeId.I64 }.Int(3).Slots().DepthAt(2).Should().Be(1);
        new TestCode { Result = TypeId.String }.Reject("the stack is empty");
        new TestCode { Result = TypeId.String }.Int(3).Reject("the result is i64, not string");
    }
}
