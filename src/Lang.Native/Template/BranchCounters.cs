using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Native.Template;

/// <summary>
/// Where template code counts which way conditional jumps go. A function gets its counters, in the order of its jumps, when it is compiled first, and keeps
/// them: what was counted outlasts the code.
/// </summary>
/// <remarks>
/// Of a jump that decides whether a loop goes on, only the ways out are counted: an addition to memory in each round is what tight loops wait for, and the interpreter has
/// counted rounds already.
/// </remarks>
/// <param name="module">The module.</param>
internal sealed class BranchCounters(BytecodeModule module)
{
    /// <summary>Offsets in bytes in the counters of one jump: how often it was taken, and how often not; each 32 bits. And their size.</summary>
    public const int TakenOffset = 0, NotTakenOffset = sizeof(uint), Size = 2 * sizeof(uint);

    /// <summary>A conditional jump takes at least so many bytes of bytecode.</summary>
    private const int LeastBytes = 2;

    private readonly Row?[] _rows = new Row?[module.Functions.Length];
    private int _used;

    /// <summary>Bytes that suffice for all jumps of a module. What is never counted is memory that is never touched.</summary>
    public static int BytesFor(BytecodeModule module) => module.Functions.Sum(function => function.Code.Length) / LeastBytes * Size;

    /// <summary>Gives a function's conditional jumps their counters, unless they have them.</summary>
    /// <param name="function">The function.</param>
    /// <param name="instructions">Its code.</param>
    public Row Reserve(int function, ReadOnlySpan<Instruction> instructions)
    {
        if (_rows[function] is { } known)
            return known;
        var offsets = new List<int>();
        var exits = new List<bool>();
        Dictionary<int, int> loopEnds = FindLoops(instructions);
        var open = new Stack<int>();
        foreach (ref readonly Instruction instruction in instructions)
        {
            while (open.TryPeek(out int ended) && ended < instruction.Offset)
                open.Pop();
            if (loopEnds.TryGetValue(instruction.Offset, out int end))
                open.Push(end);
            if (instruction.Opcode is not (Opcode.JumpIfFalse or Opcode.JumpIfTrue))
                continue;
            offsets.Add(instruction.Offset);
            exits.Add(instruction.A <= instruction.Offset || (open.TryPeek(out int innermost) && instruction.A > innermost));
        }
        var row = new Row(_used, [.. offsets], [.. exits]);
        _used += offsets.Count * Size;
        Volatile.Write(ref _rows[function], row);
        return row;
    }

    // By the offset of a loop's first instruction: that of the last jump back to it.
    private static Dictionary<int, int> FindLoops(ReadOnlySpan<Instruction> instructions)
    {
        var ends = new Dictionary<int, int>();
        foreach (ref readonly Instruction instruction in instructions)
        {
            if (instruction.Opcode is Opcode.Jump or Opcode.JumpIfFalse or Opcode.JumpIfTrue && instruction.A <= instruction.Offset)
                ends[instruction.A] = instruction.Offset;
        }
        return ends;
    }

    /// <summary>The counters of a function, or null as long as it has none. Any thread may ask.</summary>
    public Row? Of(int function) => Volatile.Read(ref _rows[function]);

    /// <summary>The counters of a function.</summary>
    /// <param name="First">Where they begin, in bytes.</param>
    /// <param name="Offsets">The offsets of its conditional jumps, rising.</param>
    /// <param name="EndLoops">For each of them whether it decides that a loop goes on: backwards, or else out of it.</param>
    public sealed record Row(int First, ImmutableArray<int> Offsets, ImmutableArray<bool> EndLoops);
}
