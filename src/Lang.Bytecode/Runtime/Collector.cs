using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// The marking half of the collector: gives every reachable object the colour of the running collection.
/// </summary>
/// <remarks>
/// Two colours take turns. New objects get the current one; a collection marks with the other, which then becomes current, so nothing has to
/// be cleared. Before marking every dead cell of the last collection is swept, so any cell whose kind is not Free holds a real object, and an
/// arbitrary word that points into it can at worst keep it alive.
/// <para>
/// Work that is left is on a stack of fixed size. When it is full, marked objects are dropped without being scanned, and a walk over
/// the whole heap finds them again afterwards: slow, rare, and the collector never needs memory.
/// </para>
/// </remarks>
internal sealed unsafe class Collector
{
    public const byte FirstColor = 1;

    /// <summary>Elements of a reference array scanned before its rest goes back onto the stack.</summary>
    private const int ElementsAtOnce = 64;

    private readonly Heap _heap;
    private readonly AddressIndex _index;
    private readonly int _capacity;
    private Work* _stack;
    private int _count;
    private bool _overflowed;
    private byte _color;
    private nuint _lowest, _span;

    public Collector(Heap heap, AddressIndex index, int capacity)
    {
        _heap = heap;
        _index = index;
        _capacity = capacity;
    }

    /// <summary>Makes sure that there is memory for marking. Before there is an object, so that no collection needs memory; false when the system has none.</summary>
    public bool TryReserve() => _stack != null || (_stack = (Work*)SystemMemory.TryReallocate(null, (long)_capacity * sizeof(Work))) != null;

    /// <summary>An object to scan (End is null), or a range of references.</summary>
    private struct Work
    {
        public void* Start;
        public void** End;
    }

    public static byte Other(byte color) => (byte)(color ^ 3);

    internal void Begin(byte color)
    {
        _color = color;
        _index.Sort();
        (_lowest, _span) = _index.Bounds;
    }

    /// <summary>Marks the object, if any, that each of the words points to or into.</summary>
    public void MarkConservatively(ulong* words, long count)
    {
        for (ulong* end = words + count; words < end; words++)
        {
            if ((nuint)(*words - _lowest) >= _span)
                continue;
            byte* target = _index.ObjectAt((nuint)(*words));
            if (target != null)
                Mark((ObjectHeader*)target);
        }
        Drain();
    }

    internal void Finish()
    {
        Drain();
        while (_overflowed)
        {
            _overflowed = false;
            _heap.VisitObjects(_color, this);
        }
    }

    /// <summary>Scans a marked object once more, because the stack overflowed and may have lost it.</summary>
    internal void ScanAgain(ObjectHeader* target)
    {
        if (target->Kind < ObjectKind.String)
            return;
        Scan(target);
        Drain();
    }

    internal void Release()
    {
        SystemMemory.FreeTable(_stack);
        _stack = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mark(ObjectHeader* target)
    {
        if (target == null || target->Color == _color)
            return;
        Debug.Assert(target->Kind is > ObjectKind.Free and <= ObjectKind.ReferenceCell, "A reference leads to an object.");
        target->Color = _color;
        if ((target->Flags & ObjectHeader.Large) == 0)
            Block.Of(target)->LiveCells++;
        if (target->Kind == ObjectKind.String)
            Mark((ObjectHeader*)((TlString*)target)->Buffer);
        else if (target->Kind > ObjectKind.String)
            Push(target, null);
    }

    private void Push(void* start, void** end)
    {
        if (_count == _capacity)
            _overflowed = true;
        else
            _stack[_count++] = new Work { Start = start, End = end };
    }

    private void Drain()
    {
        while (_count > 0)
        {
            Work work = _stack[--_count];
            if (work.End == null)
                Scan((ObjectHeader*)work.Start);
            else
                ScanReferences((void**)work.Start, work.End);
        }
    }

    private void Scan(ObjectHeader* target)
    {
        switch (target->Kind)
        {
            case ObjectKind.String:
                Mark((ObjectHeader*)((TlString*)target)->Buffer);
                break;
            case ObjectKind.ByteArray or ObjectKind.ValueArray:
                MarkElements((TlArray*)target);
                break;
            case ObjectKind.ReferenceArray:
                MarkElements((TlArray*)target);
                var elements = (void**)((TlArray*)target)->Data;
                ScanReferences(elements, elements + ((TlArray*)target)->Length);
                break;
            case ObjectKind.ReferenceBuffer:
                ScanBuffer((ArrayBuffer*)target);
                break;
            case ObjectKind.Function:
                Mark((ObjectHeader*)((TlFunction*)target)->Environment);
                break;
            case ObjectKind.Environment:
                foreach (int field in _heap.Types.OfHeader(*target).ReferenceFields)
                    Mark((ObjectHeader*)(*Heap.Field((TlEnvironment*)target, field)));
                break;
            case ObjectKind.ReferenceCell:
                Mark((ObjectHeader*)((TlCell*)target)->Value);
                break;
            case ObjectKind.Free or ObjectKind.StringBuffer or ObjectKind.ValueBuffer or ObjectKind.ValueCell:
                break;
        }
    }

    private void ScanReferences(void** element, void** end)
    {
        if (end - element > ElementsAtOnce)
        {
            // The rest first: the elements' own work then lies above it and is done before, so that the stack stays low.
            Push(element + ElementsAtOnce, end);
            end = element + ElementsAtOnce;
        }
        for (; element < end; element++)
            Mark((ObjectHeader*)(*element));
    }

    /// <summary>Marks the buffer of an array without scanning it: the array knows its length, the buffer only its capacity.</summary>
    private void MarkElements(TlArray* array)
    {
        if (array->Data == null)
            return;
        var buffer = (ObjectHeader*)(array->Data - ArrayBuffer.ElementsOffset);
        if (buffer->Color == _color)
            return;
        buffer->Color = _color;
        if ((buffer->Flags & ObjectHeader.Large) == 0)
            Block.Of(buffer)->LiveCells++;
    }

    /// <summary>
    /// A buffer that a root reaches directly, when compiled code holds the elements' address and no longer the array. Words behind the array's
    /// length are arbitrary, so all are treated so.
    /// </summary>
    private void ScanBuffer(ArrayBuffer* buffer)
    {
        var words = (ulong*)((byte*)buffer + ArrayBuffer.ElementsOffset);
        for (ulong* end = words + (buffer->Bytes / sizeof(ulong)); words < end; words++)
        {
            byte* target = (nuint)(*words - _lowest) < _span ? _index.ObjectAt((nuint)(*words)) : null;
            if (target != null)
                Mark((ObjectHeader*)target);
        }
    }
}
