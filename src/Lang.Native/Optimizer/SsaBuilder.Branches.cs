using Lang.Bytecode;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    // Sides of branches that were never taken: code is left there, and what they lead to is not compiled.
    private sealed partial class Body
    {
        /// <summary>Whether a side of the branch at hand may be taken for one that is never reached.</summary>
        private bool IsNeverReached(in Instruction branch, int side, bool isTarget)
        {
            Guesses guesses = _builder._guesses;
            if (guesses.BranchThreshold == 0)
                return false;
            (long taken, long notTaken) = _directions.CountsOf(branch.Offset);
            if ((isTarget ? taken : notTaken) > 0 || taken + notTaken < guesses.BranchThreshold)
                return false;
            // The interpreter goes on behind the jump: its unit of fuel would be lost.
            if (isTarget && _builder.CountsFuel && IsBack(branch))
                return false;
            return !guesses.Reached.Contains(CodePlace.Of(_function, OffsetOf(side))) && (!Leaves(side) || IsLeftOnce(side));
        }

        /// <summary>A loop that is running has not ended yet, which is no reason to think that it never will.</summary>
        private bool Leaves(int side)
        {
            int loop = Flow[_flowBlock].Loop;
            return loop >= 0 && !Flow.IsInLoop(side, loop);
        }

        /// <summary>Whether that happens at most once in this code: it was entered in the loop, and no other one is around that. What comes behind need not be compiled for it.</summary>
        private bool IsLeftOnce(int side) => _parent is null && _ir.OsrOffset >= 0 && !Flow[side].IsInLoop;

        /// <summary>A block in which the code is left where another one begins. The interpreter goes on there.</summary>
        private int Leave(int side)
        {
            int leave = _ir.NewBlock(0), at = _at;
            _at = Flow[side].First;
            _ir.Append(leave, IrNode.Make(IrOp.Exit, IrType.None) with { State = MakeState(Depth, _parentState), Value = (long)Assumption.Branch });
            _at = at;
            return leave;
        }

        private int OffsetOf(int flowBlock) => Flow.Instructions[Flow[flowBlock].First].Offset;
    }
}
