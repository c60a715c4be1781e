using System.Diagnostics;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Lowering;

// Comparisons, and what depends on them.
internal sealed partial class X64Lowering
{
    /// <summary>A test before it is part of an instruction: its registers exist already.</summary>
    private struct Comparison
    {
        public LirTest Test;
        public ConditionCode Condition;
        public VirtualRegister Left, Right;
        public bool HasImmediate;
        public long Immediate;
        public MemoryOperand Memory;

        /// <summary>Whether the memory operand is one byte.</summary>
        public bool IsByte;

        public void Negate()
        {
            Condition = Condition.Negate();
            Test = Test switch { LirTest.FloatsEqual => LirTest.FloatsNotEqual, LirTest.FloatsNotEqual => LirTest.FloatsEqual, _ => Test };
        }
    }

    private void LowerBranch(in IrNode source)
    {
        Comparison test = Prepare(source.A);
        Begin(LirOp.JumpIf);
        Add(test);
        End();
    }

    private void LowerGuard(in IrNode source)
    {
        if (_ir[source.A].Op == IrOp.Constant && _ir[source.A].Value != 0)
            return;
        Comparison test = Prepare(source.A);
        Begin(LirOp.ExitUnless);
        Add(test);
        Exit(source.State, reason: source.Value);
        End();
    }

    private void LowerSet(int node)
    {
        Comparison test = Prepare(node, isOwn: true);
        Begin(LirOp.SetIf);
        Def(RegisterOf(node));
        Add(test);
        End();
    }

    private void LowerSelect(int node, in IrNode source)
    {
        VirtualRegister whenTrue = Value(source.B), whenFalse = Value(source.C), result = RegisterOf(node);
        Comparison test = Prepare(source.A);
        // The result takes the first one's register: better that of a loop's variable, which keeps it for the next round.
        if (_ir[source.C].Op == IrOp.Phi && _ir[source.B].Op != IrOp.Phi)
        {
            (whenTrue, whenFalse) = (whenFalse, whenTrue);
            test.Negate();
        }
        Hint(result, whenTrue);
        Begin(LirOp.SelectIf);
        Def(result);
        Use(whenTrue);
        UseLate(whenFalse);
        Add(test);
        End();
    }

    /// <summary>Makes a condition's operands.</summary>
    private Comparison Prepare(int condition, bool isOwn = false)
    {
        ref IrNode node = ref _ir[condition];
        if (_folded[condition] && node.Op == IrOp.LoadElement)
        {
            return new Comparison
            {
                Test = LirTest.Compare, Condition = ConditionCode.NotEqual, Left = VirtualRegister.None, Right = VirtualRegister.None,
                HasImmediate = true, Memory = PrepareAddress(condition), IsByte = true,
            };
        }
        if (!isOwn && !(_folded[condition] && node.Op is IrOp.Compare or IrOp.FCompare))
        {
            VirtualRegister value = Value(condition);
            return new Comparison { Test = LirTest.Bits, Condition = ConditionCode.NotEqual, Left = value, Right = value };
        }
        return node.Op == IrOp.FCompare ? PrepareFloats(node) : PrepareIntegers(node);
    }

    private Comparison PrepareIntegers(in IrNode node)
    {
        ConditionCode condition = ConditionOf(node.Condition);
        if (!IsImmediate(node.B, out int immediate))
        {
            if (_folded[node.B] && _ir[node.B].Op != IrOp.Constant)
            {
                MemoryOperand memory = PrepareAddress(node.B);
                return new Comparison { Test = LirTest.Compare, Condition = condition, Left = Value(node.A), Right = VirtualRegister.None, Memory = memory };
            }
            // A constant in front goes behind, as an immediate.
            return IsImmediate(node.A, out immediate)
                ? new Comparison { Test = LirTest.Compare, Condition = condition.SwapOperands(), Left = Value(node.B), Right = VirtualRegister.None, HasImmediate = true, Immediate = immediate }
                : new Comparison { Test = LirTest.Compare, Condition = condition, Left = Value(node.A), Right = Value(node.B) };
        }
        if (_folded[node.A] && _ir[node.A].Op == IrOp.And)
            return PrepareBits(_ir[node.A], condition);
        if (_folded[node.A] && _ir[node.A].Op != IrOp.Constant)
        {
            MemoryOperand memory = PrepareAddress(node.A);
            return new Comparison
            {
                Test = LirTest.Compare, Condition = condition, Left = VirtualRegister.None, Right = VirtualRegister.None,
                HasImmediate = true, Immediate = immediate, Memory = memory,
            };
        }
        VirtualRegister left = Value(node.A);
        // Against zero a test of the value itself; it clears carry and overflow, so that signed and unsigned conditions hold as they should.
        return immediate == 0
            ? new Comparison { Test = LirTest.Bits, Condition = condition, Left = left, Right = left }
            : new Comparison { Test = LirTest.Compare, Condition = condition, Left = left, Right = VirtualRegister.None, HasImmediate = true, Immediate = immediate };
    }

    private Comparison PrepareBits(in IrNode and, ConditionCode condition) => IsImmediate(and.B, out int mask)
        ? new Comparison { Test = LirTest.Bits, Condition = condition, Left = Value(and.A), Right = VirtualRegister.None, HasImmediate = true, Immediate = mask }
        : new Comparison { Test = LirTest.Bits, Condition = condition, Left = Value(and.A), Right = Value(and.B) };

    /// <summary>Whether a comparison of floats is made with its operands exchanged.</summary>
    private static bool IsSwapped(in IrNode node) =>
        node.Op == IrOp.FCompare && node.Condition is IrCondition.Lt or IrCondition.Le or IrCondition.NotLt or IrCondition.NotLe;

    // "Above" is false for NaN, "below or equal" is true: see ConditionCode.
    private Comparison PrepareFloats(in IrNode node)
    {
        (int left, int right) = IsSwapped(node) ? (node.B, node.A) : (node.A, node.B);
        var test = new Comparison
        {
            Test = node.Condition switch { IrCondition.Eq => LirTest.FloatsEqual, IrCondition.Ne => LirTest.FloatsNotEqual, _ => LirTest.Floats },
            Condition = node.Condition switch
            {
                IrCondition.Eq => ConditionCode.Equal,
                IrCondition.Ne => ConditionCode.NotEqual,
                IrCondition.Lt or IrCondition.Gt => ConditionCode.Above,
                IrCondition.Le or IrCondition.Ge => ConditionCode.AboveOrEqual,
                IrCondition.NotLt or IrCondition.NotGt => ConditionCode.BelowOrEqual,
                IrCondition.NotLe or IrCondition.NotGe => ConditionCode.Below,
                _ => throw new UnreachableException(),
            },
            Right = VirtualRegister.None,
        };
        ref IrNode second = ref _ir[right];
        if (second.Op == IrOp.Constant && second.Value != 0)
            test.Memory = new MemoryOperand { Form = AddressForm.Literal, Literal = second.Value };
        else if (second.Op != IrOp.Constant && _folded[right])
            test.Memory = PrepareAddress(right);
        else
            test.Right = Value(right);
        test.Left = Value(left);
        return test;
    }

    private void Add(in Comparison test)
    {
        _instruction.Test = test.Test;
        _instruction.Condition = test.Condition;
        _instruction.HasImmediate = test.HasImmediate;
        if (test.HasImmediate)
            _instruction.Immediate = test.Immediate;
        if (test.IsByte)
            _instruction.Width = 8;
        if (test.Left.Exists)
            Use(test.Left);
        if (test.Right.Exists)
            Use(test.Right);
        else if (test.Memory.Form != AddressForm.None)
            Address(test.Memory, late: false);
    }

    private static ConditionCode ConditionOf(IrCondition condition) => condition switch
    {
        IrCondition.Eq => ConditionCode.Equal,
        IrCondition.Ne => ConditionCode.NotEqual,
        IrCondition.Lt => ConditionCode.Less,
        IrCondition.Le => ConditionCode.LessOrEqual,
        IrCondition.Gt => ConditionCode.Greater,
        IrCondition.Ge => ConditionCode.GreaterOrEqual,
        IrCondition.Below => ConditionCode.Below,
        IrCondition.NotBelow => ConditionCode.AboveOrEqual,
        _ => throw new UnreachableException(),
    };
}
