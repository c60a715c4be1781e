using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Native.Template;

/// <summary>
/// Where template code counts which way conditional jumps go. A function gets its counters, in the order of its jumps, when it is compiled first, and keeps
/// them: what was counted outlasts the code.
/// </summary>
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
        foreach (ref readonly Instruction instruction in instructions)
        {
            if (instruction.Opcode is Opcode.JumpIfFalse or Opcode.JumpIfTrue)
                offsets.Add(instruction.Offset);
        }
        var row = new Row(_used, [.. offsets]);
        _used += offsets.Count * Size;
        Volatile.Write(ref _rows[function], row);
        return row;
    }

    /// <summary>The counters of a function, or null as long as it has none. Any thread may ask.</summary>
    public Row? Of(int function) => Volatile.Read(ref _rows[function]);

    /// <summary>The counters of a function.</summary>
    /// <param name="First">Where they begin, in bytes.</param>
    /// <param name="Offsets">The offsets of its conditional jumps, rising.</param>
    public sealed record Row(int First, ImmutableArray<int> Offsets)
    {
        /// <summary>Where the counters of the jump at an offset are.</summary>
        public int CountersOf(int offset) => First + (Offsets.BinarySearch(offset) * Size);
    }
}
