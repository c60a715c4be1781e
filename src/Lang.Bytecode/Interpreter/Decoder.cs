using System.Runtime.InteropServices;
using Lang.Bytecode.Verification;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// Turns verified stack bytecode into register words in one pass.
/// </summary>
/// <remarks>
/// The operand stack is simulated away: loading a constant or a variable emits nothing, the operation that uses it
/// names the slot or carries the constant. The rules that keep this right:
/// <list type="number">
/// <item>Operand-stack entry k has a home, slot (variables + k). A result is written to the home of its entry, or, if
/// the next instruction stores it, straight into that variable.</item>
/// <item>Before a variable is overwritten, entries that still name it are copied to their homes.</item>
/// <item>Where paths meet, every entry is in its home; so all entries are copied there before a jump, before a jump
/// target and nowhere else. Nothing is fused across a jump target.</item>
/// <item>Arguments of a call are copied to their homes, which become the first variables of the callee's frame.</item>
/// <item>Code that no path reaches is skipped; nothing is assumed but what the verifier guarantees.</item>
/// </list>
/// A decoder serves one function; the work is linear in its code.
/// </remarks>
internal sealed partial class Decoder
{
    /// <summary>
    /// Frames of at most this many slots are entered without asking for room: the value stack has that many slots
    /// for every nested call that is still allowed. Larger frames begin with <see cref="RegisterOp.CheckFrame"/>.
    /// </summary>
    public const int SmallFrame = 128;

    private readonly BytecodeModule _module;
    private readonly FunctionInfo _function;
    private readonly SlotTypes _slots;
    private readonly int _index;
    private readonly nint _functionTable;

    private readonly List<Word> _words = [];
    private readonly List<int> _offsets = [];
    private readonly List<(int Offset, int Word)> _resumePoints = [];

    /// <summary>Words up to the end of the last branch.</summary>
    private int _branchEnd;
    private readonly List<(int Word, int Target)> _branches = [];
    private readonly List<int> _calleeSites = [];
    private readonly Dictionary<int, int> _targets = [];

    /// <summary>The offset of the instruction that is being decoded.</summary>
    private int _offset;

    /// <summary>The first word of that instruction.</summary>
    private int _instructionWord;

    /// <summary>Words before this index must not be changed or fused: a jump leads behind them.</summary>
    private int _barrier;

    private Decoder(VerifiedModule module, int index, nint functionTable)
    {
        _module = module.Module;
        _function = _module.Functions[index];
        _slots = module.SlotsOf(index);
        _index = index;
        _functionTable = functionTable;
        _stack = new Entry[_slots.MaxDepth + 1];
        _uses = new int[_function.Variables.Length];
    }

    /// <summary>Decodes function <paramref name="index"/>.</summary>
    /// <param name="module">The module.</param>
    /// <param name="index">Index of the function.</param>
    /// <param name="functionTable">Address of the table of <see cref="FunctionCode"/> that call words point into.</param>
    public static DecodedFunction Decode(VerifiedModule module, int index, nint functionTable)
    {
        var decoder = new Decoder(module, index, functionTable);
        decoder.DecodeEntry();
        decoder.DecodeBody();
        decoder.PatchBranches();
        return new DecodedFunction(
            index, CollectionsMarshal.AsSpan(decoder._words), [.. decoder._offsets], [.. decoder._resumePoints],
            decoder.Branches(targets: false), decoder.Branches(targets: true), decoder._calleeSites, decoder.FrameSlots);
    }

    private int[] Branches(bool targets)
    {
        int[] branches = new int[_branches.Count];
        for (int i = 0; i < branches.Length; i++)
            branches[i] = targets ? _branches[i].Target : _branches[i].Word;
        return branches;
    }

    private int FrameSlots => _function.Variables.Length + _slots.MaxDepth;

    /// <summary>Asks for room and zeroes what may be read before it is assigned; jumps to offset 0 land behind this.</summary>
    private void DecodeEntry()
    {
        if (FrameSlots > SmallFrame)
            Emit(new Word { Op = RegisterOp.CheckFrame, Immediate = FrameSlots });
        ReadOnlySpan<bool> zeroed = _slots.ReadBeforeAssigned.AsSpan();
        int end;
        for (int start = _function.ArgumentSlots; start < zeroed.Length; start = end + 1)
        {
            for (end = start; end < zeroed.Length && zeroed[end];)
                end++;
            if (end > start)
                Emit(new Word { Op = RegisterOp.Zero, A = (ushort)start, Immediate = end - start });
        }
        _barrier = _words.Count;
    }

    private void DecodeBody()
    {
        ReadOnlySpan<byte> code = _function.Code.AsSpan();
        var reader = new CodeReader(code);
        bool live = true, isBehindBranch = false;
        while (reader.TryRead(out Instruction instruction))
        {
            if (_slots.DepthAt(instruction.Offset) == SlotTypes.Unreachable)
                continue;
            Arrive(instruction.Offset, live, isBehindBranch);
            _instructionWord = _words.Count;
            int branches = _branches.Count;
            DecodeInstruction(instruction, ref reader);
            isBehindBranch = _branches.Count > branches;
            if (_words.Count > _instructionWord)
                AddResumePoint(instruction.Offset, _instructionWord);
            // Loops that the optimising compiler has rotated may begin behind a branch, and are left there.
            if (_branchEnd == _words.Count && !_slots.IsJumpTarget(reader.Offset))
                AddResumePoint(reader.Offset, _words.Count);
            live = !OpcodeTable.Get(instruction.Opcode).Is(OpcodeFlags.Terminator);
        }
        if (_slots.DepthAt(code.Length) == SlotTypes.Unreachable)
            return;
        Arrive(code.Length, live, isBehindBranch);
        DecodeReturn();
    }

    /// <summary>
    /// Begins the instruction at <paramref name="offset"/>; where paths meet, brings the stack into its homes. Execution can resume there and behind
    /// branches even if the instruction costs nothing: loops begin at such places, seen from within.
    /// </summary>
    private void Arrive(int offset, bool live, bool isBehindBranch)
    {
        if (!_slots.IsJumpTarget(offset))
        {
            _offset = offset;
            if (isBehindBranch)
                AddResumePoint(offset, _words.Count);
            return;
        }
        if (live)
            FlushStack();
        _offset = offset;
        ResetStack(_slots.StackAt(offset));
        _targets[offset] = _words.Count;
        AddResumePoint(offset, _words.Count);
        _barrier = _words.Count;
    }

    private void AddResumePoint(int offset, int word)
    {
        if (_resumePoints.Count == 0 || _resumePoints[^1].Offset < offset)
            _resumePoints.Add((offset, word));
    }

    private void PatchBranches()
    {
        Span<Word> words = CollectionsMarshal.AsSpan(_words);
        foreach ((int branch, int target) in _branches)
            words[branch + 1].Target += _targets[target] - branch;
    }

    /// <summary>Appends a word and returns its index.</summary>
    private int Emit(Word word)
    {
        _words.Add(word);
        _offsets.Add(_offset);
        return _words.Count - 1;
    }

    private void EmitRaw(long value) => Emit(new Word { Raw = value });

    /// <summary>Appends the two words that follow a branch's first word; it leads to <paramref name="skip"/> words behind the target.</summary>
    private void EmitTarget(int branch, int target, int skip = 0)
    {
        Emit(new Word { Cost = target <= _offset ? 1 : 0, Target = skip });
        Emit(default);
        _branches.Add((branch, target));
        _branchEnd = _words.Count;
    }

    /// <summary>Takes back words that the current instruction is fused with; it then begins no word of its own.</summary>
    private void RemoveWordsFrom(int index)
    {
        _instructionWord = int.MaxValue;
        _words.RemoveRange(index, _words.Count - index);
        _offsets.RemoveRange(index, _offsets.Count - index);
    }
}
