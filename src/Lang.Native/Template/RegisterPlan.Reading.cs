using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Native.Template;

// The function's instructions, its loops, and how often its variables are used.
internal sealed partial class RegisterPlan
{
    private const int MaxDepth = 5, LoopShift = 3;

    /// <summary>What is known of an opcode: flags of <see cref="s_traits"/>.</summary>
    private const byte UsesVariable = 1, Calls = 2, CallsRarely = 4, Rounds = 8, Jumps = 16, EndsPaths = 32;

    /// <summary>Of an instruction that no jump leads to; that jumps forwards lead to; from this on, plus the index of the last jump back to it.</summary>
    private const int NoTarget = 0, ForwardTarget = 1, LoopHeader = 2;

    private static readonly byte[] s_traits = MakeTraits();

    private readonly int _callsInLoops;

    private Instruction[] _instructions = new Instruction[64];
    private int[] _indices = new int[256];
    private int[] _targets = new int[64];
    private int[] _jumps = new int[64];
    private int[] _open = new int[16];
    private long[] _uses = new long[16];
    private long _calls;

    /// <summary>The instructions in order.</summary>
    public ReadOnlySpan<Instruction> Instructions => _instructions.AsSpan(0, Count);

    /// <summary>How many instructions there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there is a jump backwards.</summary>
    public bool HasLoops { get; private set; }

    /// <summary>Whether nothing is called on any path: neither the script's functions nor the runtime's, other than by exits.</summary>
    public bool IsLeaf { get; private set; }

    /// <summary>The index of the instruction at an offset.</summary>
    public int IndexOf(int offset) => _indices[offset];

    /// <summary>Whether a jump that can be reached leads to the instruction.</summary>
    public bool IsJumpTarget(int index) => _targets[index] != NoTarget;

    /// <summary>Whether a jump backwards leads to the instruction.</summary>
    public bool IsLoopHeader(int index) => _targets[index] >= LoopHeader;

    /// <summary>The bytecode offset of the last jump that leads back to a loop's first instruction.</summary>
    public int JumpBackTo(int index) => _instructions[_targets[index] - LoopHeader].Offset;

    /// <summary>Whether nothing goes on behind the instruction.</summary>
    public bool EndsPath(int index) => (s_traits[(int)_instructions[index].Opcode] & EndsPaths) != 0;

    private static byte[] MakeTraits()
    {
        var traits = new byte[OpcodeTable.Count];
        for (int i = 0; i < traits.Length; i++)
            traits[i] = TraitsOf((Opcode)i);
        return traits;
    }

    private static byte TraitsOf(Opcode opcode) => opcode switch
    {
        Opcode.LoadVar or Opcode.StoreVar => UsesVariable,
        Opcode.Jump => Jumps | EndsPaths,
        Opcode.JumpIfFalse or Opcode.JumpIfTrue => Jumps,
        Opcode.Return or Opcode.Error => EndsPaths,
        Opcode.ArrayPush => CallsRarely,
        Opcode.Floor or Opcode.Ceil or Opcode.Round => Rounds,
        _ => TemplateCompiler.IsCall(opcode) ? Calls : (byte)0,
    };

    // What is stored into a global that holds functions is noted: see the interpreter's operation StoreFunction.
    private byte TraitsAt(in Instruction instruction) =>
        instruction.Opcode == Opcode.StoreGlobal && _module.HoldsFunction(instruction.A) ? CallsRarely : s_traits[(int)instruction.Opcode];

    private void Read(ReadOnlySpan<byte> code, SlotTypes slots)
    {
        // No instruction is shorter than a byte.
        Grow(ref _instructions, code.Length + 1);
        Grow(ref _indices, code.Length + 1);
        Instruction[] instructions = _instructions;
        int count = 0, jumps = 0;
        var reader = new CodeReader(code);
        for (; reader.TryRead(out instructions[count]); count++)
        {
            ref readonly Instruction instruction = ref instructions[count];
            _indices[instruction.Offset] = count;
            if ((s_traits[(int)instruction.Opcode] & Jumps) == 0)
                continue;
            if (jumps == _jumps.Length)
                Array.Resize(ref _jumps, 2 * jumps);
            _jumps[jumps++] = count;
        }
        _indices[code.Length] = count;
        Count = count;
        MarkTargets(jumps, slots);
    }

    private void MarkTargets(int jumps, SlotTypes slots)
    {
        HasLoops = false;
        Grow(ref _targets, Count + 1);
        Array.Clear(_targets, 0, Count + 1);
        foreach (int index in _jumps.AsSpan(0, jumps))
        {
            ref readonly Instruction jump = ref _instructions[index];
            if (slots.DepthAt(jump.Offset) == SlotTypes.Unreachable)
                continue;
            bool isBack = jump.A <= jump.Offset;
            _targets[_indices[jump.A]] = isBack ? LoopHeader + index : ForwardTarget;
            HasLoops |= isBack;
        }
    }

    // A loop reaches from its first instruction to the last jump back to it.
    private void CountUses()
    {
        int depth = 0, end = -1, traits = 0;
        long weight = 1;
        _calls = 0;
        ReadOnlySpan<Instruction> instructions = Instructions;
        for (int i = 0; i < instructions.Length; i++)
        {
            if (_targets[i] >= LoopHeader)
            {
                if (depth == _open.Length)
                    Array.Resize(ref _open, 2 * depth);
                _open[depth++] = end = _targets[i] - LoopHeader;
                weight = WeightAt(depth);
            }
            ref readonly Instruction instruction = ref instructions[i];
            byte trait = TraitsAt(instruction);
            traits |= trait;
            if (trait == UsesVariable)
                _uses[instruction.A] += weight;
            else if ((trait & _callsInLoops) != 0)
                _calls += weight;
            if (i != end)
                continue;
            while (depth > 0 && _open[depth - 1] <= i)
                depth--;
            end = depth > 0 ? _open[depth - 1] : -1;
            weight = WeightAt(depth);
        }
        IsLeaf = (traits & (_callsInLoops | CallsRarely)) == 0;
    }

    private static long WeightAt(int depth) => 1L << (LoopShift * Math.Min(depth, MaxDepth));
}
