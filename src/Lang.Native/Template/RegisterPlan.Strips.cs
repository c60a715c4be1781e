using Lang.Native.Target;

namespace Lang.Native.Template;

// Loops whose rounds are counted in a register.
internal sealed partial class RegisterPlan
{
    /// <summary>No loop whose rounds are counted in a register.</summary>
    public const int NoStripLoop = -1;

    private readonly List<(int First, int Last)> _stripLoops = [];

    /// <summary>Whether there are such loops.</summary>
    public bool HasStripLoops => _stripLoops.Count > 0;

    /// <summary>The outermost loops that call nothing, by their first and last instruction, are numbered; an instruction belongs to one of them, or to none.</summary>
    /// <param name="index">The instruction.</param>
    public int StripLoopAt(int index)
    {
        // They rise, and none contains another one.
        int low = 0, high = _stripLoops.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_stripLoops[middle].Last < index)
                low = middle + 1;
            else
                high = middle;
        }
        return low < _stripLoops.Count && _stripLoops[low].First <= index ? low : NoStripLoop;
    }

    // A loop in whose middle another one begins that ends behind it reaches as far as that.
    private void FindStripLoops()
    {
        _stripLoops.Clear();
        for (int first = 0; first < Count && HasLoops; first++)
        {
            if (!IsLoopHeader(first))
                continue;
            int last = _targets[first] - LoopHeader;
            bool calls = false;
            for (int i = first; i <= last && !calls; i++)
            {
                calls = (TraitsAt(_instructions[i]) & (_callsInLoops | CallsRarely)) != 0;
                if (IsLoopHeader(i))
                    last = Math.Max(last, _targets[i] - LoopHeader);
            }
            if (calls)
                continue;
            _stripLoops.Add((first, last));
            first = last;
        }
    }

    private void TakeStripRegister(Gpr register)
    {
        if (!HasStripLoops)
            return;
        StripRegister = register;
        Temporaries -= register;
    }
}
