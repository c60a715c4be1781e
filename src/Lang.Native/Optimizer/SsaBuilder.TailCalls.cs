using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    /// <summary>Calls of the function itself in tail position.</summary>
    /// <remarks>
    /// They become jumps. But some are calls, so that recursion without end still ends at the limit of call depth, and looks at who wants attention: a value
    /// counts how many more jumps there may be. Where a function is inlined into itself it counts for all levels, which takes one register whatever their number.
    /// It is never set back before the code is left: so no endless chain of tail calls avoids its call, whatever is called and returns on the way.
    /// When none are left each level ends at its next tail call. That is soon, and little work is done by calls that jumps could have done, unless the function
    /// has other loops, in which a level can go on for long: then each level counts for itself.
    /// </remarks>
    private sealed partial class Body
    {
        /// <summary>So many tail calls become jumps.</summary>
        private const int MostJumps = 256;

        /// <summary>Where <see cref="Values"/> holds how many more jumps there may be, or -1 where no tail call becomes one: behind variables and operand stack.</summary>
        private int JumpsLeft => Values.Length - 1;

        /// <summary>Whether jumps are counted together with those of the caller.</summary>
        private bool SharesJumps => _parent is { } parent && parent._function == _function && parent.Flow.TailEntry >= 0 && Flow.LoopsByTailCallsOnly;

        private int JumpsAtEntry() => Flow.TailEntry < 0 ? -1 : SharesJumps ? _parent!.Values[_parent.JumpsLeft] : Constant(MostJumps);

        /// <summary>The tail call at hand as a jump, unless none are left; goes on where it is a call.</summary>
        private void LoopBack()
        {
            float frequency = _ir.Block(_block).Frequency, ofCall = frequency / MostJumps;
            int left = Append(IrNode.Make(IrOp.Sub, IrType.Int, Values[JumpsLeft], Constant(1)));
            int jump = _ir.NewBlock(frequency - ofCall), call = _ir.NewBlock(ofCall);
            _ir.Branch(_block, Compare(IrCondition.Ge, left, Constant(0)), jump, call);

            int[] values = [.. Values];
            _block = jump;
            for (int i = 0; i < Variables; i++)
            {
                Values[i] = i < Function.ArgumentSlots ? values[Variables + Depth - Function.ArgumentSlots + i]
                    : Slots.ReadBeforeAssigned[i] ? Append(IrNode.Make(IrOp.Constant, TypeOf(Function.Variables[i]))) : -1;
            }
            Values[JumpsLeft] = left;
            JumpTo(Flow.TailEntry);
            Values = values;
            _block = call;
            Values[JumpsLeft] = Constant(0);
        }
    }
}
