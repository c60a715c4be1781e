using Lang.Bytecode;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Lowering;

/// <summary>Makes machine instructions over virtual registers of a function in SSA form.</summary>
/// <remarks>
/// What a node's only user can take into its own instruction is not emitted by itself: constants, comparisons that only feed branches, guards and
/// selections, loads that become memory operands, additions that become part of an address. Constants are made where they are used: they
/// never hold a register for long. Rules for those who extend it:
/// <list type="number">
/// <item>Critical edges are split before; a block with phis is entered by jumps only.</item>
/// <item>Operands that are read after the result is written are late uses: all but the first one of an instruction whose encoding overwrites it.</item>
/// <item>Every guard takes the values of its frame state along as uses, wherever they are.</item>
/// </list>
/// </remarks>
internal sealed partial class X64Lowering
{
    private readonly BytecodeModule _module;
    private readonly CallingConvention _convention;
    private readonly X64Addresses _addresses;
    private readonly LinearOrder _order = new();

    private IrFunction _ir = null!;
    private LirFunction _lir = null!;
    private int[] _registers = [], _uses = [], _stateUses = [], _indexUses = [], _user = [], _epochs = [], _blocks = [];
    private bool[] _folded = [];
    private int _block;

    public X64Lowering(BytecodeModule module, CallingConvention convention, X64Addresses addresses)
    {
        _module = module;
        _convention = convention;
        _addresses = addresses;
    }

    /// <summary>Slots of the area through which the interpreter executes operations.</summary>
    public int AreaSlots { get; private set; }

    /// <summary>Bytes below the frame for arguments on the stack and the shadow space; 0 when nothing is called.</summary>
    public int OutgoingBytes { get; private set; }

    /// <summary>Strings of the pool that the code loads.</summary>
    public List<int> Strings { get; } = [];

    /// <summary>Lowers a function.</summary>
    public void Run(IrFunction function, LirFunction result)
    {
        (_ir, _lir) = (function, result);
        result.Clear();
        (AreaSlots, OutgoingBytes) = (0, 0);
        Strings.Clear();
        SplitCriticalEdges();
        _order.Find(function);
        CountUses();
        FindFolded();
        FindLoopConstants();
        Grow(ref _blocks, function.BlockCount);
        for (int i = 0; i < _order.Blocks.Count; i++)
            _blocks[_order.Blocks[i]] = i;
        foreach (int block in _order.Blocks)
            Lower(block);
    }

    private void SplitCriticalEdges()
    {
        for (int block = 0; block < _ir.BlockCount; block++)
        {
            IrBlock split = _ir.Block(block);
            if (split.OtherSuccessor < 0)
                continue;
            foreach (int successor in (ReadOnlySpan<int>)[split.Successor, split.OtherSuccessor])
            {
                if (_ir.PredecessorsOf(successor).Count > 1)
                    _ir.SplitEdge(block, successor);
            }
        }
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[Math.Max(length, 2 * array.Length)];
        else
            Array.Clear(array, 0, length);
    }

    private void CountUses()
    {
        int count = _ir.NodeCount;
        Grow(ref _registers, count);
        Grow(ref _uses, count);
        Grow(ref _stateUses, count);
        Grow(ref _indexUses, count);
        Grow(ref _user, count);
        Grow(ref _epochs, count);
        Grow(ref _folded, count);
        Grow(ref _pairs, count);
        foreach (int block in _order.Blocks)
        {
            int epoch = 0;
            for (int node = _ir.Block(block).First; node >= 0; node = _ir[node].Next)
            {
                ref IrNode counted = ref _ir[node];
                Count(counted.A, node);
                Count(counted.B, node);
                Count(counted.C, node);
                FindPair(node, counted);
                if (counted.Op is IrOp.LoadElement or IrOp.StoreElement && counted.C != counted.B)
                    _indexUses[counted.B]++;
                if (counted.Op != IrOp.Removed)
                {
                    foreach (int operand in _ir.ListOf(counted))
                        Count(operand, node);
                }
                if (counted.Op == IrOp.Rebuild)
                {
                    foreach (int operand in _ir.ListOf(counted))
                        _stateUses[operand]++;
                }
                _epochs[node] = IrOpTable.Get(counted.Op).Is(IrFlags.Writes | IrFlags.Effect) ? ++epoch : epoch;
                if (!IrOpTable.Get(counted.Op).Is(IrFlags.Guard))
                    continue;
                for (int state = counted.State; state >= 0; state = _ir.States[state].Parent)
                {
                    foreach (int value in _ir.ValuesOf(_ir.States[state]))
                    {
                        if (value >= 0)
                            _stateUses[value]++;
                    }
                }
            }
        }
    }

    private void Count(int value, int user)
    {
        if (value < 0)
            return;
        _uses[value]++;
        _user[value] = user;
    }

    private void Lower(int block)
    {
        _block = block;
        ref IrBlock source = ref _ir.Block(block);
        var lowered = new LirBlock
        {
            First = _lir.Instructions.Count, Successor = -1, OtherSuccessor = -1, LoopDepth = _order.Loops.DepthOf(block), LoopEnd = -1,
            Frequency = source.Frequency, FirstParameter = _lir.Lists.Count,
        };
        if (source.Successor >= 0)
            lowered.Successor = _blocks[source.Successor];
        if (source.OtherSuccessor >= 0)
            lowered.OtherSuccessor = _blocks[source.OtherSuccessor];
        if (_order.Loops.IsHeader(block))
            lowered.LoopEnd = LastOfLoop(block);
        int node = source.First;
        for (; node >= 0 && _ir[node].Op == IrOp.Phi; node = _ir[node].Next)
        {
            _lir.Lists.Add(RegisterOf(node));
            lowered.ParameterCount++;
        }
        if (block == 0)
        {
            LowerEntry();
            MakeLoopConstants();
        }
        int arguments = -1;
        for (; node >= 0; node = _ir[node].Next)
        {
            if (_folded[node])
                continue;
            if (_ir[node].Op == IrOp.Jump)
                arguments = PassArguments(block, source.Successor);
            Lower(node, ref _ir[node]);
        }
        lowered.FirstArgument = Math.Max(arguments, 0);
        lowered.End = _lir.Instructions.Count;
        MarkCold(ref lowered, block);
        _lir.Blocks.Add(lowered);
    }

    /// <summary>Blocks that are executed less often for each call, or for each round of the loop that they are in, are laid out of the way.</summary>
    private const float ColdShare = 0.02f;

    /// <summary>
    /// The same for what calls in an innermost loop: else all that the loop keeps in registers would have to be where the call leaves it alone, or be moved in every round. In loops
    /// around others such a block may lead to where the time goes.
    /// </summary>
    private const float RareCallShare = 1f / 8;

    private void MarkCold(ref LirBlock lowered, int block)
    {
        int loop = _order.Loops.LoopOf(block);
        float often = loop < 0 ? 1 : Math.Max(1, _ir.Block(_order.Loops[loop].Header).Frequency), share = _ir.Block(block).Frequency / often;
        if (share < ColdShare)
            lowered.IsCold = true;
        else if (share <= RareCallShare && loop >= 0 && !_order.Loops[loop].HasInner && Calls(lowered))
            (lowered.IsCold, lowered.Rareness) = (true, (int)(1 / share));
    }

    private bool Calls(in LirBlock block)
    {
        for (int i = block.First; i < block.End; i++)
        {
            if (_lir.Instructions[i].Op.RunsOtherCode())
                return true;
        }
        return false;
    }

    private int LastOfLoop(int header)
    {
        int last = _blocks[header], loop = _order.Loops.LoopOf(header);
        while (last + 1 < _order.Blocks.Count && _order.Loops.Contains(loop, _order.Blocks[last + 1]))
            last++;
        return last;
    }

    private int PassArguments(int block, int successor)
    {
        // Constants are made first: the lists of one block stand together.
        int edge = _ir.PredecessorsOf(successor).IndexOf(block);
        var arguments = new List<VirtualRegister>();
        for (int phi = _ir.Block(successor).First; phi >= 0 && _ir[phi].Op == IrOp.Phi; phi = _ir[phi].Next)
        {
            int value = _ir.ListOf(_ir[phi])[edge];
            // What nothing reads has no value.
            VirtualRegister register = value < 0 ? Constant(0, _ir[phi].Type == IrType.Float ? ValueClass.Float : ValueClass.Int) : Value(value);
            arguments.Add(register);
            Hint(register, RegisterOf(phi));
        }
        int first = _lir.Lists.Count;
        _lir.Lists.AddRange(arguments);
        return first;
    }

    /// <summary>The register that a node's value is in, or will be.</summary>
    private VirtualRegister RegisterOf(int node)
    {
        if (_registers[node] == 0)
            _registers[node] = _lir.NewRegister(_ir[node].Type == IrType.Float ? ValueClass.Float : ValueClass.Int).Index + 1;
        return new VirtualRegister(_registers[node] - 1);
    }

    private void Hint(VirtualRegister register, VirtualRegister wish)
    {
        RegisterInfo info = _lir.Registers[register.Index];
        if (info.Hint.Exists)
            return;
        info.Hint = wish;
        _lir.Registers[register.Index] = info;
    }

    /// <summary>A value in a register, for the instruction emitted next: constants and folded comparisons are made now.</summary>
    private VirtualRegister Value(int node)
    {
        ref IrNode value = ref _ir[node];
        if (value.Op != IrOp.Constant)
            return RegisterOf(node);
        return Constant(value.Value, value.Type == IrType.Float ? ValueClass.Float : ValueClass.Int);
    }

    private VirtualRegister Constant(long value, ValueClass valueClass = ValueClass.Int)
    {
        Dictionary<long, VirtualRegister> kept = valueClass == ValueClass.Int ? _integers : _floats;
        return kept.TryGetValue(value, out VirtualRegister register) ? register : MakeConstant(value, valueClass);
    }

    private VirtualRegister MakeConstant(long value, ValueClass valueClass)
    {
        VirtualRegister made = _lir.NewRegister(valueClass);
        RegisterInfo info = _lir.Registers[made.Index];
        (info.IsConstant, info.Constant) = (true, value);
        _lir.Registers[made.Index] = info;
        Begin(LirOp.Constant, value);
        Def(made);
        End();
        return made;
    }

    private bool IsImmediate(int node, out int value)
    {
        ref IrNode constant = ref _ir[node];
        value = (int)constant.Value;
        return constant.Op == IrOp.Constant && constant.Type != IrType.Float && constant.Value == value;
    }

    // One instruction at a time is put together here.
    private LirInstruction _instruction;

    private void Begin(LirOp op, long immediate = 0) =>
        _instruction = new LirInstruction { Op = op, Immediate = immediate, FirstOperand = _lir.Operands.Count, Width = 64, Exit = -1 };

    private void End()
    {
        _instruction.OperandCount = (short)(_lir.Operands.Count - _instruction.FirstOperand);
        _lir.Instructions.Add(_instruction);
    }

    private void Def(VirtualRegister register) => _lir.Operands.Add(new LirOperand(register, OperandRole.Def, OperandConstraint.Register));

    private void Def(VirtualRegister register, PhysicalRegister place) =>
        _lir.Operands.Add(new LirOperand(register, OperandRole.Def, OperandConstraint.Fixed, place));

    private void Use(VirtualRegister register) => _lir.Operands.Add(new LirOperand(register, OperandRole.Use, OperandConstraint.Register));

    private void Use(VirtualRegister register, PhysicalRegister place) =>
        _lir.Operands.Add(new LirOperand(register, OperandRole.Use, OperandConstraint.Fixed, place));

    private void UseLate(VirtualRegister register) => _lir.Operands.Add(new LirOperand(register, OperandRole.LateUse, OperandConstraint.Register));
}

/// <summary>Where lowered code finds what it shares with the VM.</summary>
internal sealed record X64Addresses
{
    /// <summary>Offsets from the start of the VM's range.</summary>
    public required int Globals { get; init; }

    /// <inheritdoc cref="Globals"/>
    public int GlobalStates { get; init; }

    /// <inheritdoc cref="Globals"/>
    public required int Literals { get; init; }
}
