using System.Globalization;
using System.Text;
using Lang.Bytecode.Text;

namespace Lang.Native.Ir;

/// <summary>Writes a function as text, as <c>lang emit --ir</c> shows it and the parser reads it back.</summary>
/// <remarks>
/// A block is <c>b1: freq 8 &lt;- b0, b1</c> and its nodes, with <c>trips 40</c> behind the frequency where a loop's rounds were counted; a node is <c>v5 = add int v3, v4</c>, with <c>.lt</c> behind a comparison's name and <c>.ints</c> behind an
/// access to memory, <c>#7</c> for what it names, <c>(v1, v2)</c> for its list and <c>@s0</c> for its frame state. Frame states follow the blocks. Values are numbered anew in
/// the order of their places, so that a text does not depend on how it came about.
/// </remarks>
internal static class IrPrinter
{
    public static string Print(IrFunction function)
    {
        var text = new StringBuilder();
        int[] numbers = Number(function);
        text.Append(CultureInfo.InvariantCulture, $"function {function.Function}");
        if (function.OsrOffset >= 0)
            text.Append(CultureInfo.InvariantCulture, $" osr {function.OsrOffset}");
        text.Append('\n');
        var states = new List<int>();
        for (int block = 0; block < function.BlockCount; block++)
        {
            if (function.Block(block).First >= 0)
                PrintBlock(text, function, block, numbers, states);
        }
        for (int i = 0; i < states.Count; i++)
            PrintState(text, function, states, i, numbers);
        return text.ToString();
    }

    private static int[] Number(IrFunction function)
    {
        var numbers = new int[function.NodeCount];
        int next = 0;
        for (int block = 0; block < function.BlockCount; block++)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
                numbers[node] = function[node].Type == IrType.None ? -1 : next++;
        }
        return numbers;
    }

    private static void PrintBlock(StringBuilder text, IrFunction function, int block, int[] numbers, List<int> states)
    {
        ref IrBlock printed = ref function.Block(block);
        text.Append(CultureInfo.InvariantCulture, $"b{block}: freq {printed.Frequency:R}");
        if (printed.TripCount > 0)
            text.Append(CultureInfo.InvariantCulture, $" trips {printed.TripCount:R}");
        List<int> predecessors = function.PredecessorsOf(block);
        if (predecessors.Count > 0)
            text.Append(" <- ").AppendJoin(", ", predecessors.Select(predecessor => $"b{predecessor}"));
        if (printed.LoopState >= 0)
            text.Append(CultureInfo.InvariantCulture, $" loop @s{StateNumber(function, states, printed.LoopState)}");
        text.Append('\n');
        for (int node = printed.First; node >= 0; node = function[node].Next)
        {
            text.Append("  ");
            PrintNode(text, function, node, numbers, states);
            text.Append('\n');
        }
    }

    private static void PrintNode(StringBuilder text, IrFunction function, int index, int[] numbers, List<int> states)
    {
        IrNode node = function[index];
        IrOpInfo info = IrOpTable.Get(node.Op);
        if (node.Type != IrType.None)
            text.Append(CultureInfo.InvariantCulture, $"v{numbers[index]} = ");
        text.Append(info.Name);
        if (node.Op is IrOp.Compare or IrOp.FCompare)
            text.Append('.').Append(node.Condition.ToString().ToLowerInvariant());
        if (node.Op is IrOp.Guard or IrOp.Exit && node.Value != 0)
            text.Append('.').Append(((Assumption)node.Value).ToString().ToLowerInvariant().Replace(", ", "."));
        if (info.Is(IrFlags.Reads | IrFlags.Writes) || node.Op == IrOp.Runtime)
            text.Append('.').Append(node.Memory.ToString().ToLowerInvariant());
        if (node.Type != IrType.None)
            text.Append(' ').Append(node.Type.ToString().ToLowerInvariant());
        if (node.Op == IrOp.Constant && node.Type == IrType.Float)
            text.Append(' ').Append(ListingNames.Decimal(BitConverter.Int64BitsToDouble(node.Value)));
        else if (node.Op == IrOp.Constant)
            text.Append(CultureInfo.InvariantCulture, $" {node.Value}");
        else if (HasValue(node.Op))
            text.Append(CultureInfo.InvariantCulture, $" #{node.Value}");
        int[] operands = [node.A, node.B, node.C];
        text.AppendJoin(",", operands.Where(operand => operand >= 0).Select(operand => $" v{numbers[operand]}"));
        if (node.Count > 0 || node.Op is IrOp.Call or IrOp.CallHost or IrOp.Runtime)
            text.Append(" (").AppendJoin(", ", function.ListOf(node).ToArray().Select(operand => operand < 0 ? "_" : $"v{numbers[operand]}")).Append(')');
        if (node.State >= 0)
            text.Append(CultureInfo.InvariantCulture, $" @s{StateNumber(function, states, node.State)}");
        if (node.Op is IrOp.Jump)
            text.Append(CultureInfo.InvariantCulture, $" b{function.Block(node.Block).Successor}");
        else if (node.Op is IrOp.Branch)
            text.Append(CultureInfo.InvariantCulture, $" b{function.Block(node.Block).Successor} b{function.Block(node.Block).OtherSuccessor}");
    }

    /// <summary>Whether <see cref="IrNode.Value"/> names something.</summary>
    public static bool HasValue(IrOp op) => op is IrOp.Parameter or IrOp.LoadSlot or IrOp.LoadGlobal or IrOp.StoreGlobal or IrOp.GlobalState or IrOp.LoadField or IrOp.LoadFunction
        or IrOp.LoadString or IrOp.Call or IrOp.CallValue or IrOp.CallHost or IrOp.Runtime or IrOp.Rebuild;

    private static int StateNumber(IrFunction function, List<int> states, int state)
    {
        int known = states.IndexOf(state);
        if (known >= 0)
            return known;
        states.Add(state);
        return states.Count - 1;
    }

    // Parents are added to the list while it is printed.
    private static void PrintState(StringBuilder text, IrFunction function, List<int> states, int number, int[] numbers)
    {
        FrameState state = function.States[states[number]];
        text.Append(CultureInfo.InvariantCulture, $"s{number}: function {state.Function} offset {state.Offset}");
        if (state.Parent >= 0)
            text.Append(CultureInfo.InvariantCulture, $" in s{StateNumber(function, states, state.Parent)}");
        int[] values = function.ValuesOf(state).ToArray();
        text.Append(" (").AppendJoin(", ", values.Take(state.Variables).Select(Name)).Append(") (")
            .AppendJoin(", ", values.Skip(state.Variables).Select(Name)).Append(")\n");

        string Name(int value) => value < 0 ? "_" : $"v{numbers[value]}";
    }
}
