using System.Runtime.InteropServices;

namespace Lang.Native.Memory;

/// <summary>RUNTIME_FUNCTION: a stretch of code and the record of its frame, as offsets from the start of the VM's range.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RuntimeFunction(int Begin, int End, int Record);

/// <summary>The table from which the system finds the frame of every piece of a VM's code.</summary>
/// <remarks>
/// There is one growable table for the whole range. The system wants it sorted by address, reads it at any time, and lets it only grow. Code is
/// placed behind all other code as long as the cache has not evicted anything: then an entry is appended. Code in freed space comes
/// between others: then a new table is made of what is there, and takes the place of the old one. That copies 12 bytes for each function, and
/// happens once a compilation that needed an eviction, which costs more. (A table for each part of the range would copy less, and would have to
/// split functions that reach over an end.) Code that is gone keeps its entry until then: nobody runs there.
/// <para>One thread at a time.</para>
/// </remarks>
internal sealed unsafe class FunctionTable : IDisposable
{
    private const int LeastCapacity = 64;

    private readonly IFunctionTables _system;
    private readonly nint _base;
    private readonly int _rangeBytes;

    /// <summary>What the table should have, by rising address.</summary>
    private readonly List<RuntimeFunction> _functions = [];

    // The system's table and, until the next one is made, the one before: whoever was just reading it may finish.
    private RuntimeFunction* _table, _previous;
    private int _count, _capacity;
    private nint _handle;

    /// <param name="system">Who is told.</param>
    /// <param name="base">The start of the range.</param>
    /// <param name="rangeBytes">Its bytes: data and code.</param>
    public FunctionTable(IFunctionTables system, nint @base, int rangeBytes)
    {
        _system = system;
        _base = @base;
        _rangeBytes = rangeBytes;
    }

    ~FunctionTable() => Free();

    /// <summary>Adds pieces of code that follow each other, before anyone runs them.</summary>
    public void Add(ReadOnlySpan<RuntimeFunction> functions)
    {
        if (functions.IsEmpty)
            return;
        _functions.InsertRange(IndexOf(functions[0].Begin), functions);
        bool isBehind = _count == 0 || functions[0].Begin >= _table[_count - 1].End;
        if (!isBehind || _count + functions.Length > _capacity)
        {
            Rebuild();
            return;
        }
        functions.CopyTo(new Span<RuntimeFunction>(_table + _count, functions.Length));
        _count += functions.Length;
        if (_handle != 0)
            _system.Grow(_handle, _count);
    }

    /// <summary>Forgets the pieces that begin in a stretch of code that is gone.</summary>
    public void Remove(int begin, int end)
    {
        int first = IndexOf(begin);
        _functions.RemoveRange(first, IndexOf(end) - first);
    }

    /// <summary>Takes the table from the system. No code may be running.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Rebuild()
    {
        int capacity = Math.Max(LeastCapacity, 2 * _functions.Count);
        var table = (RuntimeFunction*)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(RuntimeFunction));
        CollectionsMarshal.AsSpan(_functions).CopyTo(new Span<RuntimeFunction>(table, capacity));
        // One range has one table. Between the two calls frames have no description; this thread unwinds none then.
        if (_handle != 0)
            _system.Delete(_handle);
        NativeMemory.Free(_previous);
        _previous = _table;
        _table = table;
        (_count, _capacity) = (_functions.Count, capacity);
        _handle = _system.Add(table, _count, capacity, _base, _base + _rangeBytes);
    }

    /// <summary>The number of functions that begin before an offset.</summary>
    private int IndexOf(int begin)
    {
        int low = 0, high = _functions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_functions[middle].Begin < begin)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void Free()
    {
        if (_handle != 0)
            _system.Delete(_handle);
        _handle = 0;
        NativeMemory.Free(_table);
        NativeMemory.Free(_previous);
        _table = _previous = null;
    }
}

/// <summary>What a system does with tables of functions.</summary>
internal unsafe interface IFunctionTables
{
    /// <summary>Announces a table whose first entries are there.</summary>
    /// <returns>Its handle, or 0 when the system refuses: then frames can't be unwound, and nothing else is lost.</returns>
    nint Add(RuntimeFunction* table, int count, int capacity, nint rangeBase, nint rangeEnd);

    /// <summary>Says that entries were appended.</summary>
    void Grow(nint handle, int count);

    /// <summary>Takes a table back.</summary>
    void Delete(nint handle);
}

/// <summary>Windows, which finds frames by these tables alone: generated code is in none of its modules.</summary>
internal sealed unsafe partial class WindowsFunctionTables : IFunctionTables
{
    private WindowsFunctionTables()
    {
    }

    /// <summary>The system's tables, or null elsewhere.</summary>
    public static WindowsFunctionTables? Instance { get; } = OperatingSystem.IsWindows() ? new WindowsFunctionTables() : null;

    public nint Add(RuntimeFunction* table, int count, int capacity, nint rangeBase, nint rangeEnd)
    {
        nint handle = 0;
        return AddTable(&handle, table, (uint)count, (uint)capacity, rangeBase, rangeEnd) == 0 ? handle : 0;
    }

    public void Grow(nint handle, int count) => GrowTable(handle, (uint)count);

    public void Delete(nint handle) => DeleteTable(handle);

    [LibraryImport("ntdll", EntryPoint = "RtlAddGrowableFunctionTable")]
    private static partial uint AddTable(nint* handle, RuntimeFunction* table, uint count, uint capacity, nint rangeBase, nint rangeEnd);

    [LibraryImport("ntdll", EntryPoint = "RtlGrowFunctionTable")]
    private static partial void GrowTable(nint handle, uint count);

    [LibraryImport("ntdll", EntryPoint = "RtlDeleteGrowableFunctionTable")]
    private static partial void DeleteTable(nint handle);
}
