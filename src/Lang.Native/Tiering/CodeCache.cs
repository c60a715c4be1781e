using System.Diagnostics;

namespace Lang.Native.Tiering;

/// <summary>Which bytes of a VM's code range are in use, and by which code.</summary>
/// <remarks>
/// Code is found by address (walks, exits) and freed by eviction: second chance, since generated code does not count its calls. Above a
/// threshold the oldest half is unlinked from its entry slots; what is called again is linked again and counts as new, and what is not is
/// freed first. Code in which a stack holds a word stays.
/// </remarks>
internal sealed class CodeCache
{
    private const int Alignment = 32;

    /// <summary>Free ranges by rising start; neighbours are merged.</summary>
    private readonly List<(int Start, int Length)> _free = [];

    /// <summary>All code, by rising address.</summary>
    private readonly List<CodeObject> _byAddress = [];

    /// <summary>All code, by the time of its last linking.</summary>
    private readonly LinkedList<CodeObject> _byAge = [];

    private readonly nint _base;

    /// <param name="base">Address of the code range.</param>
    /// <param name="start">Offset of the first byte that is free.</param>
    /// <param name="limit">Offset behind the last byte that may be used.</param>
    public CodeCache(nint @base, int start, int limit)
    {
        _base = @base;
        start = RoundUp(start);
        Capacity = Math.Max(0, limit - start);
        _free.Add((start, Capacity));
    }

    /// <summary>Bytes there are.</summary>
    public int Capacity { get; }

    /// <summary>Bytes in use.</summary>
    public int UsedBytes { get; private set; }

    /// <summary>Code objects in use.</summary>
    public int Count => _byAddress.Count;

    /// <summary>All code, the longest unused first.</summary>
    public IEnumerable<CodeObject> Oldest => _byAge;

    /// <summary>Bytes that code of this length takes.</summary>
    public static int RoundUp(int length) => (length + Alignment - 1) & -Alignment;

    /// <summary>Takes room for code, or gives -1.</summary>
    public int TryAllocate(int length)
    {
        length = RoundUp(length);
        for (int i = 0; i < _free.Count; i++)
        {
            (int start, int free) = _free[i];
            if (free < length)
                continue;
            if (free == length)
                _free.RemoveAt(i);
            else
                _free[i] = (start + length, free - length);
            UsedBytes += length;
            return start;
        }
        return -1;
    }

    /// <summary>Gives room back that no code object took.</summary>
    public void Free(int start, int length)
    {
        length = RoundUp(length);
        UsedBytes -= length;
        int at = _free.FindIndex(range => range.Start > start);
        at = at < 0 ? _free.Count : at;
        _free.Insert(at, (start, length));
        MergeWithNext(at);
        if (at > 0)
            MergeWithNext(at - 1);
    }

    /// <summary>Adds code that lies in allocated room.</summary>
    public void Add(CodeObject code)
    {
        int at = IndexAfter(code.Address);
        _byAddress.Insert(at, code);
        _byAge.AddLast(code);
    }

    /// <summary>Forgets code and frees its room.</summary>
    public void Remove(CodeObject code)
    {
        int at = IndexAfter(code.Address) - 1;
        Debug.Assert(_byAddress[at] == code);
        _byAddress.RemoveAt(at);
        _byAge.Remove(code);
        Free((int)(code.Address - _base), code.Length);
    }

    /// <summary>Makes code the newest.</summary>
    public void Renew(CodeObject code)
    {
        _byAge.Remove(code);
        _byAge.AddLast(code);
    }

    /// <summary>The code in which an address lies, or null.</summary>
    public CodeObject? Find(nint address)
    {
        int at = IndexAfter(address) - 1;
        return at >= 0 && address - _byAddress[at].Address < _byAddress[at].Length ? _byAddress[at] : null;
    }

    /// <summary>The code that a return address belongs to: a call may be its last instruction.</summary>
    public CodeObject? FindReturn(nint address) => Find(address - 1);

    // The number of objects that begin at the address or before.
    private int IndexAfter(nint address)
    {
        int low = 0, high = _byAddress.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_byAddress[middle].Address <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void MergeWithNext(int at)
    {
        if (at + 1 >= _free.Count || _free[at].Start + _free[at].Length != _free[at + 1].Start)
            return;
        _free[at] = (_free[at].Start, _free[at].Length + _free[at + 1].Length);
        _free.RemoveAt(at + 1);
    }
}
