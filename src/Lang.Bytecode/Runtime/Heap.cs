using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lang.Bytecode.Runtime;

/// <summary>Where the next objects of one size class go: a bump pointer within a free run.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct AllocationCursor
{
    public const int NextOffset = 0, EndOffset = 8;

    [FieldOffset(NextOffset)] public byte* Next;
    [FieldOffset(EndOffset)] public byte* End;
    [FieldOffset(16)] public long CellSize;
}

/// <summary>The part of a heap that native code uses: allocation is <c>next + size &lt;= end</c>, a store of the header, done.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct HeapState
{
    public const int ColorBitsOffset = 0;

    /// <summary>What is or-ed into the header word of a new object: the colour of living objects, in place.</summary>
    [FieldOffset(ColorBitsOffset)] public ulong ColorBits;

    /// <summary>One cursor a size class.</summary>
    public static AllocationCursor* Cursors(HeapState* state) => (AllocationCursor*)(state + 1);

    public static nuint TotalBytes => (nuint)(sizeof(HeapState) + (SizeClasses.Count * sizeof(AllocationCursor)));
}

/// <summary>
/// The heap of one VM: objects in native memory that never move, freed by a mark-sweep <see cref="Collector"/>.
/// </summary>
/// <remarks>
/// Small objects lie in blocks of equal cells. Sweeping turns each block into runs of free cells, and allocation bumps a
/// pointer through one run after another, so the fast path is the same for fresh and for used blocks. Objects above
/// <see cref="SizeClasses.MaxSize"/> have memory of their own.
/// <para>
/// Rules for code that uses objects:
/// 1. Any allocation may collect. What must survive is reachable from a root: a slot that an <see cref="IRootSource"/> reports, or the stack of
///    temporary roots. C# locals are never roots. An operation leaves its operands in their slots until it ends, and pushes results of its
///    own as temporary roots before it allocates again.
/// 2. Objects never move: an address stays valid as long as its object is reachable, also across allocations.
/// 3. All fields of a new object are written before the next allocation; memory is not zeroed.
/// 4. A failed allocation gives null, with the reason in <see cref="Failure"/>. Nothing here throws.
/// </para>
/// One thread at a time uses a heap. Whoever works with raw pointers keeps the heap itself reachable (<see cref="GC.KeepAlive"/>): its finalizer frees
/// the memory.
/// </remarks>
internal sealed unsafe partial class Heap : IDisposable
{
    /// <summary>Bytes below which an operation is as good as one that takes no time.</summary>
    public const int SmallestWork = 4096;

    private readonly HeapOptions _options;
    private readonly AddressIndex _index = new();
    private readonly BlockPool _blocks;
    private readonly Collector _collector;
    private readonly List<IRootSource> _rootSources = [];
    private HeapState* _state;
    private BlockChain* _chains;

    /// <summary>The failure that the last failed operation left behind.</summary>
    public PendingFailure Failure;

    /// <summary>Makes an empty heap for objects of those types.</summary>
    /// <exception cref="OutOfMemoryException">The system has no memory for the heap's own tables.</exception>
    public Heap(RuntimeTypes types, HeapOptions options)
    {
        Types = types;
        _options = options;
        Limit = Math.Min(options.Limit, options.Ceiling);
        _blocks = new BlockPool(_index);
        _state = (HeapState*)NativeMemory.AllocZeroed(HeapState.TotalBytes);
        _chains = (BlockChain*)NativeMemory.AllocZeroed(SizeClasses.Count, (nuint)sizeof(BlockChain));
        _temporaryRoots = (void**)NativeMemory.AllocZeroed(MaxTemporaryRoots, (nuint)sizeof(void*));
        for (int i = 0; i < SizeClasses.Count; i++)
            HeapState.Cursors(_state)[i].CellSize = SizeClasses.CellSize(i);
        _collector = new Collector(this, _index, options.MarkStackEntries);
        _threshold = options.MinimumThreshold;
        SetColor(Collector.FirstColor);
        EmptyString = AddPermanentString([]);
        if (EmptyString == null)
            throw new OutOfMemoryException();
    }

    ~Heap() => Release();

    /// <summary>The types of its objects.</summary>
    public RuntimeTypes Types { get; }

    /// <summary>The string of no bytes; never collected.</summary>
    public TlString* EmptyString { get; }

    /// <summary>The part that native code uses.</summary>
    public HeapState* State => _state;

    /// <summary>What long operations ask whether to go on; null: always.</summary>
    public IRuntimePoll? Poll { get; set; }

    /// <summary>Who is told of collections, or null.</summary>
    public ICollectionListener? CollectionListener { get; set; }

    /// <summary>Most memory for objects, in bytes.</summary>
    public long Limit { get; }

    /// <summary>The limit that errors name; <see cref="long.MaxValue"/> when none was asked for.</summary>
    public long StatedLimit => _options.Limit <= _options.Ceiling ? _options.Limit : long.MaxValue;

    /// <summary>Adds roots to those every collection marks.</summary>
    public void AddRootSource(IRootSource source) => _rootSources.Add(source);

    /// <summary>Asks <see cref="Poll"/> whether a long operation goes on.</summary>
    public bool ShouldContinue(long work) => Poll is null || Poll.ShouldContinue(work);

    /// <summary>
    /// The same for an operation that works on so many bytes at once, or its last part. Every operation whose work grows with its operands asks: a loop looks at the
    /// limits after a thousand of them.
    /// </summary>
    public bool MayWorkOn(long bytes) => bytes < SmallestWork || ShouldContinue(bytes);

    /// <summary>Frees everything. Addresses of objects are invalid from here on. Can be repeated.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        foreach (ref AddressRange range in _index.Ranges)
            SystemMemory.Free((void*)range.Start, range.Bytes);
        _freeLarge.Dispose();
        _index.Release();
        _collector?.Release();
        ReleasePermanentStrings();
        SystemMemory.FreeTable(_state);
        SystemMemory.FreeTable(_chains);
        SystemMemory.FreeTable(_temporaryRoots);
        _state = null;
        _chains = null;
        _temporaryRoots = null;
    }
}
