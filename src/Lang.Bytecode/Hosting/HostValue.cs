using System.Runtime.CompilerServices;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;

namespace Lang.Hosting;

/// <summary>How a C# type goes into slots of scripts and comes out of them.</summary>
/// <remarks>
/// Chosen by comparing <c>typeof(T)</c>: for value types all branches but one fold away when the method is compiled, ahead of time too, and nothing is
/// asked of reflection. Spans as parameters of host functions are windows onto the script's own array; everything else is copied once.
/// </remarks>
internal static unsafe class HostValue<T>
    where T : allows ref struct
{
    /// <summary>Whether a slot holds the value itself.</summary>
    public static bool IsScalar
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(bool);
    }

    /// <summary>Whether a callee can change the caller's elements.</summary>
    public static bool IsWritable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(Span<long>) || typeof(T) == typeof(Span<double>) || typeof(T) == typeof(Span<bool>);
    }

    /// <summary>Its counterpart in scripts.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static HostType Type =>
        typeof(T) == typeof(long) ? HostType.Int
        : typeof(T) == typeof(double) ? HostType.Float
        : typeof(T) == typeof(bool) ? HostType.Bool
        : typeof(T) == typeof(string) ? HostType.String
        : typeof(T) == typeof(long[]) || typeof(T) == typeof(ReadOnlySpan<long>) || typeof(T) == typeof(Span<long>) ? HostType.IntArray
        : typeof(T) == typeof(double[]) || typeof(T) == typeof(ReadOnlySpan<double>) || typeof(T) == typeof(Span<double>) ? HostType.FloatArray
        : typeof(T) == typeof(bool[]) || typeof(T) == typeof(ReadOnlySpan<bool>) || typeof(T) == typeof(Span<bool>) ? HostType.BoolArray
        : typeof(T) == typeof(string[]) ? HostType.StringArray
        : throw new ArgumentException(
            $"{typeof(T)} does not go to scripts or come from them. Use long, double, bool, string, arrays of these, or spans of the first three.");

    /// <summary>The type of a result: as <see cref="Type"/>, but no span, whose memory would be the script's.</summary>
    public static HostType ResultType => !typeof(T).IsByRefLike ? Type
        : throw new ArgumentException($"A span can't be a result: return an array instead of {typeof(T)}.");

    /// <summary>A scalar as a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToSlot(T value)
    {
        if (typeof(T) == typeof(long))
            return Unsafe.As<T, long>(ref value);
        if (typeof(T) == typeof(double))
            return BitConverter.DoubleToInt64Bits(Unsafe.As<T, double>(ref value));
        return Unsafe.As<T, bool>(ref value) ? 1 : 0;
    }

    /// <summary>A slot as a scalar.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FromSlot(long slot)
    {
        if (typeof(T) != typeof(bool))
            return Unsafe.As<long, T>(ref slot);
        bool value = slot != 0;
        return Unsafe.As<bool, T>(ref value);
    }

    /// <summary>Makes a slot of a value, with a new object if it needs one: unreachable until the caller puts it where a root is.</summary>
    /// <returns>false when the heap has no room; the reason is in <see cref="Heap.Failure"/>.</returns>
    /// <exception cref="ArgumentNullException">It is null, or an element is.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWrite(Heap heap, T value, out long slot)
    {
        if (!IsScalar)
            return TryWriteObject(heap, value, out slot);
        slot = ToSlot(value);
        return true;
    }

    /// <summary>The value of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(long slot) => IsScalar ? FromSlot(slot) : ReadObject(slot);

    /// <summary>Copies a script's array back into the span it was made of: as many elements as both have.</summary>
    public static void CopyBack(long slot, T value)
    {
        if (typeof(T) == typeof(Span<long>))
            HostArrays.CopyBack((TlArray*)slot, Unsafe.As<T, Span<long>>(ref value));
        else if (typeof(T) == typeof(Span<double>))
            HostArrays.CopyBack((TlArray*)slot, Unsafe.As<T, Span<double>>(ref value));
        else if (typeof(T) == typeof(Span<bool>))
            HostArrays.CopyBack((TlArray*)slot, Unsafe.As<T, Span<bool>>(ref value));
    }

    private static bool TryWriteObject(Heap heap, T value, out long slot)
    {
        void* made;
        if (typeof(T) == typeof(string))
            made = HostArrays.NewString(heap, Unsafe.As<T, string>(ref value));
        else if (typeof(T) == typeof(long[]))
            made = HostArrays.New<long>(heap, Type, NotNull(Unsafe.As<T, long[]>(ref value)));
        else if (typeof(T) == typeof(double[]))
            made = HostArrays.New<double>(heap, Type, NotNull(Unsafe.As<T, double[]>(ref value)));
        else if (typeof(T) == typeof(bool[]))
            made = HostArrays.New<bool>(heap, Type, NotNull(Unsafe.As<T, bool[]>(ref value)));
        else if (typeof(T) == typeof(string[]))
            made = HostArrays.New(heap, NotNull(Unsafe.As<T, string[]>(ref value)));
        else if (typeof(T) == typeof(ReadOnlySpan<long>) || typeof(T) == typeof(Span<long>))
            made = HostArrays.New(heap, Type, Unsafe.As<T, ReadOnlySpan<long>>(ref value));
        else if (typeof(T) == typeof(ReadOnlySpan<double>) || typeof(T) == typeof(Span<double>))
            made = HostArrays.New(heap, Type, Unsafe.As<T, ReadOnlySpan<double>>(ref value));
        else
            made = HostArrays.New(heap, Type, Unsafe.As<T, ReadOnlySpan<bool>>(ref value));
        slot = (long)made;
        return made != null;
    }

    private static T ReadObject(long slot)
    {
        if (typeof(T) == typeof(string))
        {
            string text = Encoding.UTF8.GetString(((TlString*)slot)->Span);
            return Unsafe.As<string, T>(ref text);
        }
        var array = (TlArray*)slot;
        if (typeof(T) == typeof(string[]))
        {
            string[] texts = HostArrays.Strings(array);
            return Unsafe.As<string[], T>(ref texts);
        }
        if (typeof(T) == typeof(long[]))
        {
            long[] copy = HostArrays.View<long>(array).ToArray();
            return Unsafe.As<long[], T>(ref copy);
        }
        if (typeof(T) == typeof(double[]))
        {
            double[] copy = HostArrays.View<double>(array).ToArray();
            return Unsafe.As<double[], T>(ref copy);
        }
        if (typeof(T) == typeof(bool[]))
        {
            bool[] copy = HostArrays.View<bool>(array).ToArray();
            return Unsafe.As<bool[], T>(ref copy);
        }
        return ReadView(array);
    }

    // A span of either kind has the same layout: a reference and a length.
    private static T ReadView(TlArray* array)
    {
        if (Type == HostType.IntArray)
        {
            Span<long> view = HostArrays.View<long>(array);
            return Unsafe.As<Span<long>, T>(ref view);
        }
        if (Type == HostType.FloatArray)
        {
            Span<double> view = HostArrays.View<double>(array);
            return Unsafe.As<Span<double>, T>(ref view);
        }
        Span<bool> bools = HostArrays.View<bool>(array);
        return Unsafe.As<Span<bool>, T>(ref bools);
    }

    private static TArray NotNull<TArray>(TArray? array)
        where TArray : class =>
        array ?? throw new ArgumentNullException(null, "An array for a script is null.");
}
