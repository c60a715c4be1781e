using System.Runtime.InteropServices;

namespace Lang.Bytecode.Interpretation;

/// <summary>The decoded code of one function, in native memory, with the maps between words and bytecode offsets.</summary>
internal sealed unsafe class DecodedFunction : IDisposable
{
    private readonly int[] _offsets;
    private readonly (int Offset, int Word)[] _resumePoints;
    private readonly int[] _branchTargets;

    /// <param name="function">Index of the function.</param>
    /// <param name="words">Its words.</param>
    /// <param name="offsets">Per word: the offset of the bytecode instruction it reports errors for.</param>
    /// <param name="resumePoints">Offsets at which execution can resume, rising, with their words.</param>
    /// <param name="branches">The first words of branches that are counted, rising.</param>
    /// <param name="branchTargets">The bytecode offset that each of them leads to.</param>
    /// <param name="callees">The first words of CALL_VALUE instructions, rising.</param>
    /// <param name="frameSlots">Variables and operand-stack homes.</param>
    public DecodedFunction(
        int function, ReadOnlySpan<Word> words, int[] offsets, (int Offset, int Word)[] resumePoints,
        int[] branches, int[] branchTargets, IReadOnlyList<int> callees, int frameSlots)
    {
        Function = function;
        Count = words.Length;
        FrameSlots = frameSlots;
        Branches = branches;
        _branchTargets = branchTargets;
        CalleeSites = callees;
        _offsets = offsets;
        _resumePoints = resumePoints;
        Start = (Word*)NativeMemory.Alloc((nuint)words.Length, (nuint)sizeof(Word));
        words.CopyTo(new Span<Word>(Start, Count));
    }

    /// <summary>Index of the function.</summary>
    public int Function { get; }

    /// <summary>The first word, where calls enter.</summary>
    public Word* Start { get; private set; }

    /// <summary>How many words there are.</summary>
    public int Count { get; }

    /// <summary>Variables and operand-stack homes.</summary>
    public int FrameSlots { get; }

    /// <summary>The words that begin branches, rising: target and cost, then counters, follow each.</summary>
    public int[] Branches { get; }

    /// <summary>The words that are CALL_VALUE instructions, rising.</summary>
    public IReadOnlyList<int> CalleeSites { get; }

    /// <summary>Tells the CALL_VALUE words where their caches are.</summary>
    /// <param name="caches">The caches of all the module's sites.</param>
    /// <param name="sites">The numbers of the sites.</param>
    public void UseCaches(InlineCache* caches, CallSiteTable sites)
    {
        foreach (int word in CalleeSites)
            Start[word + 1].Raw = (long)(caches + sites.IndexOf(Function, _offsets[word]));
    }

    /// <summary>The bytecode offset that errors at <paramref name="word"/> are reported for.</summary>
    public int OffsetOf(int word) => _offsets[word];

    /// <summary>
    /// The word that begins the instruction at <paramref name="offset"/>, for resuming there with all variables and
    /// operand-stack homes written; -1 where none begins because the instruction costs nothing or was fused.
    /// </summary>
    public int WordAt(int offset)
    {
        int low = 0, high = _resumePoints.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_resumePoints[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low < _resumePoints.Length && _resumePoints[low].Offset == offset ? _resumePoints[low].Word : -1;
    }

    /// <summary>The word that calls, of the CALL at <paramref name="offset"/>: words that bring its arguments home come before it.</summary>
    public int CallAt(int offset)
    {
        int word = WordAt(offset);
        while (word + 1 < Count && _offsets[word + 1] == offset)
            word++;
        return word - 1;
    }

    /// <summary>The bytecode offset that the branch at <paramref name="word"/> leads to.</summary>
    public int TargetOf(int word) => _branchTargets[Branches.AsSpan().BinarySearch(word)];

    public void Dispose()
    {
        NativeMemory.Free(Start);
        Start = null;
    }
}
