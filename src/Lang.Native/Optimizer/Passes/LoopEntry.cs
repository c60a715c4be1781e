using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Guards before loops: they leave for the interpreter at the loop's beginning, so it runs the loop and reports what is wrong where it is wrong.</summary>
internal static class LoopEntry
{
    /// <summary>Makes the frame state with which the interpreter begins a loop, as it is at the end of the preheader.</summary>
    /// <returns>The state, or -1 when there is none.</returns>
    public static int MakeState(IrFunction function, int header, int preheader)
    {
        int state = function.Block(header).LoopState;
        if (state < 0)
            return -1;
        FrameState inside = function.States[state];
        int count = inside.Variables + inside.Stack, first = function.NewList(count), edge = function.PredecessorsOf(header).IndexOf(preheader);
        for (int i = 0; i < count; i++)
            function.Lists[first + i] = AtEntry(function, function.Lists[inside.First + i], header, edge);
        function.States.Add(inside with { First = first });
        return function.States.Count - 1;
    }

    // What the header's phis are when the loop is entered; all else is the same outside.
    private static int AtEntry(IrFunction function, int value, int header, int edge) =>
        value >= 0 && function[value].Op == IrOp.Phi && function[value].Block == header ? function.ListOf(function[value])[edge] : value;
}
