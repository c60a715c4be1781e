using System.Numerics;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <summary>
/// Register allocation by linear scan: intervals are given registers by ascending start, and when none is free, whatever is needed latest waits
/// in memory.
/// </summary>
/// <remarks>
/// Source: Wimmer and Franz, "Linear Scan Register Allocation on SSA Form" (CGO 2010). Rules for those who change it:
/// 1. An interval has no holes (<see cref="IntervalBuilder"/>): a value that is live again behind a hole, or where cold blocks meet hot ones, goes
///    on as an interval of its own that prefers the register it had. So a register is free at a position or it isn't, and at most one interval is
///    active in each.
/// 2. The position of the scan never goes back. A part that is split off and wants a register starts behind it; what is spilled may start before
///    it, for that only frees registers.
/// 3. Parts start at even positions, in front of an instruction or at a label. The exception is a value that an instruction reads in a register
///    which it loses, and that lives on: it is in memory from the odd position in the middle of the instruction, and was stored in front of it.
/// 4. Values are in SSA form, so what was stored once stays right. <see cref="Resolver"/> decides where the one store stands.
/// 5. A value without a use that wants a register costs nothing in memory: states of exits are such uses.
/// One object is used for many functions and keeps its buffers.
/// </remarks>
internal sealed partial class LinearScan
{
    private readonly BlockOrder _order = new();
    private readonly IntervalSet _set = new();
    private readonly WorkQueue _queue = new();
    private readonly IntervalBuilder _builder;
    private readonly Resolver _resolver;
    private readonly SlotAssigner _slots;
    private readonly Allocation _allocation = new();
    private readonly int[] _active = new int[IntervalSet.Registers];
    private readonly long[] _gains = new long[IntervalSet.Registers];
    private readonly Reservation[] _reservations = new Reservation[IntervalSet.Registers];

    private LirFunction _function = null!;
    private AllocatorOptions _options = null!;
    private RegisterSet _allocatable, _used;

    // The registers with an active interval, whose index is then in _active.
    private RegisterSet _occupied;
    private uint _random;
    private int _position;
    private long _work;

    public LinearScan()
    {
        _builder = new IntervalBuilder(_order, _set);
        _resolver = new Resolver(_order, _set, _builder);
        _slots = new SlotAssigner(_order, _set);
    }

    /// <summary>Steps done by all allocations so far: tests count them.</summary>
    public long Work => _work + _builder.Work + _resolver.Work;

    /// <summary>Allocates registers and slots.</summary>
    /// <param name="function">What is allocated; it is not changed.</param>
    /// <param name="allocatable">The registers that may be used for values; fixed operands may name others.</param>
    /// <param name="options">Scratch registers and stress modes.</param>
    /// <returns>The result, which the next call overwrites.</returns>
    public Allocation Allocate(LirFunction function, RegisterSet allocatable, AllocatorOptions options)
    {
        (_function, _options) = (function, options);
        _allocatable = Limit(allocatable, options.RegisterLimit);
        _random = (uint)(options.RandomSeed ?? 0) * 2654435769u | 1;
        _allocation.Reset(function.Operands.Count);
        _order.Build(function);
        _used = _builder.Build(function, _allocation);
        _occupied = default;
        Array.Fill(_reservations, new Reservation(-1, -1, 0));
        FillQueue();
        while (_queue.TryTake(out int interval))
            Process(interval);
        _allocation.UsedRegisters = _used;
        _allocation.SpillSlots = _slots.Assign(function);
        _resolver.Resolve(function, _allocation, options);
        return _allocation;
    }

    private static RegisterSet Limit(RegisterSet registers, int limit)
    {
        if (limit == 0)
            return registers;
        uint bits = 0, seen = 0;
        for (uint rest = registers.Bits; rest != 0; rest &= rest - 1)
        {
            uint bit = rest & (0 - rest);
            uint file = RegisterSet.AllGprs.Contains(new RegisterSet(bit)) ? RegisterSet.AllGprs.Bits : RegisterSet.AllXmms.Bits;
            if (BitOperations.PopCount(seen & file) < limit)
                bits |= bit;
            seen |= bit;
        }
        return new RegisterSet(bits);
    }

    private void FillQueue()
    {
        _queue.Clear();
        for (int v = 0; v < _set.Values.Count; v++)
        {
            int first = _set.Values[v].FirstInterval;
            for (int i = first; i >= 0; i = _set.Intervals[i].Next)
                _queue.AddUnsorted(_set.Intervals[i].From, i != first, i);
            // A constant is made where it is first wanted, not where it is defined.
            if (_set.Values[v].IsConstant)
                _set.Values[v].LastPlace = ValueState.Spilled;
        }
        _queue.Sort();
    }

    private void Process(int interval)
    {
        _work++;
        ref readonly LiveInterval current = ref _set.Intervals[interval];
        _position = current.From;
        for (uint bits = _occupied.Bits; bits != 0; bits &= bits - 1)
        {
            int r = BitOperations.TrailingZeroCount(bits);
            if (_set.Intervals[_active[r]].To <= _position)
                _occupied -= new PhysicalRegister((byte)r);
        }
        int neededUntil = NeededUntil(current);
        if (neededUntil == 0 && _set.Values[current.Register].LastPlace == ValueState.Spilled)
        {
            int use = NextUseInRegister(current);
            if (use < 0 || _order.CheapestPosition(current.From, _set.Uses[use].Position) > current.From)
            {
                Spill(interval);
                return;
            }
        }
        if (!TryFreeRegister(interval, neededUntil))
            TakeRegisterOrSpill(interval, neededUntil);
    }

    /// <summary>Up to where an interval has to be in a register because of what stands at its start; 0 when it has not.</summary>
    private int NeededUntil(in LiveInterval interval)
    {
        int end = 0;
        for (int use = interval.FirstUse; use >= 0 && _set.Uses[use].Position == interval.From; use = _set.Uses[use].Next)
        {
            if (_set.Uses[use].NeedsRegister)
                end = Math.Max(end, _set.Uses[use].End);
        }
        return end;
    }

    /// <summary>The next use inside an interval that needs a register, or -1.</summary>
    private int NextUseInRegister(in LiveInterval interval)
    {
        for (int use = interval.FirstUse; use >= 0 && _set.Uses[use].Position < interval.To; use = _set.Uses[use].Next)
        {
            _work++;
            if (_set.Uses[use].NeedsRegister)
                return use;
        }
        return -1;
    }

    /// <summary>Puts an interval in a register up to a position, where what is left of it waits again.</summary>
    private void Place(int interval, int register, int freeUntil)
    {
        ref LiveInterval current = ref _set.Intervals[interval];
        ref ValueState value = ref _set.Values[current.Register];
        bool isFirst = value.LastPlace == ValueState.Unknown;
        current.Assigned = register;
        _active[register] = interval;
        _occupied |= new PhysicalRegister((byte)register);
        _used |= new PhysicalRegister((byte)register);
        if (CountsAsPlace(current, value))
            value.LastPlace = register;
        if (isFirst)
            Announce(current.Register, register);
        if (freeUntil < current.To)
            SplitBefore(interval, freeUntil);
    }

    /// <summary>Whether a value that goes on later would like to be where this interval is: hot code does not follow cold code.</summary>
    private bool CountsAsPlace(in LiveInterval interval, in ValueState value) =>
        !interval.IsCold || value.Definition >= 0 && _function.Blocks[_order.BlockOf(value.Definition)].IsCold;

    private void SplitBefore(int interval, int position)
    {
        LiveInterval current = _set.Intervals[interval];
        int latest = position & ~1;
        if (latest <= current.From)
        {
            // The instruction reads it here and loses the register: rule 3.
            Spill(_set.Split(interval, position));
            return;
        }
        int earliest = current.From + 1;
        for (int use = current.FirstUse; use >= 0 && _set.Uses[use].Position < latest; use = _set.Uses[use].Next)
        {
            _work++;
            if (_set.Uses[use].Kind >= UseKind.Fixed)
                earliest = Math.Max(earliest, _set.Uses[use].End);
        }
        int start = _order.CheapestPosition(earliest, latest);
        _queue.Add(start, _set.Split(interval, start));
    }

    /// <summary>Leaves an interval in memory, up to where it is wanted in a register again.</summary>
    private void Spill(int interval)
    {
        LiveInterval current = _set.Intervals[interval];
        ref ValueState value = ref _set.Values[current.Register];
        value.NeedsSlot |= !value.IsConstant;
        if (CountsAsPlace(current, value))
            value.LastPlace = ValueState.Spilled;
        int use = NextUseInRegister(current);
        if (use < 0)
            return;
        int start = _order.CheapestPosition(Math.Max(current.From, _position) + 1, _set.Uses[use].Position);
        _queue.Add(start, _set.Split(interval, start));
    }
}
