using Lang.Native.Ir;
using Lang.Native.Lir;

namespace Lang.Native.Lowering;

// Divisions and square roots that stand side by side, of which the processor makes two at once.
internal sealed partial class X64Lowering
{
    /// <summary>Of a division or a square root: it is made by itself, or together with the one before it; else the one behind it, with which it is made.</summary>
    private const int Single = 0, Second = -1;

    private int[] _pairs = [];

    private void FindPair(int node, in IrNode first)
    {
        int next = first.Next;
        if (first.Op is not (IrOp.FDiv or IrOp.Sqrt) || IsPaired(node) || next < 0)
            return;
        IrNode second = _ir[next];
        if (second.Op == first.Op && second.A != node && second.B != node)
            (_pairs[node], _pairs[next]) = (next, Second);
    }

    private bool IsPaired(int node) => _pairs[node] != Single;

    private void LowerPair(int node, in IrNode first)
    {
        if (_pairs[node] == Second)
            return;
        IrNode second = _ir[_pairs[node]];
        bool divides = first.Op == IrOp.FDiv;
        VirtualRegister left = Value(first.A), otherLeft = Value(second.A);
        VirtualRegister right = divides ? Value(first.B) : default, otherRight = divides ? Value(second.B) : default;
        VirtualRegister result = RegisterOf(node), other = RegisterOf(_pairs[node]);
        Hint(result, left);
        Begin(divides ? LirOp.FDivPair : LirOp.SqrtPair);
        Def(result);
        Def(other);
        // Only the second dividend is read after a result is written: four registers are enough.
        Use(left);
        UseLate(otherLeft);
        if (divides)
        {
            Use(right);
            Use(otherRight);
        }
        End();
    }
}
