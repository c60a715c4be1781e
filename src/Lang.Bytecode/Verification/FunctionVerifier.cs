using System.Collections.Immutable;

namespace Lang.Bytecode.Verification;

/// <summary>
/// Follows every path through one function and proves that each instruction finds the types it needs, that stacks
/// agree where paths meet, and that no reference variable is read before it is assigned.
/// </summary>
/// <remarks>
/// Code is cut into stretches at jump targets. What is known at the start of a stretch only ever gets weaker: bool
/// becomes i64, set becomes maybe unset, assigned becomes unassigned. A stretch is walked again when that happens, and
/// stretches wait in order of their offsets, so structured code is walked exactly once. The budget makes sure that
/// the work stays linear for code that no front end would write.
/// </remarks>
internal sealed class FunctionVerifier
{
    /// <summary>What is known where paths meet.</summary>
    private sealed class Entry
    {
        public required TypeId[] Types { get; init; }
        public required bool[]? MaybeUnset { get; init; }
        public int Assigned { get; set; }
        public bool IsWaiting { get; set; }
    }

    private readonly FunctionInfo _function;
    private readonly CodeScan _scan;
    private readonly int[] _starts;
    private readonly Entry?[] _entries;
    private readonly PriorityQueue<int, int> _waiting;
    private readonly StackTypes _stack;
    private readonly AssignmentTree _assigned;
    private readonly bool[] _mustBeAssigned;
    private readonly bool[] _readBeforeAssigned;
    private long _budget;
    private int _maxDepth;
    private CodeFault? _fault;

    private FunctionVerifier(BytecodeModule module, FunctionInfo function, CodeScan scan, VerifierMemory memory)
    {
        _function = function;
        _scan = scan;
        _starts = scan.Labels is [0, ..] ? scan.Labels : [0, .. scan.Labels];
        _entries = new Entry?[_starts.Length];
        (_stack, _assigned, _waiting) = (memory.Stack, memory.Assigned, memory.Waiting);
        _stack.Begin(function);
        _assigned.Begin(function.Variables.Length);
        _waiting.Clear();
        _readBeforeAssigned = new bool[function.Variables.Length];
        _mustBeAssigned = new bool[function.Variables.Length];
        for (int i = function.ArgumentSlots; i < _mustBeAssigned.Length; i++)
            _mustBeAssigned[i] = module.Types[function.Variables[i]] is { IsReference: true, Kind: not TypeKind.Function };
        _budget = Limits.VerifierWork(scan.Instructions, function.Variables.Length);
    }

    /// <summary>What was proved, or null with the fault.</summary>
    /// <param name="module">The module.</param>
    /// <param name="function">One of its functions.</param>
    /// <param name="scan">The first look at it.</param>
    /// <param name="memory">What to work with.</param>
    /// <param name="fault">What is wrong, where something is.</param>
    public static SlotTypes? Run(BytecodeModule module, FunctionInfo function, CodeScan scan, VerifierMemory memory, out CodeFault? fault)
    {
        var verifier = new FunctionVerifier(module, function, scan, memory);
        verifier.FollowAllPaths();
        fault = verifier._fault;
        return fault is null ? verifier.Result() : null;
    }

    private void FollowAllPaths()
    {
        Reach(0, from: 0);
        while (_fault is null && _waiting.TryDequeue(out int start, out _))
        {
            _entries[start]!.IsWaiting = false;
            Follow(start);
        }
    }

    private void Follow(int start)
    {
        Entry entry = _entries[start]!;
        _stack.Restore(entry.Types, entry.MaybeUnset);
        _assigned.MoveTo(entry.Assigned);
        int end = start + 1 < _starts.Length ? _starts[start + 1] : _function.Code.Length;
        var reader = new CodeReader(_function.Code.AsSpan(), _starts[start]);
        while (reader.Offset < end)
        {
            reader.TryRead(out Instruction instruction);
            Step(instruction);
            if (_fault is not null || OpcodeTable.Get(instruction.Opcode).Is(OpcodeFlags.Terminator))
                return;
        }
        if (start + 1 < _starts.Length)
            Reach(_starts[start + 1], from: end);
        else
            ReachEnd();
    }

    private void Step(in Instruction instruction)
    {
        _scan.Depths[instruction.Offset] = (ushort)_stack.Depth;
        if (--_budget - _assigned.Steps < 0)
            Fail(instruction.Offset, "the control flow is too tangled to verify");
        if (instruction.Opcode == Opcode.LoadVar)
            Read(instruction);
        if (_stack.Apply(instruction) is { } reason)
            Fail(instruction.Offset, reason);
        if (_fault is not null)
            return;
        if (instruction.Opcode == Opcode.StoreVar)
            Assign(instruction.A);
        _maxDepth = Math.Max(_maxDepth, _stack.Depth);
        if (OpcodeTable.Get(instruction.Opcode).Is(OpcodeFlags.Branch))
            Reach(instruction.A, instruction.Offset);
    }

    private void Read(in Instruction instruction)
    {
        int variable = instruction.A;
        if (variable < _function.ArgumentSlots || _assigned.Contains(variable))
            return;
        _readBeforeAssigned[variable] = true;
        if (_mustBeAssigned[variable])
            Fail(instruction.Offset, $"LOAD_VAR: variable {variable} is a reference and not assigned on every path to here");
    }

    private void Assign(int variable)
    {
        if (variable >= _function.ArgumentSlots)
            _assigned.Add(variable);
    }

    /// <summary>Brings what is known now to the stretch at <paramref name="offset"/>.</summary>
    private void Reach(int offset, int from)
    {
        int start = CodeScan.IndexOf(_starts, offset);
        Entry? known = _entries[start], merged = known is null ? Snapshot() : Merge(known, offset, from);
        _budget -= _stack.Depth;
        if (_fault is not null || merged is null)
            return;
        merged.IsWaiting = true;
        _entries[start] = merged;
        if (known is not { IsWaiting: true })
            _waiting.Enqueue(start, start);
        if (offset == _function.Code.Length)
            _scan.Depths[offset] = (ushort)merged.Types.Length;
    }

    private Entry Snapshot() => new()
    {
        Types = _stack.Depth == 0 ? [] : _stack.Slots.ToArray(),
        MaybeUnset = _stack.MaybeUnset.Contains(true) ? _stack.MaybeUnset.ToArray() : null,
        Assigned = _assigned.Current,
    };

    /// <summary>The weaker of what was and what is known; null when nothing got weaker.</summary>
    private Entry? Merge(Entry known, int offset, int from)
    {
        ReadOnlySpan<TypeId> now = _stack.Slots;
        if (now.Length != known.Types.Length)
        {
            Fail(from, $"paths meet at offset {offset} with {known.Types.Length} and with {now.Length} slots on the stack");
            return null;
        }
        int assigned = _assigned.Intersect(known.Assigned, _assigned.Current);
        bool weaker = assigned != known.Assigned;
        TypeId[] types = known.Types;
        bool[]? maybeUnset = known.MaybeUnset;
        for (int i = 0; i < now.Length; i++)
        {
            if (!StackTypes.IsAssignable(now[i], types[i]))
            {
                if (!StackTypes.IsAssignable(types[i], now[i]))
                {
                    Fail(from, $"paths meet at offset {offset} with different types in slot {i} of the stack");
                    return null;
                }
                types = ReferenceEquals(types, known.Types) ? [.. types] : types;
                types[i] = TypeId.I64;
                weaker = true;
            }
            if (_stack.MaybeUnset[i] && maybeUnset?[i] != true)
            {
                maybeUnset = maybeUnset is null ? new bool[now.Length] : [.. maybeUnset];
                maybeUnset[i] = true;
                weaker = true;
            }
        }
        return weaker ? new Entry { Types = types, MaybeUnset = maybeUnset, Assigned = assigned, IsWaiting = known.IsWaiting } : null;
    }

    private void ReachEnd()
    {
        int end = _function.Code.Length;
        _scan.Depths[end] = (ushort)_stack.Depth;
        if (_stack.ApplyEnd() is { } reason)
            Fail(end, reason);
    }

    private void Fail(int offset, string reason) => _fault ??= new CodeFault(offset, reason);

    private SlotTypes Result()
    {
        foreach (ref ushort depth in _scan.Depths.AsSpan())
        {
            if (depth == CodeScan.NotReachedYet)
                depth = SlotTypes.Unreachable;
        }
        var joins = new Dictionary<int, TypeId[]>(_scan.Labels.Length);
        for (int i = 0; i < _starts.Length; i++)
        {
            if (_entries[i] is { } entry && CodeScan.IndexOf(_scan.Labels, _starts[i]) >= 0)
                joins.Add(_starts[i], entry.Types);
        }
        return new SlotTypes(_scan.Depths, joins, _maxDepth, _readBeforeAssigned, _scan.SelfCalls);
    }
}
