using System.Numerics;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <content>The choice among free registers: what it saves against what it costs, in executed moves.</content>
internal sealed partial class LinearScan
{
    // A register that has to be saved first costs a store and a load, and a spill less when the value lives across a call.
    private const long CalleeSavedCost = 31;

    private const int MaxUsesLookedAt = 4;

    /// <summary>A register that a loop's parameter had: the value of the back edge wants it again.</summary>
    /// <param name="Phi">The parameter.</param>
    /// <param name="Position">Where the value of the back edge is defined.</param>
    /// <param name="Gain">What it saves.</param>
    private readonly record struct Reservation(int Phi, int Position, long Gain);

    private RegisterSet RegistersFor(int v) =>
        _allocatable & (_function.Registers[v].Class == ValueClass.Int ? RegisterSet.AllGprs : RegisterSet.AllXmms);

    /// <summary>Whether an interval starts as a result or as a temporary: it may be in a register that its own instruction loses.</summary>
    private bool StartsInInstruction(in LiveInterval interval) =>
        interval.From == _set.Values[interval.Register].Definition && _set.Values[interval.Register].ParameterBlock < 0;

    private bool TryFreeRegister(int interval, int neededUntil)
    {
        LiveInterval current = _set.Intervals[interval];
        FindGains(current);
        bool startsInInstruction = StartsInInstruction(current);
        int horizon = current.IsCold ? current.To : _set.Values[current.Register].HotEnd;
        int firstUse = current.FirstUse >= 0 ? _set.Uses[current.FirstUse].Position : int.MaxValue;
        int best = -1, bestFree = 0, ties = 0;
        long bestCost = long.MaxValue;
        for (uint bits = (RegistersFor(current.Register) - _occupied).Bits; bits != 0; bits &= bits - 1)
        {
            int r = BitOperations.TrailingZeroCount(bits);
            // A cold block does not make the prologue save a register.
            if (current.IsCold && neededUntil == 0 && IsFirstUse(r))
                continue;
            int free = _set.NextFixed(r, current.IsCold, current.From, current.Register, startsInInstruction);
            // A register that is lost before the next use is of no use.
            if (free <= current.From || free < neededUntil || free < current.To && neededUntil == 0 && free <= firstUse)
                continue;
            if (_options.RandomSeed is not null)
            {
                if (NextRandom(++ties) == 0)
                    (best, bestFree) = (r, free);
                continue;
            }
            long cost = CostOf(r, free, horizon, current);
            if (cost < bestCost || cost == bestCost && free < current.To && free > bestFree)
                (best, bestFree, bestCost) = (r, free, cost);
        }
        if (best < 0 || _options.RandomSeed is null && neededUntil == 0 && bestCost > CostOfMemory(current))
            return false;
        Place(interval, best, bestFree);
        return true;
    }

    /// <summary>Whether the prologue saves a register only if it is chosen now.</summary>
    private bool IsFirstUse(int register) => (_options.CalleeSaved - _used).Contains(new PhysicalRegister((byte)register));

    private long CostOf(int register, int free, int horizon, in LiveInterval current)
    {
        long cost = -_gains[register];
        // Where the register is needed it has to be stored and loaded again; a constant is just made again.
        if (free < horizon)
            cost += (_set.Values[current.Register].IsConstant ? 1 : 2) * _order.FrequencyAt(free);
        if (IsFirstUse(register))
            cost += CalleeSavedCost;
        Reservation reservation = _reservations[register];
        if (reservation.Phi >= 0 && current.Covers(reservation.Position) && _set.Values[current.Register].Phi != reservation.Phi)
            cost += reservation.Gain;
        return cost;
    }

    /// <summary>What it costs to spill a value that is in a register, measured as the cost of registers is: from the gain of staying.</summary>
    private long CostOfMemory(in LiveInterval current)
    {
        ref readonly ValueState value = ref _set.Values[current.Register];
        bool isInRegister = value.LastPlace >= 0 || value.FixedDefinition >= 0 && current.From == value.Definition;
        if (!isInRegister)
            return long.MaxValue;
        long load = current.FirstUse >= 0 ? _order.FrequencyAt(_set.Uses[current.FirstUse].Position) : 0;
        long store = value.IsConstant || value.NeedsSlot ? 0 : Math.Min(_order.FrequencyAt(value.Definition), _order.FrequencyAt(current.From));
        return load + store - _order.FrequencyAt(current.From);
    }

    /// <summary>Finds by register how many executed moves it would save.</summary>
    private void FindGains(in LiveInterval current)
    {
        Array.Clear(_gains);
        ref readonly ValueState value = ref _set.Values[current.Register];
        long frequency = _order.FrequencyAt(current.From);
        // One more than a wish that is as frequent: a move that may be done later may be spared.
        Gain(value.LastPlace, frequency + 1);
        if (current.From == value.Definition)
        {
            Gain(value.FixedDefinition, frequency + 1);
            if (value.ParameterBlock >= 0)
                GainFromArguments(value);
            else if (_function.Registers[current.Register].Hint is { Exists: true } hint)
                Gain(_set.Values[hint.Index].LastPlace, frequency);
        }
        // Parameters of one block are never in one register.
        if (value.Phi >= 0 && _set.Values[value.Phi].ParameterBlock != value.ParameterBlock)
        {
            int place = _set.Values[value.Phi].LastPlace;
            Gain(place >= 0 ? place : _set.Values[value.Phi].ArgumentPlace, frequency);
        }
        Gain(value.FixedWish, frequency / 2);
        int use = current.FirstUse;
        for (int i = 0; i < MaxUsesLookedAt && use >= 0; i++, use = _set.Uses[use].Next)
        {
            UsePosition next = _set.Uses[use];
            if (next.Kind == UseKind.Fixed && next.Position < current.To)
                Gain(_function.Operands[next.Operand].Fixed.Number, _order.FrequencyAt(next.Position));
        }
    }

    private void GainFromArguments(in ValueState parameter)
    {
        foreach (int predecessor in _order.PredecessorsOf(parameter.ParameterBlock))
        {
            _work++;
            int argument = _function.ArgumentsOf(_function.Blocks[predecessor])[parameter.ParameterNumber].Index;
            Gain(_set.Values[argument].LastPlace, _order.FrequencyOf(predecessor));
        }
    }

    private void Gain(int place, long frequency)
    {
        if (place >= 0)
            _gains[place] += frequency;
    }

    /// <summary>Tells others of the first place of a value: arguments of the same parameter, and of a loop's parameter the value of its back edge.</summary>
    private void Announce(int v, int register)
    {
        ref ValueState value = ref _set.Values[v];
        if (value.Phi >= 0 && _set.Values[value.Phi].ArgumentPlace < 0)
            _set.Values[value.Phi].ArgumentPlace = register;
        int block = value.ParameterBlock;
        if (block < 0 || _function.Blocks[block].LoopEnd < 0)
            return;
        foreach (int predecessor in _order.PredecessorsOf(block))
        {
            if (predecessor < block)
                continue;
            int argument = _function.ArgumentsOf(_function.Blocks[predecessor])[value.ParameterNumber].Index;
            _reservations[register] = new Reservation(v, _set.Values[argument].Definition, _order.FrequencyOf(predecessor));
        }
    }

    /// <summary>A number below a limit, by xorshift.</summary>
    private int NextRandom(int limit)
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(_random % (uint)limit);
    }
}
