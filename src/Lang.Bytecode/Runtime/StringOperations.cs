using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// Operations on strings. Those that make strings may collect (operands stay in their slots) and give null on failure, with the
/// reason in <see cref="Heap.Failure"/>.
/// </summary>
internal static unsafe class StringOperations
{
    /// <summary>Bytes that are copied between two polls.</summary>
    private const int BytesBetweenPolls = 1 << 20;

    /// <summary>A slice shorter than this is copied: that costs less than keeping another buffer alive.</summary>
    public const int SmallestSharedSlice = 64;

    /// <summary>Smallest room for appending that a new buffer gets when a string grows.</summary>
    private const int SmallestGrownCapacity = 48;

    /// <summary>Where memory is short a string still gets this fraction more room: else appending piece by piece would copy it each time.</summary>
    private const int SmallestGrowth = 16;

    /// <summary>A string of these bytes.</summary>
    public static TlString* Create(Heap heap, ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? heap.EmptyString : Build(heap, bytes, [], bytes.Length);

    /// <summary>A string of this text, encoded where it stays. Half of a surrogate pair becomes U+FFFD.</summary>
    public static TlString* Create(Heap heap, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return heap.EmptyString;
        // In halves, since the sum may be larger than an int. A pair that they cut counts for more than it takes.
        ReadOnlySpan<char> first = text[..(text.Length / 2)], second = text[first.Length..];
        long most = (long)Encoding.UTF8.GetByteCount(first) + Encoding.UTF8.GetByteCount(second);
        if (most > TlString.MaxLength)
            return OutOfMemory(heap, most);
        TlString* made = CreateBuffer(heap, (int)most);
        if (made == null)
            return null;
        _ = Utf8.FromUtf16(text, new Span<byte>(made->Bytes, (int)most), out _, out int length);
        made->Length = made->Buffer->Used = length;
        return made;
    }

    /// <summary>a followed by b. Copies only b when a ends where the used part of its buffer ends and b fits behind it.</summary>
    public static TlString* Concat(Heap heap, TlString* a, TlString* b)
    {
        if (a->Length == 0)
            return b;
        return b->Length == 0 ? a : Append(heap, a, b->Span);
    }

    /// <summary>
    /// a followed by <paramref name="bytes"/>. Writes in place exactly when a ends where the used part of its buffer ends and there
    /// is room; the used part grows over the new bytes, so no other string can do the same, and aliases of a stay what they are. Otherwise
    /// the new buffer has room for more, and appending in a loop is linear.
    /// </summary>
    public static TlString* Append(Heap heap, TlString* a, ReadOnlySpan<byte> bytes)
    {
        StringBuffer* buffer = a->Buffer;
        int end = a->Offset + a->Length;
        if (end == buffer->Used && bytes.Length <= buffer->Capacity - end)
            return AppendInPlace(heap, a, bytes);
        long total = (long)a->Length + bytes.Length;
        if (total > TlString.MaxLength)
            return OutOfMemory(heap, total);
        heap.IsTrying = true;
        TlString* grown = Build(heap, a->Span, bytes, GrownCapacity(total));
        heap.IsTrying = false;
        if (grown != null || heap.Failure.Kind != FailureKind.OutOfMemory)
            return grown;
        heap.Failure.Clear();
        return Build(heap, a->Span, bytes, (int)Math.Min(total + (total / SmallestGrowth), TlString.MaxLength));
    }

    public static TlString* FromInt(Heap heap, long value)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxIntLength];
        return Create(heap, text[..NumberFormatter.FormatInt(value, text)]);
    }

    public static TlString* FromFloat(Heap heap, double value)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxFloatLength];
        return Create(heap, text[..NumberFormatter.FormatFloat(value, text)]);
    }

    public static TlString* FromBool(Heap heap, bool value) => Create(heap, value ? "true"u8 : "false"u8);

    /// <summary>The UTF-8 string of one code point; fails when it is no Unicode scalar value.</summary>
    public static TlString* FromCodePoint(Heap heap, long codePoint)
    {
        if (codePoint is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
        {
            heap.Failure.Set(FailureKind.InvalidCodePoint, codePoint);
            return null;
        }
        Span<byte> text = stackalloc byte[4];
        return Create(heap, text[..new Rune((int)codePoint).EncodeToUtf8(text)]);
    }

    /// <summary>
    /// The bytes from <paramref name="start"/> up to, not including, <paramref name="end"/>; fails unless 0 &lt;= start &lt;= end &lt;= length. A
    /// long slice shares the buffer, unless it would keep one alive that is more than twice its size; so repeatedly cutting a string's head
    /// off is linear too.
    /// </summary>
    public static TlString* Slice(Heap heap, TlString* text, long start, long end)
    {
        if (start < 0 || start > end || end > text->Length)
        {
            heap.Failure.Set(FailureKind.StringSlice, start, end, text->Length);
            return null;
        }
        int length = (int)(end - start);
        if (length == 0)
            return heap.EmptyString;
        if (length == text->Length)
            return text;
        if (length < SmallestSharedSlice || length < text->Buffer->Capacity / 2)
            return Build(heap, text->Span.Slice((int)start, length), [], length);
        TlString* slice = NewString(heap);
        if (slice == null)
            return null;
        slice->Buffer = text->Buffer;
        slice->Offset = text->Offset + (int)start;
        slice->Length = length;
        return slice;
    }

    /// <summary>Reads the byte at <paramref name="index"/>; fails outside the string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryGet(Heap heap, TlString* text, long index, out long value)
    {
        if ((ulong)index >= (ulong)text->Length)
        {
            value = 0;
            return heap.Failure.Set(FailureKind.StringIndex, index, text->Length);
        }
        value = text->Bytes[index];
        return true;
    }

    /// <summary>Whether both have the same bytes. Asks nobody: a comparison of 2 GiB takes a fraction of a second, and who makes many counts their work.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(TlString* a, TlString* b) =>
        a == b || (a->Length == b->Length && a->Span.SequenceEqual(b->Span));

    /// <summary>Negative, 0 or positive: the order of the bytes as unsigned numbers, a prefix before what it begins. Asks nobody, as <see cref="AreEqual"/>.</summary>
    public static int Compare(TlString* a, TlString* b) => a->Span.SequenceCompareTo(b->Span);

    /// <summary>Bytes that comparing both may look at.</summary>
    public static long WorkOfComparing(TlString* a, TlString* b) => Math.Min(a->Length, b->Length);

    /// <summary>Copies bytes, asking the heap's poll from time to time; false when it says stop.</summary>
    internal static bool TryCopy(Heap heap, byte* source, byte* target, long count)
    {
        while (count > BytesBetweenPolls)
        {
            NativeMemory.Copy(source, target, BytesBetweenPolls);
            source += BytesBetweenPolls;
            target += BytesBetweenPolls;
            count -= BytesBetweenPolls;
            if (!heap.ShouldContinue(BytesBetweenPolls))
                return false;
        }
        NativeMemory.Copy(source, target, (nuint)count);
        return heap.MayWorkOn(count);
    }

    /// <summary>Makes a string whose buffer has no content yet: the first step for code that fills it piece by piece.</summary>
    internal static TlString* CreateBuffer(Heap heap, int capacity)
    {
        TlString* text = NewString(heap);
        if (text == null)
            return null;
        text->Buffer = null;
        (text->Offset, text->Length) = (0, 0);
        heap.PushRoot(text);
        text->Buffer = NewBuffer(heap, capacity);
        heap.PopRoot();
        return text->Buffer == null ? null : text;
    }

    private static TlString* AppendInPlace(Heap heap, TlString* a, ReadOnlySpan<byte> bytes)
    {
        TlString* longer = NewString(heap);
        if (longer == null)
            return null;
        StringBuffer* buffer = a->Buffer;
        longer->Buffer = buffer;
        longer->Offset = a->Offset;
        longer->Length = a->Length;
        fixed (byte* source = bytes)
        {
            if (!TryCopy(heap, source, longer->Bytes + longer->Length, bytes.Length))
                return null;
        }
        longer->Length += bytes.Length;
        buffer->Used += bytes.Length;
        return longer;
    }

    /// <summary>A string of both parts in a new buffer.</summary>
    private static TlString* Build(Heap heap, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int capacity)
    {
        TlString* text = CreateBuffer(heap, capacity);
        if (text == null)
            return null;
        int length = first.Length + second.Length;
        byte* target = text->Bytes;
        fixed (byte* a = first, b = second)
        {
            if (!TryCopy(heap, a, target, first.Length) || !TryCopy(heap, b, target + first.Length, second.Length))
                return null;
        }
        text->Buffer->Used = length;
        text->Length = length;
        return text;
    }

    private static TlString* NewString(Heap heap) =>
        (TlString*)heap.AllocateSmall(ObjectHeader.Word(ObjectKind.String, TypeId.String.Index), SizeClasses.Of(TlString.Size));

    /// <summary>A buffer with at least that capacity: all that the cell holds.</summary>
    private static StringBuffer* NewBuffer(Heap heap, int capacity)
    {
        long bytes = SizeClasses.Rounded((long)StringBuffer.BytesOffset + capacity);
        var buffer = (StringBuffer*)heap.Allocate(ObjectHeader.Word(ObjectKind.StringBuffer, 0), bytes);
        if (buffer == null)
            return null;
        buffer->Used = 0;
        buffer->Capacity = (int)Math.Min(bytes - StringBuffer.BytesOffset, int.MaxValue);
        return buffer;
    }

    /// <summary>Capacity for a string that has just grown to <paramref name="length"/>: twice, and one and a half times from 16 MiB on.</summary>
    private static int GrownCapacity(long length)
    {
        long capacity = length < 16 << 20 ? length * 2 : length + (length / 2);
        return (int)Math.Clamp(capacity, SmallestGrownCapacity, TlString.MaxLength);
    }

    private static TlString* OutOfMemory(Heap heap, long bytes)
    {
        heap.Failure.Set(FailureKind.OutOfMemory, heap.StatedLimit, bytes);
        return null;
    }
}
