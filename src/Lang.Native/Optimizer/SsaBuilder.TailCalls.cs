using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    // Calls of the function itself in tail position.
    private sealed partial class Body
    {
        /// <summary>
        /// So many tail calls in a row become jumps, and then one is a call: recursion without end still ends at the limit of call depth, and the call
        /// looks at who wants attention.
        /// </summary>
        private const int JumpsPerCall = 16;

        /// <summary>Where <see cref="Values"/> holds how many jumps there were since the last call: behind variables and operand stack.</summary>
        private int JumpCount => Values.Length - 1;

        /// <summary>Before the loop is entered.</summary>
        private void PrepareTailLoop() => Values[JumpCount] = Constant(0);

        /// <summary>The block at hand is the loop's header; one edge leads to it from outside.</summary>
        private void BeginTailLoop(int edges)
        {
            int phi = _ir.AddPhi(_block, IrType.Int, edges);
            _ir.Lists[_ir[phi].First] = Values[JumpCount];
            _phis[Flow.TailEntry]!.Add((phi, JumpCount));
            Values[JumpCount] = phi;
        }

        /// <summary>The tail call at hand as a jump, unless it is a call's turn; goes on where it is.</summary>
        private void LoopBack()
        {
            float frequency = _ir.Block(_block).Frequency, ofCall = frequency / JumpsPerCall;
            int count = Append(IrNode.Make(IrOp.Add, IrType.Int, Values[JumpCount], Constant(1)));
            int jump = _ir.NewBlock(frequency - ofCall), call = _ir.NewBlock(ofCall);
            _ir.Branch(_block, Compare(IrCondition.Lt, count, Constant(JumpsPerCall)), jump, call);

            int[] values = [.. Values];
            _block = jump;
            for (int i = 0; i < Variables; i++)
            {
                Values[i] = i < Function.ArgumentSlots ? values[Variables + Depth - Function.ArgumentSlots + i]
                    : Slots.ReadBeforeAssigned[i] ? Append(IrNode.Make(IrOp.Constant, TypeOf(Function.Variables[i]))) : -1;
            }
            Values[JumpCount] = count;
            JumpTo(Flow.TailEntry);
            Values = values;
            _block = call;
        }
    }
}
