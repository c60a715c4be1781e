using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// Operations on arrays. Elements come and go as 64-bit slots, whatever their size in the array. Those that allocate may collect (operands stay
/// in their slots); failure is null or false, with the reason in <see cref="Heap.Failure"/>, and then nothing has changed.
/// </summary>
internal static unsafe class ArrayOperations
{
    private const int SmallestGrownCapacity = 4;

    /// <summary>Elements that are filled between two polls.</summary>
    private const int ElementsBetweenPolls = 1 << 17;

    /// <summary>An array of <paramref name="count"/> elements given as slots.</summary>
    public static TlArray* Create(Heap heap, RuntimeType type, long* slots, int count)
    {
        TlArray* array = CreateEmpty(heap, type, count);
        if (array == null)
            return null;
        Store(array, 0, slots, count);
        array->Length = count;
        return array;
    }

    /// <summary>An array of <paramref name="count"/> times the same element; a negative count fails.</summary>
    public static TlArray* Fill(Heap heap, RuntimeType type, long value, long count)
    {
        if (count < 0)
        {
            heap.Failure.Set(FailureKind.NegativeCount, count);
            return null;
        }
        TlArray* array = CreateEmpty(heap, type, count);
        if (array == null)
            return null;
        for (long done = 0; done < count;)
        {
            int next = (int)Math.Min(count - done, ElementsBetweenPolls);
            if (array->Header.Kind == ObjectKind.ByteArray)
                new Span<byte>(array->Data + done, next).Fill((byte)value);
            else
                new Span<long>((long*)array->Data + done, next).Fill(value);
            done += next;
            if (!heap.MayWorkOn((long)next * array->ElementSize))
                return null;
        }
        array->Length = count;
        return array;
    }

    /// <summary>A new array of the elements from <paramref name="start"/> up to, not including, <paramref name="end"/>; fails unless 0 &lt;= start &lt;= end &lt;= length.</summary>
    public static TlArray* Slice(Heap heap, TlArray* array, long start, long end)
    {
        if (start < 0 || start > end || end > array->Length)
        {
            heap.Failure.Set(FailureKind.ArraySlice, start, end, array->Length);
            return null;
        }
        TlArray* slice = CreateEmpty(heap, heap.Types.OfHeader(array->Header), end - start);
        if (slice == null)
            return null;
        long size = array->ElementSize;
        if (!StringOperations.TryCopy(heap, array->Data + (start * size), slice->Data, (end - start) * size))
            return null;
        slice->Length = end - start;
        return slice;
    }

    /// <summary>Reads an element; fails outside the array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryGet(Heap heap, TlArray* array, long index, out long value)
    {
        if ((ulong)index >= (ulong)array->Length)
        {
            value = 0;
            return heap.Failure.Set(FailureKind.ArrayIndex, index, array->Length);
        }
        value = Load(array, index);
        return true;
    }

    /// <summary>Stores an element; fails outside the array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySet(Heap heap, TlArray* array, long index, long value)
    {
        if ((ulong)index >= (ulong)array->Length)
            return heap.Failure.Set(FailureKind.ArrayIndex, index, array->Length);
        if (array->Header.Kind == ObjectKind.ByteArray)
            array->Data[index] = (byte)value;
        else
            ((long*)array->Data)[index] = value;
        return true;
    }

    /// <summary>The element at an index that is known to be good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Load(TlArray* array, long index) =>
        array->Header.Kind == ObjectKind.ByteArray ? array->Data[index] : ((long*)array->Data)[index];

    /// <summary>Appends an element; in constant time on average.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPush(Heap heap, TlArray* array, long value)
    {
        long length = array->Length;
        if (length == array->Capacity && !TryGrow(heap, array, length + 1))
            return false;
        if (array->Header.Kind == ObjectKind.ByteArray)
            array->Data[length] = (byte)value;
        else
            ((long*)array->Data)[length] = value;
        array->Length = length + 1;
        return true;
    }

    /// <summary>Removes the last element; fails when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPop(Heap heap, TlArray* array, out long value)
    {
        long last = array->Length - 1;
        if (last < 0)
        {
            value = 0;
            return heap.Failure.Set(FailureKind.EmptyPop);
        }
        value = Load(array, last);
        array->Length = last;
        return true;
    }

    /// <summary>Appends elements given as slots.</summary>
    public static bool TryAppend(Heap heap, TlArray* array, long* slots, int count)
    {
        if (count > array->Capacity - array->Length && !TryGrow(heap, array, array->Length + count))
            return false;
        Store(array, array->Length, slots, count);
        array->Length += count;
        return true;
    }

    /// <summary>An array without elements and with room for <paramref name="capacity"/>.</summary>
    public static TlArray* CreateEmpty(Heap heap, RuntimeType type, long capacity)
    {
        var array = (TlArray*)heap.AllocateSmall(type.HeaderWord, SizeClasses.Of(TlArray.Size));
        if (array == null)
            return null;
        array->Length = 0;
        array->Capacity = 0;
        array->Data = null;
        if (capacity == 0)
            return array;
        heap.PushRoot(array);
        ArrayBuffer* buffer = NewBuffer(heap, array, capacity);
        heap.PopRoot();
        if (buffer == null)
            return null;
        Install(array, buffer);
        return array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryGrow(Heap heap, TlArray* array, long needed)
    {
        // Twice as many; one and a half times from 16 Mi elements on. The array itself is an operand: its slot keeps it.
        long capacity = array->Capacity < 16 << 20 ? array->Capacity * 2 : array->Capacity + (array->Capacity / 2);
        heap.IsTrying = true;
        ArrayBuffer* buffer = NewBuffer(heap, array, Math.Max(needed, Math.Max(capacity, SmallestGrownCapacity)));
        heap.IsTrying = false;
        // Near the heap limit less has to do, but never so little that every push copies the array.
        for (int part = 4; buffer == null && part <= 16 && heap.Failure.Kind == FailureKind.OutOfMemory && capacity > needed; part *= 4)
        {
            heap.Failure.Clear();
            buffer = NewBuffer(heap, array, needed + (needed / part));
        }
        if (buffer == null)
            return false;
        if (array->Length > 0 && !StringOperations.TryCopy(heap, array->Data, (byte*)buffer + ArrayBuffer.ElementsOffset, array->Length * array->ElementSize))
            return false;
        Install(array, buffer);
        return true;
    }

    private static void Install(TlArray* array, ArrayBuffer* buffer)
    {
        array->Data = (byte*)buffer + ArrayBuffer.ElementsOffset;
        array->Capacity = buffer->Bytes / array->ElementSize;
    }

    /// <summary>A buffer for at least so many elements of that array: all that the cell holds.</summary>
    private static ArrayBuffer* NewBuffer(Heap heap, TlArray* array, long capacity)
    {
        if (capacity > TlArray.MaxLength)
        {
            heap.Failure.Set(FailureKind.OutOfMemory, heap.StatedLimit, capacity > long.MaxValue / 8 ? long.MaxValue : capacity * array->ElementSize);
            return null;
        }
        ObjectKind kind = array->Header.Kind == ObjectKind.ReferenceArray ? ObjectKind.ReferenceBuffer : ObjectKind.ValueBuffer;
        long bytes = SizeClasses.Rounded(ArrayBuffer.ElementsOffset + (capacity * array->ElementSize));
        var buffer = (ArrayBuffer*)heap.Allocate(ObjectHeader.Word(kind, 0), bytes);
        if (buffer != null)
            buffer->Bytes = bytes - ArrayBuffer.ElementsOffset;
        return buffer;
    }

    private static void Store(TlArray* array, long index, long* slots, int count)
    {
        if (array->Header.Kind != ObjectKind.ByteArray)
        {
            new ReadOnlySpan<long>(slots, count).CopyTo(new Span<long>((long*)array->Data + index, count));
            return;
        }
        for (int i = 0; i < count; i++)
            array->Data[index + i] = (byte)slots[i];
    }
}
