using System.Globalization;
using System.Text;

namespace Lang.Native.Ir;

/// <summary>Draws the flow between a function's basic blocks in the language of Graphviz.</summary>
internal static class IrGraph
{
    /// <summary>One digraph; pipe it into <c>dot -Tsvg</c>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">The graph's title.</param>
    public static string Draw(IrFunction function, string name)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"digraph \"{name.Replace('"', '_')}\" {{\n  node [shape=box fontname=monospace];\n");
        string[] lines = IrPrinter.Print(function).Split('\n');
        for (int block = 0; block < function.BlockCount; block++)
        {
            if (function.Block(block).First < 0)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"  b{block} [label=\"{LabelOf(lines, block)}\"];\n");
            (int whenTrue, int whenFalse) = (function.Block(block).Successor, function.Block(block).OtherSuccessor);
            if (whenTrue >= 0)
                text.Append(CultureInfo.InvariantCulture, $"  b{block} -> b{whenTrue}{(whenFalse >= 0 ? " [label=true]" : "")};\n");
            if (whenFalse >= 0)
                text.Append(CultureInfo.InvariantCulture, $"  b{block} -> b{whenFalse} [label=false];\n");
        }
        return text.Append("}\n").ToString();
    }

    // The block's lines as the printer writes them, each against the left edge.
    private static string LabelOf(string[] lines, int block)
    {
        int first = Array.FindIndex(lines, line => line.StartsWith($"b{block}:", StringComparison.Ordinal)), end = first + 1;
        while (end < lines.Length && lines[end].StartsWith("  ", StringComparison.Ordinal))
            end++;
        return string.Concat(lines[first..end].Select(line => line.Replace("\"", "\\\"") + "\\l"));
    }
}
