using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Native.Optimizer;

/// <summary>A stretch of bytecode that is entered at its beginning and left at its end. The bytecode of one stretch can belong to several: see <see cref="BytecodeFlow"/>.</summary>
internal struct FlowBlock
{
    /// <summary>Its instructions, by index: from First up to End.</summary>
    public int First, End;

    /// <summary>Where it continues: at its jump's target, at the next instruction; -1 where there is none.</summary>
    public int Target, Next;

    /// <summary>Edges from blocks that come before it in order.</summary>
    public int ForwardEdges;

    /// <summary>Edges from itself and from blocks that come after it: it is a loop's header if there are any.</summary>
    public int BackEdges;

    /// <summary>Header of the innermost loop it lies in (its own, if it is one), or -1.</summary>
    public int Loop;

    /// <summary>Of a header: header of the loop around, or -1.</summary>
    public int OuterLoop;

    /// <summary>How many loops it lies in.</summary>
    public int Depth;

    /// <summary>Position in reverse post-order, or -1 when nothing reaches it.</summary>
    public int Order;

    /// <summary>Whether it ends with a call of the function itself whose result is returned at once. Target is where that becomes a jump.</summary>
    public bool IsTailCall;

    /// <summary>Whether it lies in a loop of the bytecode, perhaps outside those of the flow because execution begins in that loop. Known where it does.</summary>
    public bool IsInLoop;

    public readonly bool IsHeader => BackEdges > 0;
}

/// <summary>
/// The flow of one function's bytecode: blocks in reverse post-order, loops, and which variables are read later.
/// </summary>
/// <remarks>
/// Loops that test their condition at the top are rotated here, where that is the copy of a few instructions: whoever comes from outside gets a
/// copy of the test, and the original stays at the loop's end. So a loop is entered only when it runs at least once, and what its first round checks is checked before it.
/// </remarks>
internal sealed class BytecodeFlow
{
    /// <summary>Longest test that is copied, and how many blocks are copied for one loop.</summary>
    private const int LongestTest = 24, MostCopies = 3;

    /// <summary>Most instructions that are copied so that execution can begin in a loop.</summary>
    private const int MostCopied = 2000;

    private readonly List<Instruction> _instructions;
    private readonly int[] _indexAt;
    private readonly List<FlowBlock> _blocks = [];
    private readonly List<int> _order = [];
    private (int Calls, int TailCalls)? _selfCalls;
    private readonly int _words;
    private ulong[] _live = [];

    /// <summary>Blocks, instructions and words of sets that were looked at.</summary>
    public long Steps { get; private set; }

    private BytecodeFlow(FunctionInfo function)
    {
        Function = function;
        // Few instructions are shorter than two bytes on average.
        _instructions = new List<Instruction>((function.Code.Length / 2) + 2);
        _indexAt = new int[function.Code.Length + 1];
        _words = (function.Variables.Length + 63) / 64;
    }

    public FunctionInfo Function { get; }

    /// <summary>The instructions in order; an implicit return at the end of the code is one of them.</summary>
    public IReadOnlyList<Instruction> Instructions => _instructions;

    /// <summary>Blocks that can be reached, in reverse post-order.</summary>
    public IReadOnlyList<int> Order => _order;

    public int BlockCount => _blocks.Count;

    public FlowBlock this[int block] => _blocks[block];

    /// <summary>Reads a function's code.</summary>
    /// <param name="function">The function.</param>
    /// <param name="slots">What the verifier found out.</param>
    /// <param name="start">Where execution begins: 0, or a loop.</param>
    /// <param name="self">Its index, if calls of itself in tail position become jumps to its beginning; or -1.</param>
    /// <returns>null when a loop is entered at several places, or goes round without a jump back.</returns>
    public static BytecodeFlow? Read(FunctionInfo function, SlotTypes slots, int start, int self = -1)
    {
        var flow = new BytecodeFlow(function);
        flow.ReadInstructions(slots);
        flow.MakeBlocks(slots, self);
        if (start > 0)
        {
            if (!flow.FindLoops())
                return null;
            foreach (ref FlowBlock block in CollectionsMarshal.AsSpan(flow._blocks))
                block.IsInLoop = block.Loop >= 0;
            flow.BeginIn(start);
        }
        for (int copies = 0; ; copies++)
        {
            if (!flow.FindLoops())
                return null;
            if (copies == MostCopies || !flow.RotateLoops())
                break;
        }
        if (flow.GoesRoundWithoutPoll())
            return null;
        flow.FindLiveVariables();
        return flow;
    }

    /// <summary>Whether a block polls where it ends: with a jump back, unless that enters a loop from outside, as copies of its test do.</summary>
    public bool Polls(int block)
    {
        FlowBlock at = _blocks[block];
        if (at.Target < 0 || at.IsTailCall)
            return false;
        Instruction jump = _instructions[at.End - 1];
        return jump.A <= jump.Offset && !(_blocks[at.Target].IsHeader && _blocks[at.Target].Order > at.Order);
    }

    /// <summary>Whether a variable is read before it is written again when execution goes on at an instruction.</summary>
    public bool IsLive(int variable, int instruction) => (_live[(instruction * _words) + (variable >> 6)] >> (variable & 63) & 1) != 0;

    /// <summary>Whether a block lies in a loop.</summary>
    public bool IsInLoop(int block, int header)
    {
        Steps++;
        for (int loop = _blocks[block].Loop; loop >= 0; loop = _blocks[loop].OuterLoop)
        {
            if (loop == header)
                return true;
        }
        return false;
    }

    /// <summary>At how many places the function calls itself, and how many of these are tail calls; those where that becomes a jump are not counted.</summary>
    /// <param name="function">Its index.</param>
    public (int Calls, int TailCalls) SelfCallsOf(int function)
    {
        if (_selfCalls is { } known)
            return known;
        (int calls, int tailCalls) = (0, 0);
        foreach (FlowBlock block in _blocks)
        {
            for (int i = block.First; i < block.End - (block.IsTailCall ? 1 : 0); i++)
            {
                calls += _instructions[i].Opcode == Opcode.Call && _instructions[i].A == function ? 1 : 0;
                tailCalls += IsTailCall(i, function) ? 1 : 0;
            }
        }
        _selfCalls = (calls, tailCalls);
        return (calls, tailCalls);
    }

    private void ReadInstructions(SlotTypes slots)
    {
        var reader = new CodeReader(Function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            _indexAt[instruction.Offset] = _instructions.Count;
            _instructions.Add(instruction);
        }
        int end = Function.Code.Length;
        _indexAt[end] = _instructions.Count;
        if (slots.DepthAt(end) != SlotTypes.Unreachable)
            _instructions.Add(new Instruction(end, Opcode.Return, 0, 0, end));
    }

    private void MakeBlocks(SlotTypes slots, int self)
    {
        var blockAt = new int[_instructions.Count + 1];
        Array.Fill(blockAt, -1);
        bool begins = true;
        for (int i = 0; i < _instructions.Count; i++)
        {
            Instruction instruction = _instructions[i];
            if (begins || slots.IsJumpTarget(instruction.Offset))
            {
                blockAt[i] = _blocks.Count;
                _blocks.Add(new FlowBlock { First = i, Target = -1, Next = -1 });
            }
            OpcodeInfo info = OpcodeTable.Get(instruction.Opcode);
            begins = info.Is(OpcodeFlags.Branch) || info.Is(OpcodeFlags.Terminator) || IsTailCall(i, self);
        }
        for (int block = 0; block < _blocks.Count; block++)
        {
            FlowBlock made = _blocks[block];
            made.End = block + 1 < _blocks.Count ? _blocks[block + 1].First : _instructions.Count;
            Instruction last = _instructions[made.End - 1];
            OpcodeInfo info = OpcodeTable.Get(last.Opcode);
            if (info.Is(OpcodeFlags.Branch))
                made.Target = blockAt[_indexAt[last.A]];
            if (!info.Is(OpcodeFlags.Terminator))
                made.Next = blockAt[made.End];
            made.IsTailCall = IsTailCall(made.End - 1, self);
            _blocks[block] = made;
        }
        if (!_blocks.Exists(block => block.IsTailCall))
            return;
        // A block without instructions, so that no loop of the function's own begins where its tail calls lead.
        Entry = TailEntry = _blocks.Count;
        _blocks.Add(new FlowBlock { Target = -1 });
        foreach (ref FlowBlock block in CollectionsMarshal.AsSpan(_blocks))
            block.Target = block.IsTailCall ? TailEntry : block.Target;
    }

    /// <summary>Whether an instruction calls a function whose result is returned at once.</summary>
    public bool IsTailCall(int instruction, int function) => _instructions[instruction] is { Opcode: Opcode.Call } call && call.A == function
        && instruction + 1 < _instructions.Count && _instructions[instruction + 1].Opcode == Opcode.Return;

    /// <summary>The block at which execution begins.</summary>
    public int Entry { get; private set; }

    /// <summary>The block to which tail calls lead; -1 when there are none.</summary>
    public int TailEntry { get; private set; } = -1;

    /// <summary>Whether tail calls make the only loop.</summary>
    public bool LoopsByTailCallsOnly => TailEntry >= 0 && _order.TrueForAll(block => block == TailEntry || !_blocks[block].IsHeader);

    /// <summary>
    /// Lets execution begin at a loop instead. Loops around it would be entered in their middle: so what is left of the round of each is copied,
    /// and only the next one begins at that loop's own header.
    /// </summary>
    private void BeginIn(int offset)
    {
        int first = _indexAt[offset];
        Entry = _blocks.FindIndex(block => block.First == first);
        var around = new List<int>();
        for (int loop = _blocks[Entry].IsHeader ? _blocks[Entry].OuterLoop : _blocks[Entry].Loop; loop >= 0; loop = _blocks[loop].OuterLoop)
            around.Add(loop);
        if (around.Sum(loop => _order.Sum(block => IsInLoop(block, loop) ? _blocks[block].End - _blocks[block].First : 0)) > MostCopied)
            return;
        int[] outer = [.. Enumerable.Range(0, _blocks.Count)];
        // The outermost loop first: what leads out of a round leads to copies of the rounds around it.
        for (int i = around.Count - 1; i >= 0; i--)
        {
            int header = around[i];
            // A spread array is copied through an interface, which is compiled at run time.
            int[] copies = outer.AsSpan().ToArray();
            foreach (int block in _order)
            {
                if (!IsInLoop(block, header))
                    continue;
                copies[block] = _blocks.Count;
                _blocks.Add(_blocks[block]);
            }
            foreach (int block in _order)
            {
                if (!IsInLoop(block, header))
                    continue;
                ref FlowBlock copy = ref At(copies[block]);
                copy.Target = LeadTo(copy.Target, header);
                copy.Next = LeadTo(copy.Next, header);
            }
            outer = copies;

            int LeadTo(int successor, int header) =>
                successor < 0 ? successor : successor == header || !IsInLoop(successor, header) ? outer[successor] : copies[successor];
        }
        Entry = outer[Entry];
    }

    /// <summary>Finds order and loops. False when a loop has an entry besides its header.</summary>
    private bool FindLoops()
    {
        int count = _blocks.Count;
        _order.Clear();
        for (int i = 0; i < count; i++)
        {
            FlowBlock block = _blocks[i];
            (block.ForwardEdges, block.BackEdges, block.Loop, block.OuterLoop, block.Depth, block.Order) = (0, 0, -1, -1, 0, -1);
            _blocks[i] = block;
        }
        PostOrder();
        for (int i = 0; i < _order.Count; i++)
            At(_order[i]).Order = i;

        var predecessors = new List<int>[count];
        foreach (int block in _order)
        {
            foreach (int successor in (ReadOnlySpan<int>)[_blocks[block].Target, _blocks[block].Next])
            {
                if (successor < 0)
                    continue;
                (predecessors[successor] ??= []).Add(block);
                bool isBack = _blocks[successor].Order <= _blocks[block].Order;
                At(successor).BackEdges += isBack ? 1 : 0;
                At(successor).ForwardEdges += isBack ? 0 : 1;
            }
        }
        // Inner loops first: a header found later is around those found before.
        var work = new Stack<int>();
        for (int i = _order.Count - 1; i >= 0; i--)
        {
            int header = _order[i];
            if (!_blocks[header].IsHeader)
                continue;
            At(header).Loop = header;
            foreach (int predecessor in predecessors[header])
            {
                if (_blocks[predecessor].Order >= i)
                    work.Push(predecessor);
            }
            while (work.TryPop(out int block))
            {
                int outermost = OutermostLoopOf(block);
                if (outermost == header)
                    continue;
                if (_blocks[block].Order < i)
                    return false;
                if (outermost >= 0)
                    At(outermost).OuterLoop = header;
                else
                    At(block).Loop = header;
                int entered = outermost >= 0 ? outermost : block;
                foreach (int predecessor in predecessors[entered] ?? [])
                {
                    if (OutermostLoopOf(predecessor) != header)
                        work.Push(predecessor);
                }
                if (entered == Entry)
                    return false;
            }
        }
        foreach (int block in _order)
        {
            int depth = 0;
            for (int loop = _blocks[block].Loop; loop >= 0; loop = _blocks[loop].OuterLoop)
                depth++;
            At(block).Depth = depth;
        }
        return true;
    }

    // Every way round has a jump back in the bytecode, but that need not be the edge to the loop's header. Tail calls poll by themselves.
    private bool GoesRoundWithoutPoll()
    {
        var entries = new int[_blocks.Count];
        var ready = new Stack<int>();
        foreach (int block in _order)
        {
            (int target, int next) = WithoutPoll(block);
            Enter(target);
            Enter(next);
        }
        foreach (int block in _order)
        {
            if (entries[block] == 0)
                ready.Push(block);
        }
        int passed = 0;
        while (ready.TryPop(out int block))
        {
            passed++;
            (int target, int next) = WithoutPoll(block);
            Leave(target);
            Leave(next);
        }
        return passed < _order.Count;

        void Enter(int successor)
        {
            if (successor >= 0)
                entries[successor]++;
        }

        void Leave(int successor)
        {
            if (successor >= 0 && --entries[successor] == 0)
                ready.Push(successor);
        }
    }

    /// <summary>Where a block leads without a poll; -1 for nowhere.</summary>
    private (int Target, int Next) WithoutPoll(int block) =>
        Polls(block) ? (-1, -1) : (_blocks[block].IsTailCall ? -1 : _blocks[block].Target, _blocks[block].Next);

    private int OutermostLoopOf(int block)
    {
        int loop = _blocks[block].Loop;
        while (loop >= 0 && _blocks[loop].OuterLoop >= 0)
            loop = _blocks[loop].OuterLoop;
        return loop;
    }

    private ref FlowBlock At(int block) => ref CollectionsMarshal.AsSpan(_blocks)[block];

    private void PostOrder()
    {
        var state = new byte[_blocks.Count];
        var path = new Stack<int>();
        path.Push(Entry);
        while (path.TryPeek(out int block))
        {
            switch (state[block]++)
            {
                // The jump's target first, so that it comes last: fall-through follows its block.
                case 0:
                    Visit(_blocks[block].Target);
                    break;
                case 1:
                    Visit(_blocks[block].Next);
                    break;
                case 2:
                    _order.Add(block);
                    path.Pop();
                    break;
                default:
                    path.Pop();
                    break;
            }
        }
        _order.Reverse();

        void Visit(int successor)
        {
            if (successor >= 0 && state[successor] == 0)
                path.Push(successor);
        }
    }

    /// <summary>Copies the tests of loops that begin with one. False when there is none.</summary>
    private bool RotateLoops()
    {
        bool changed = false;
        foreach (int header in _order.ToArray())
        {
            if (!_blocks[header].IsHeader || !BeginsWithTest(header))
                continue;
            int copy = _blocks.Count;
            _blocks.Add(_blocks[header]);
            changed = true;
            foreach (int block in _order)
            {
                if (IsInLoop(block, header))
                    continue;
                ref FlowBlock outside = ref At(block);
                if (outside.Target == header)
                    outside.Target = copy;
                if (outside.Next == header)
                    outside.Next = copy;
            }
            if (Entry == header)
                Entry = copy;
        }
        return changed;
    }

    private bool BeginsWithTest(int header)
    {
        FlowBlock block = _blocks[header];
        if (block.Target < 0 || block.Next < 0 || block.End - block.First > LongestTest
            || IsInLoop(block.Target, header) == IsInLoop(block.Next, header))
            return false;
        // Already tested at the end: nothing to gain.
        foreach (int other in _order)
        {
            FlowBlock latch = _blocks[other];
            bool jumpsBack = latch.Target == header || latch.Next == header;
            if (jumpsBack && IsInLoop(other, header) && latch.Target >= 0 && latch.Next >= 0)
                return false;
        }
        return true;
    }

    // Backwards over blocks until nothing changes, then once more to keep what holds before each instruction.
    private void FindLiveVariables()
    {
        if (_words == 0)
            return;
        var liveIn = new ulong[_blocks.Count * _words];
        _live = new ulong[_instructions.Count * _words];
        var live = new ulong[_words];
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = _order.Count - 1; i >= 0; i--)
            {
                int block = _order[i];
                LiveAtEnd(block, liveIn, live);
                WalkBackwards(block, live, keep: false);
                Span<ulong> before = liveIn.AsSpan(block * _words, _words);
                if (live.AsSpan().SequenceEqual(before))
                    continue;
                live.CopyTo(before);
                changed = true;
            }
        }
        foreach (int block in _order)
        {
            LiveAtEnd(block, liveIn, live);
            WalkBackwards(block, live, keep: true);
        }
    }

    private void LiveAtEnd(int block, ulong[] liveIn, ulong[] live)
    {
        Array.Clear(live);
        // A tail call gives all variables new values.
        foreach (int successor in (ReadOnlySpan<int>)[_blocks[block].IsTailCall ? -1 : _blocks[block].Target, _blocks[block].Next])
        {
            if (successor < 0)
                continue;
            for (int word = 0; word < _words; word++)
                live[word] |= liveIn[(successor * _words) + word];
        }
    }

    private void WalkBackwards(int block, ulong[] live, bool keep)
    {
        Steps += (_blocks[block].End - _blocks[block].First) * (keep ? 1 + _words : 1) + _words;
        for (int i = _blocks[block].End - 1; i >= _blocks[block].First; i--)
        {
            Instruction instruction = _instructions[i];
            if (instruction.Opcode == Opcode.StoreVar)
                live[instruction.A >> 6] &= ~(1UL << (instruction.A & 63));
            else if (instruction.Opcode == Opcode.LoadVar)
                live[instruction.A >> 6] |= 1UL << (instruction.A & 63);
            // A copied test is two blocks' code: what is live in one of them counts.
            if (!keep)
                continue;
            for (int word = 0; word < _words; word++)
                _live[(i * _words) + word] |= live[word];
        }
    }
}
