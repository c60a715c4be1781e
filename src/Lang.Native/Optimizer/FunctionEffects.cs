using Lang.Bytecode;
using Lang.Native.Analysis;

namespace Lang.Native.Optimizer;

/// <summary>What calling each function of a module may do: which memory it may write, whether it is pure, and whether it can fail.</summary>
/// <remarks>
/// A pure function's result depends on its arguments alone, and it has no effect but that it may fail or not end: it reads and writes nothing that can change,
/// allocates nothing, calls only functions like it. Found for all functions at once, as what holds of a function's own code and of all that it may call.
/// </remarks>
internal sealed class FunctionEffects
{
    private readonly MemorySet[] _writes;
    private readonly bool[] _isPure, _canFail;

    /// <summary>Reads a module's code.</summary>
    public FunctionEffects(BytecodeModule module)
    {
        int count = module.Functions.Length;
        _writes = new MemorySet[count];
        _isPure = new bool[count];
        _canFail = new bool[count];
        var callers = new List<int>[count];
        for (int function = 0; function < count; function++)
            ReadCode(module, function, callers);
        Propagate(callers);
    }

    /// <summary>What each function may write.</summary>
    public ReadOnlySpan<MemorySet> Writes => _writes;

    public bool IsPure(long function) => function < _isPure.Length && _isPure[function];

    /// <summary>Whether a call may end in an error, other than that of a limit (depth, time) or a cancellation, which may strike elsewhere in each tier.</summary>
    public bool CanFail(long function) => function >= _canFail.Length || _canFail[function];

    private void ReadCode(BytecodeModule module, int function, List<int>[] callers)
    {
        _isPure[function] = true;
        var reader = new CodeReader(module.Functions[function].Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            OpcodeInfo info = OpcodeTable.Get(instruction.Opcode);
            if (instruction.Opcode == Opcode.Call)
            {
                (callers[instruction.A] ??= []).Add(function);
                continue;
            }
            _writes[function] |= Written(module, instruction);
            if (!IsHarmless(info))
                _isPure[function] = false;
            if (info.Is(OpcodeFlags.CanFail) || info.Is(OpcodeFlags.Allocates) || info.Is(OpcodeFlags.External))
                _canFail[function] = true;
        }
    }

    private static MemorySet Written(BytecodeModule module, in Instruction instruction) => instruction.Opcode switch
    {
        Opcode.ArraySet => MemorySet.Elements,
        Opcode.ArrayPush or Opcode.ArrayAppend => MemorySet.Arrays,
        Opcode.ArrayPop => MemorySet.Lengths,
        Opcode.StoreGlobal when module.HoldsFunction(instruction.A) => MemorySet.FunctionGlobals,
        Opcode.StoreGlobal => MemorySet.Globals,
        Opcode.CellSet => MemorySet.Cells,
        Opcode.CallValue or Opcode.CallHost => MemorySet.All,
        _ => MemorySet.None,
    };

    // Reading a string's bytes is harmless: they never change.
    private static bool IsHarmless(OpcodeInfo info) =>
        !info.Is(OpcodeFlags.Allocates) && !info.Is(OpcodeFlags.External) && !info.Is(OpcodeFlags.WritesHeap)
        && (!info.Is(OpcodeFlags.ReadsHeap) || info.Opcode is Opcode.StringToInt or Opcode.StringToFloat or Opcode.AssertMessage or Opcode.Error);

    // Whoever calls does what the called one does.
    private void Propagate(List<int>[] callers)
    {
        var work = new Stack<int>(Enumerable.Range(0, _writes.Length));
        while (work.TryPop(out int callee))
        {
            foreach (int caller in callers[callee] ?? [])
            {
                MemorySet writes = _writes[caller] | _writes[callee];
                bool isPure = _isPure[caller] && _isPure[callee], canFail = _canFail[caller] || _canFail[callee];
                if (writes == _writes[caller] && isPure == _isPure[caller] && canFail == _canFail[caller])
                    continue;
                (_writes[caller], _isPure[caller], _canFail[caller]) = (writes, isPure, canFail);
                work.Push(caller);
            }
        }
    }
}
