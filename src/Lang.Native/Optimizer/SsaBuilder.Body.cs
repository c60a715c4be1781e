using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    /// <summary>One function's code being read: the compiled one, or an inlined call.</summary>
    private sealed partial class Body
    {
        private readonly SsaBuilder _builder;
        private readonly BytecodeModule _module;
        private readonly IrFunction _ir;
        private readonly int _function;
        private readonly Body? _parent;
        private readonly int _parentState = -1, _parentPosition = -1;

        /// <summary>Per block of the flow: the block it begins as; states that flow in, in the order of its predecessors; phis of a header that was begun.</summary>
        private readonly int[] _blocks;
        private readonly List<int[]>?[] _incoming;
        private readonly List<(int Phi, int Slot)>?[] _phis;
        private readonly TypeId[]?[] _stacks;
        private readonly StackTypes _types;
        private readonly BranchDirections _directions;
        private List<int>?[]? _assigned;

        private int _block, _flowBlock, _at;
        private float _frequency;

        /// <summary>The frame state of the instruction at hand, or -1.</summary>
        private int _state, _position;

        public Body(SsaBuilder builder, BytecodeFlow flow, int function, SlotTypes slots, Body? parent, int depthOfCaller = 0)
        {
            _builder = builder;
            _module = builder._module;
            _ir = builder._ir;
            _function = function;
            Flow = flow;
            Slots = slots;
            _directions = builder.DirectionsOf(function);
            _blocks = new int[flow.BlockCount];
            _incoming = new List<int[]>?[flow.BlockCount];
            _phis = new List<(int, int)>?[flow.BlockCount];
            _stacks = new TypeId[]?[flow.BlockCount];
            _types = new StackTypes(_module, flow.Function);
            Values = new int[Function.Variables.Length + slots.MaxDepth + 4];
            _parent = parent;
            if (parent is null)
                return;
            _parentState = parent.MakeState(depthOfCaller, parent._parentState);
            _parentPosition = parent.Position();
        }

        public BytecodeFlow Flow { get; }

        public SlotTypes Slots { get; }

        public FunctionInfo Function => Flow.Function;

        /// <summary>Variables, then the operand stack.</summary>
        public int[] Values { get; private set; }

        /// <summary>Entries of the operand stack.</summary>
        public int Depth { get; set; }

        /// <summary>Where it returns.</summary>
        public List<Path> Returns { get; } = [];

        private int Variables => Function.Variables.Length;

        /// <summary>Reads all blocks; <see cref="Values"/> are those at the beginning.</summary>
        public void Build(int from)
        {
            _frequency = _ir.Block(from).Frequency;
            var estimate = FrequencyEstimate.Of(Flow, _directions, _frequency);
            _ir.Steps += estimate.Steps;
            foreach (int block in Flow.Order)
            {
                _blocks[block] = _ir.NewBlock(estimate.Frequencies[block]);
                _ir.Block(_blocks[block]).TripCount = estimate.TripCounts[block];
            }
            _block = from;
            if (_builder.CountsFuel && (_parent is not null || _ir.OsrOffset < 0))
                Append(IrNode.Make(IrOp.Poll, IrType.None) with { State = EntryPosition() });
            Values[JumpsLeft] = JumpsAtEntry();
            JumpTo(Flow.Entry);
            foreach (int block in Flow.Order)
            {
                if (_incoming[block] is null)
                    continue;
                Begin(block);
                Read(block);
            }
        }

        private void JumpTo(int flowBlock)
        {
            _ir.Jump(_block, _blocks[flowBlock]);
            Arrive(flowBlock);
        }

        // The edge was just made: its number is the last of the block's predecessors.
        private void Arrive(int flowBlock)
        {
            if (_phis[flowBlock] is { } phis)
            {
                int edge = _ir.PredecessorsOf(_blocks[flowBlock]).Count - 1;
                foreach ((int phi, int slot) in phis)
                    _ir.Lists[_ir[phi].First + edge] = Values[slot];
                return;
            }
            _ir.Steps += Variables + Depth;
            (_incoming[flowBlock] ??= []).Add([.. Values.AsSpan(0, Variables + Depth), Values[JumpsLeft]]);
            _stacks[flowBlock] ??= _types.Slots.ToArray();
        }

        private void Begin(int flowBlock)
        {
            FlowBlock block = Flow[flowBlock];
            List<int[]> incoming = _incoming[flowBlock]!;
            _incoming[flowBlock] = null;
            (_block, _flowBlock) = (_blocks[flowBlock], flowBlock);
            int[] first = incoming[0];
            Depth = first.Length - 1 - Variables;
            first.AsSpan(0, first.Length - 1).CopyTo(Values);
            Values[JumpsLeft] = first[^1];
            int offset = Flow.Instructions[block.First].Offset;
            _types.Reset(Slots.IsJumpTarget(offset) ? Slots.StackAt(offset) : _stacks[flowBlock]);
            bool[]? assigned = block.IsHeader ? AssignedIn(flowBlock) : null;
            if (block.IsHeader)
                _phis[flowBlock] = [];
            for (int slot = 0; slot < first.Length - 1; slot++)
            {
                bool isVariable = slot < Variables;
                if (isVariable && !Flow.IsLive(slot, block.First) && (incoming.Count > 1 || block.IsHeader || !IsOnStack(Values[slot], Depth)))
                {
                    Values[slot] = -1;
                    continue;
                }
                if (assigned is null ? !Differs(incoming, slot) : isVariable && !assigned[slot] && !Differs(incoming, slot))
                    continue;
                AddPhi(flowBlock, incoming, slot, slot, isVariable ? TypeOf(Function.Variables[slot]) : TypeOf(_types.Slots[slot - Variables]));
            }
            if (Flow.TailEntry >= 0 && (block.IsHeader || Differs(incoming, first.Length - 1)))
                AddPhi(flowBlock, incoming, first.Length - 1, JumpsLeft, IrType.Int);
            if (!block.IsHeader)
                return;
            _at = block.First;
            (_state, _position) = (-1, -1);
            _ir.Block(_block).LoopState = State();
        }

        private void AddPhi(int flowBlock, List<int[]> incoming, int from, int slot, IrType type)
        {
            int phi = _ir.AddPhi(_block, type, incoming.Count + Flow[flowBlock].BackEdges);
            for (int i = 0; i < incoming.Count; i++)
                _ir.Lists[_ir[phi].First + i] = incoming[i][from];
            _phis[flowBlock]?.Add((phi, slot));
            Values[slot] = phi;
        }

        private static bool Differs(List<int[]> incoming, int slot)
        {
            for (int i = 1; i < incoming.Count; i++)
            {
                if (incoming[i][slot] != incoming[0][slot])
                    return true;
            }
            return false;
        }

        /// <summary>Per header: what its loop assigns, some variables several times.</summary>
        private List<int>?[] FindAssigned()
        {
            var assigned = new List<int>?[Flow.BlockCount];
            foreach (int block in Flow.Order)
            {
                for (int i = Flow[block].First; i < Flow[block].End; i++)
                {
                    if (Flow.Instructions[i].Opcode != Opcode.StoreVar)
                        continue;
                    for (int loop = Flow[block].Loop; loop >= 0; loop = Flow[loop].OuterLoop, _ir.Steps++)
                        (assigned[loop] ??= []).Add(Flow.Instructions[i].A);
                }
            }
            return assigned;
        }

        private bool[] AssignedIn(int header)
        {
            var assigned = new bool[Variables];
            _ir.Steps += Variables;
            foreach (int variable in (_assigned ??= FindAssigned())[header] ?? [])
                assigned[variable] = true;
            if (header == Flow.TailEntry)
            {
                for (int i = 0; i < Variables; i++)
                    assigned[i] |= i < Function.ArgumentSlots || Slots.ReadBeforeAssigned[i];
            }
            return assigned;
        }

        private void Read(int flowBlock)
        {
            FlowBlock block = Flow[flowBlock];
            for (_at = block.First; _at < block.End; _at++)
            {
                (_state, _position) = (-1, -1);
                _builder.InstructionCount++;
                if (!Read(Flow.Instructions[_at]))
                    return;
                _types.Apply(Flow.Instructions[_at]);
            }
            if (block.Next >= 0)
                JumpTo(block.Next);
        }

        /// <summary>The frame with which the interpreter repeats the instruction at hand.</summary>
        private int State()
        {
            if (_state < 0)
                _state = MakeState(Depth, _parentState);
            return _state;
        }

        private int MakeState(int depth, int parent)
        {
            int first = _ir.NewList(Variables + depth);
            _ir.Steps += Variables + depth;
            Span<int> values = _ir.Lists.Slice(first, Variables + depth);
            for (int i = 0; i < values.Length; i++)
                values[i] = i >= Variables || Flow.IsLive(i, _at) || IsOnStack(Values[i], depth) ? Values[i] : -1;
            _ir.States.Add(new FrameState(_function, Flow.Instructions[_at].Offset, parent, first, Variables, depth));
            return _ir.States.Count - 1;
        }

        /// <summary>
        /// Whether the operand stack holds a value. The interpreter reads an entry that was loaded from a variable in that variable as long as it can,
        /// though nothing else reads it.
        /// </summary>
        private bool IsOnStack(int value, int depth) => value >= 0 && Values.AsSpan(Variables, depth).Contains(value);

        /// <summary>The place of the instruction at hand, for traces: a frame state without values.</summary>
        private int Position()
        {
            if (_position < 0)
            {
                _ir.States.Add(new FrameState(_function, Flow.Instructions[_at].Offset, _parentPosition, 0, 0, 0));
                _position = _ir.States.Count - 1;
            }
            return _position;
        }

        /// <summary>The place of the function's entry.</summary>
        private int EntryPosition()
        {
            _ir.States.Add(new FrameState(_function, FrameState.AtEntry, _parentPosition, 0, 0, 0));
            return _ir.States.Count - 1;
        }
    }
}
