namespace Lang.Bytecode.Interpretation;

/// <summary>
/// Finds decoded functions by index and by an address in their words. Addresses are asked for by traces and
/// collections only, so the list is sorted when one comes.
/// </summary>
/// <param name="functions">How many functions the module has.</param>
internal sealed unsafe class CodeIndex(int functions) : IDisposable
{
    private readonly DecodedFunction?[] _byFunction = new DecodedFunction?[functions];
    private readonly List<DecodedFunction> _byAddress = [];
    private bool _sorted;

    public void Add(DecodedFunction function)
    {
        Volatile.Write(ref _byFunction[function.Function], function);
        _byAddress.Add(function);
        _sorted = false;
    }

    /// <summary>All decoded functions, in no order.</summary>
    public IEnumerable<DecodedFunction> All => _byAddress;

    /// <summary>A function, or null as long as it is not decoded. Any thread may ask.</summary>
    public DecodedFunction? Find(int function) => Volatile.Read(ref _byFunction[function]);

    /// <summary>The function that <paramref name="word"/> belongs to, or null.</summary>
    public DecodedFunction? Find(Word* word)
    {
        if (!_sorted)
        {
            _byAddress.Sort((a, b) => ((nuint)a.Start).CompareTo((nuint)b.Start));
            _sorted = true;
        }
        int low = 0, high = _byAddress.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_byAddress[middle].Start <= word)
                low = middle + 1;
            else
                high = middle;
        }
        return low > 0 && word < _byAddress[low - 1].Start + _byAddress[low - 1].Count ? _byAddress[low - 1] : null;
    }

    public void Dispose()
    {
        foreach (DecodedFunction function in _byAddress)
            function.Dispose();
        _byAddress.Clear();
        Array.Clear(_byFunction);
    }
}
