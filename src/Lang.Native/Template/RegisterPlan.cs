using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native.Target;

namespace Lang.Native.Template;

/// <summary>
/// Reads a function once, before code is written, and decides which variables live in registers throughout: those used most, loops counting
/// eightfold for each level.
/// </summary>
/// <remarks>
/// Integers and references get registers that callees save, so that a call costs them nothing. For floats there are none that both conventions
/// save whole, so their variables get volatile ones, which every call saves around itself: worth it where uses outweigh calls.
/// </remarks>
internal sealed class RegisterPlan
{
    /// <summary>No register: the variable lives in its slot.</summary>
    public const byte None = 0xFF;

    private const int MaxDepth = 5, LoopShift = 3;

    /// <summary>Uses below which a register is not worth saving and restoring it.</summary>
    private const long FewUses = 3;

    private static readonly bool[] s_isCall = [.. OpcodeTable.Rows.Select(row => TemplateCompiler.IsCall(row.Opcode))];

    private Instruction[] _instructions = new Instruction[64];
    private int[] _indices = new int[256];
    private int[] _jumpsBack = new int[64];
    private bool[] _isTarget = new bool[64];
    private long[] _uses = new long[16];
    private byte[] _registers = new byte[16];
    private readonly List<(int Header, int Last)> _loopEnds = [];
    private readonly Stack<int> _open = [];

    /// <summary>The instructions in order.</summary>
    public ReadOnlySpan<Instruction> Instructions => _instructions.AsSpan(0, Count);

    /// <summary>How many instructions there are.</summary>
    public int Count { get; private set; }

    /// <summary>Registers of callees that the function uses.</summary>
    public RegisterSet Saved { get; private set; }

    /// <summary>Vector registers that hold variables.</summary>
    public RegisterSet FloatRegisters { get; private set; }

    /// <summary>Whether there is a jump backwards.</summary>
    public bool HasLoops { get; private set; }

    /// <summary>The register of a variable, or <see cref="None"/>.</summary>
    public byte RegisterOf(int variable) => _registers[variable];

    /// <summary>The index of the instruction at an offset.</summary>
    public int IndexOf(int offset) => _indices[offset];

    /// <summary>Whether a jump that can be reached leads to the instruction.</summary>
    public bool IsJumpTarget(int index) => _isTarget[index];

    /// <summary>Whether a jump backwards leads to the instruction.</summary>
    public bool IsLoopHeader(int index) => _jumpsBack[index] != 0;

    /// <summary>The bytecode offset of a jump that leads back to a loop's first instruction.</summary>
    public int JumpBackTo(int index) => _jumpsBack[index] - 1;

    /// <summary>Reads a function.</summary>
    public void Make(FunctionInfo function, SlotTypes slots, ReadOnlySpan<Gpr> intRegisters, ReadOnlySpan<Xmm> floatRegisters)
    {
        Read(function.Code.AsSpan());
        int variables = function.Variables.Length;
        Grow(ref _uses, variables);
        Grow(ref _registers, variables);
        Array.Clear(_uses, 0, variables);
        Array.Fill(_registers, None, 0, variables);
        long calls = CountUses(slots);
        (Saved, FloatRegisters) = (default, default);
        foreach (Gpr register in intRegisters)
        {
            if (!TryGive((byte)register, isFloat: false, FewUses, function))
                break;
            Saved |= register;
        }
        foreach (Xmm register in floatRegisters)
        {
            if (!TryGive((byte)register, isFloat: true, Math.Max(FewUses, 2 * calls), function))
                break;
            FloatRegisters |= register;
        }
    }

    // Instructions, and where loops begin and end.
    private void Read(ReadOnlySpan<byte> code)
    {
        Grow(ref _indices, code.Length + 1);
        Count = 0;
        HasLoops = false;
        var reader = new CodeReader(code);
        while (reader.TryRead(out Instruction instruction))
        {
            if (Count == _instructions.Length)
                Array.Resize(ref _instructions, 2 * Count);
            _indices[instruction.Offset] = Count;
            _instructions[Count++] = instruction;
        }
        _indices[code.Length] = Count;
        Grow(ref _jumpsBack, Count + 1);
        Array.Clear(_jumpsBack, 0, Count + 1);
        Grow(ref _isTarget, Count + 1);
        Array.Clear(_isTarget, 0, Count + 1);
    }

    private long CountUses(SlotTypes slots)
    {
        // Ends first: a loop's extent is known at its jump back.
        for (int i = 0; i < Count; i++)
        {
            ref readonly Instruction instruction = ref _instructions[i];
            if (instruction.Opcode is not (Opcode.Jump or Opcode.JumpIfFalse or Opcode.JumpIfTrue)
                || slots.DepthAt(instruction.Offset) == SlotTypes.Unreachable)
                continue;
            _isTarget[IndexOf(instruction.A)] = true;
            if (instruction.A > instruction.Offset)
                continue;
            HasLoops = true;
            _loopEnds.Add((IndexOf(instruction.A), i));
        }
        long calls = 0;
        int depth = 0, next = 0;
        _loopEnds.Sort();
        _open.Clear();
        for (int i = 0; i < Count; i++)
        {
            for (; next < _loopEnds.Count && _loopEnds[next].Header == i; next++)
            {
                _jumpsBack[i] = _instructions[_loopEnds[next].Last].Offset + 1;
                _open.Push(_loopEnds[next].Last);
                depth++;
            }
            ref readonly Instruction instruction = ref _instructions[i];
            long weight = 1L << (LoopShift * Math.Min(depth, MaxDepth));
            if (instruction.Opcode is Opcode.LoadVar or Opcode.StoreVar)
                _uses[instruction.A] += weight;
            else if (s_isCall[(int)instruction.Opcode])
                calls += weight;
            while (_open.Count > 0 && _open.Peek() <= i)
            {
                _open.Pop();
                depth--;
            }
        }
        _loopEnds.Clear();
        return calls;
    }

    // Gives a register to the variable that is used most among those without one.
    private bool TryGive(byte register, bool isFloat, long moreThan, FunctionInfo function)
    {
        int best = -1;
        long most = moreThan - 1;
        for (int i = 0; i < function.Variables.Length; i++)
        {
            if (_uses[i] > most && _registers[i] == None && (function.Variables[i] == TypeId.F64) == isFloat)
                (best, most) = (i, _uses[i]);
        }
        if (best < 0)
            return false;
        _registers[best] = register;
        return true;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[Math.Max(length, 2 * array.Length)];
    }
}
