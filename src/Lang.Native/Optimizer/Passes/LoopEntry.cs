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
        return state < 0 ? -1 : Copy(function, state, header, preheader, []);
    }

    // Callers too: what they hold may be described at the loop's beginning.
    private static int Copy(IrFunction function, int state, int header, int preheader, Dictionary<int, int> rebuilt)
    {
        FrameState inside = function.States[state];
        int parent = inside.Parent >= 0 ? Copy(function, inside.Parent, header, preheader, rebuilt) : -1;
        int first = CopyList(function, inside.First, inside.Variables + inside.Stack, header, preheader, rebuilt);
        function.States.Add(inside with { First = first, Parent = parent });
        return function.States.Count - 1;
    }

    private static int CopyList(IrFunction function, int from, int count, int header, int preheader, Dictionary<int, int> rebuilt)
    {
        int first = function.NewList(count);
        for (int i = 0; i < count; i++)
        {
            int value = AtEntry(function, function.Lists[from + i], header, preheader, rebuilt);
            function.Lists[first + i] = value;
        }
        return first;
    }

    // What the header's phis are when the loop is entered; all else is the same outside.
    private static int AtEntry(IrFunction function, int value, int header, int preheader, Dictionary<int, int> rebuilt)
    {
        if (value < 0 || function[value].Block != header)
            return value;
        if (function[value].Op == IrOp.Phi)
            return function.ListOf(function[value])[function.PredecessorsOf(header).IndexOf(preheader)];
        if (function[value].Op != IrOp.Rebuild)
            return value;
        if (rebuilt.TryGetValue(value, out int known))
            return known;
        IrNode described = function[value];
        described.First = CopyList(function, described.First, described.Count, header, preheader, rebuilt);
        return rebuilt[value] = function.InsertBefore(function.Block(preheader).Last, described);
    }
}
