using Lang.Bytecode;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// Conditions: `&&`, `||`, `!` and `?:` become jumps; no bool is made only to be tested.
internal sealed partial class FunctionEmitter
{
    /// <summary>Evaluates a condition; jumps to <paramref name="target"/> when it is <paramref name="when"/>, else goes on.</summary>
    private void EmitCondition(BoundExpression condition, bool when, JumpTarget target)
    {
        if (StackGuard.HasRoom)
            EmitConditionHere(condition, when, target);
        else
            EmitConditionOnFreshStack(condition, when, target);
    }

    private void EmitConditionHere(BoundExpression condition, bool when, JumpTarget target)
    {
        switch (condition)
        {
            case BoundInt constant:
                if (constant.Value != 0 == when)
                    Jump(target);
                break;
            case BoundOperation { Opcode: Opcode.Not, Operands: [BoundExpression operand] }:
                EmitCondition(operand, !when, target);
                break;
            case BoundLogical logical:
                EmitLogicalCondition(logical, when, target);
                break;
            case BoundConditional conditional:
                JumpTarget otherwise = NewTarget(), end = NewTarget();
                EmitCondition(conditional.Condition, when: false, otherwise);
                EmitCondition(conditional.Then, when, target);
                Jump(end);
                Place(otherwise);
                EmitCondition(conditional.Else, when, target);
                Place(end);
                break;
            default:
                Emit(condition);
                JumpIf(when, target);
                break;
        }
    }

    private void EmitLogicalCondition(BoundLogical logical, bool when, JumpTarget target)
    {
        // `&&` is decided by its first false operand, `||` by its first true one.
        bool deciding = !logical.IsAnd;
        JumpTarget decided = when == deciding ? target : NewTarget();
        for (int i = 0; i < logical.Operands.Length - 1; i++)
            EmitCondition(logical.Operands[i], deciding, decided);
        EmitCondition(logical.Operands[^1], when, target);
        if (decided != target)
            Place(decided);
    }

    /// <summary>The value of <c>&amp;&amp;</c> or <c>||</c>: that of the last operand, unless one before it decides.</summary>
    private void EmitLogical(BoundLogical logical)
    {
        bool deciding = !logical.IsAnd;
        JumpTarget decided = NewTarget(), end = NewTarget();
        for (int i = 0; i < logical.Operands.Length - 1; i++)
            EmitCondition(logical.Operands[i], deciding, decided);
        Emit(logical.Operands[^1]);
        Jump(end);
        Place(decided);
        LoadInt(deciding ? 1 : 0, TypeId.Bool);
        Place(end);
    }
}
