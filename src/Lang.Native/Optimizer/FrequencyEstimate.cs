using Lang.Bytecode;

namespace Lang.Native.Optimizer;

/// <summary>How often the blocks of a function are executed for each execution of it, and how many rounds its loops make.</summary>
/// <remarks>
/// Branches go the ways that they went so far, or either way as often. Loops count as eight rounds whatever they make, unless they make fewer: that is enough to tell
/// what is inside from what is outside, and a block that is rare in its loop stays rare however long that runs.
/// Source of the idea: Wu and Larus, "Static Branch Frequency and Program Profile Analysis", 1994.
/// </remarks>
internal sealed class FrequencyEstimate
{
    /// <summary>Rounds that a loop counts as, at most.</summary>
    private const float Rounds = 8;

    private readonly BytecodeFlow _flow;
    private readonly BranchDirections _directions;

    private FrequencyEstimate(BytecodeFlow flow, BranchDirections directions)
    {
        _flow = flow;
        _directions = directions;
        Frequencies = new float[flow.BlockCount];
        TripCounts = new float[flow.BlockCount];
    }

    /// <summary>By block of the flow.</summary>
    public float[] Frequencies { get; }

    /// <summary>Of headers: rounds for each time that the loop is entered, as counted so far; 0 where nothing is known, and for other blocks.</summary>
    public float[] TripCounts { get; }

    /// <summary>Blocks that were looked at.</summary>
    public long Steps { get; private set; }

    /// <summary>Estimates.</summary>
    /// <param name="flow">The function.</param>
    /// <param name="directions">What is known of its branches.</param>
    /// <param name="frequency">How often it is executed itself.</param>
    public static FrequencyEstimate Of(BytecodeFlow flow, BranchDirections directions, float frequency)
    {
        var estimate = new FrequencyEstimate(flow, directions);
        estimate.Propagate(frequency);
        if (estimate.FindTripCounts())
            estimate.Propagate(frequency);
        return estimate;
    }

    private void Propagate(float frequency)
    {
        var entered = new float[_flow.BlockCount];
        entered[_flow.Entry] = frequency;
        foreach (int i in _flow.Order)
        {
            FlowBlock block = _flow[i];
            Steps++;
            float rounds = !block.IsHeader ? 1 : TripCounts[i] > 0 ? Math.Clamp(TripCounts[i], 1, Rounds) : Rounds;
            float own = Frequencies[i] = entered[i] * rounds;
            if (block.Target >= 0 && block.Next >= 0)
            {
                float target = ShareOf(block);
                entered[block.Target] += own * target;
                entered[block.Next] += own * (1 - target);
            }
            else if (block.Target >= 0)
            {
                entered[block.Target] += own;
            }
            else if (block.Next >= 0)
            {
                entered[block.Next] += own;
            }
        }
    }

    /// <summary>
    /// The share of executions in which a block goes on at its target. What leaves a loop does so once for the rounds that the loop counts as.
    /// </summary>
    private float ShareOf(in FlowBlock block)
    {
        bool targetLeaves = Leaves(block, block.Target), nextLeaves = Leaves(block, block.Next);
        float? counted = _directions.ShareOf(_flow.Instructions[block.End - 1].Offset);
        if (targetLeaves == nextLeaves)
            return counted ?? 0.5f;
        float leaving = 1 / Rounds;
        if (counted is { } share)
            leaving = Math.Max(leaving, targetLeaves ? share : 1 - share);
        return targetLeaves ? leaving : 1 - leaving;
    }

    // Of each round a share leaves: as often as each way out is reached and taken.
    private bool FindTripCounts()
    {
        var leaving = new float[_flow.BlockCount];
        var isKnown = new bool[_flow.BlockCount];
        foreach (int i in _flow.Order)
        {
            FlowBlock block = _flow[i];
            if (block.Loop < 0 || block.Target < 0 || block.Next < 0)
                continue;
            bool targetLeaves = Leaves(block, block.Target);
            if (targetLeaves == Leaves(block, block.Next) || _directions.ShareOf(_flow.Instructions[block.End - 1].Offset) is not { } share)
                continue;
            isKnown[block.Loop] = true;
            leaving[block.Loop] += (targetLeaves ? share : 1 - share) * Math.Min(1, Frequencies[i] / Frequencies[block.Loop]);
        }
        bool isAnyKnown = false;
        for (int i = 0; i < leaving.Length; i++)
        {
            if (!isKnown[i])
                continue;
            isAnyKnown = true;
            TripCounts[i] = 1 / Math.Max(leaving[i], 1f / 1024);
        }
        return isAnyKnown;
    }

    private bool Leaves(in FlowBlock block, int successor)
    {
        Steps++;
        return block.Loop >= 0 && !_flow.IsInLoop(successor, block.Loop);
    }
}
