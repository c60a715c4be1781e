using System.Diagnostics;
using System.Numerics;
using Lang.Native.Lir;

namespace Lang.Native.RegAlloc;

/// <content>What happens when no register is free: something goes to memory.</content>
internal sealed partial class LinearScan
{
    /// <summary>How much a value is missed in its register: first by how often its next use is executed, then by how near that is.</summary>
    private readonly record struct Urgency(long Frequency, int Distance) : IComparable<Urgency>
    {
        public int CompareTo(Urgency other) =>
            Frequency != other.Frequency ? Frequency.CompareTo(other.Frequency) : other.Distance.CompareTo(Distance);
    }

    private void TakeRegisterOrSpill(int interval, int neededUntil)
    {
        LiveInterval current = _set.Intervals[interval];
        bool startsInInstruction = StartsInInstruction(current);
        int firstUse = current.FirstUse >= 0 ? _set.Uses[current.FirstUse].Position : int.MaxValue;
        int best = -1, bestFree = 0;
        Urgency least = default;
        for (uint bits = (RegistersFor(current.Register) & _occupied).Bits; bits != 0; bits &= bits - 1)
        {
            int r = BitOperations.TrailingZeroCount(bits);
            if (!CanLeave(ref _set.Intervals[_active[r]]))
                continue;
            int free = _set.NextFixed(r, current.IsCold, current.From, current.Register, startsInInstruction);
            if (free <= current.From || free < neededUntil || free < current.To && neededUntil == 0 && free <= firstUse)
                continue;
            Urgency urgency = UrgencyOf(_set.Intervals[_active[r]]);
            if (best < 0 || urgency.CompareTo(least) < 0)
                (best, bestFree, least) = (r, free, urgency);
        }
        if (neededUntil == 0 && (best < 0 || UrgencyOf(current).CompareTo(least) <= 0))
        {
            Spill(interval);
            return;
        }
        if (best < 0)
            throw new UnreachableException($"The instruction at position {_position} needs more registers than there are.");
        Evict(_active[best]);
        Place(interval, best, bestFree);
    }

    /// <summary>Whether an active interval can go to memory at the current position.</summary>
    private bool CanLeave(ref LiveInterval interval)
    {
        for (; interval.FirstUse >= 0 && _set.Uses[interval.FirstUse].Position < _position; interval.FirstUse = _set.Uses[interval.FirstUse].Next)
        {
            _work++;
            UsePosition use = _set.Uses[interval.FirstUse];
            if (use.Kind >= UseKind.Fixed)
                interval.UsedUntil = Math.Max(interval.UsedUntil, use.End);
        }
        if (interval.UsedUntil > _position)
            return false;
        // Several uses may stand at one position.
        for (int use = interval.FirstUse; use >= 0 && _set.Uses[use].Position == _position; use = _set.Uses[use].Next)
        {
            if (_set.Uses[use].NeedsRegister)
                return false;
        }
        return true;
    }

    private Urgency UrgencyOf(in LiveInterval interval)
    {
        // A use behind the interval counts as well: the value goes on in the register it had. What cold blocks do with it counts only there.
        for (int use = interval.FirstUse; use >= 0; use = _set.Uses[use].Next)
        {
            _work++;
            int position = _set.Uses[use].Position, block = _order.BlockOf(position);
            if (position >= interval.To && (interval.IsCold || _function.Blocks[block].IsCold))
            {
                if (interval.IsCold)
                    break;
                continue;
            }
            int distance = position - _position;
            // It needs no store, or not even a load.
            ref readonly ValueState value = ref _set.Values[interval.Register];
            return new Urgency(_order.FrequencyOf(block), value.NeedsSlot || value.IsConstant ? 2 * distance : distance);
        }
        return new Urgency(0, int.MaxValue);
    }

    /// <summary>Sends an active interval to memory, as early as that costs less.</summary>
    private void Evict(int interval)
    {
        LiveInterval evicted = _set.Intervals[interval];
        int earliest = Math.Max(evicted.From, evicted.UsedUntil);
        int gap = _position & ~1;
        int start = gap >= earliest ? _order.CheapestPosition(earliest, gap) : _position;
        if (start > evicted.From)
        {
            Spill(_set.Split(interval, start));
            return;
        }
        _set.Intervals[interval].Assigned = -1;
        Spill(interval);
    }
}
