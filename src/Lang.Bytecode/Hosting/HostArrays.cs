using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;

namespace Lang.Hosting;

/// <summary>Strings and arrays of scripts from C#'s, and back.</summary>
internal static unsafe class HostArrays
{
    /// <summary>Bytes of UTF-8 for which no array is borrowed.</summary>
    private const int SmallText = 256;

    /// <summary>A string of the script, or null where there is no room. Half of a surrogate pair becomes U+FFFD.</summary>
    public static TlString* NewString(Heap heap, string? text) =>
        text is not null ? StringOperations.Create(heap, text.AsSpan()) : throw new ArgumentNullException(null, "A string for a script is null.");

    /// <summary>An array of the script with a copy of numbers, or null where there is no room.</summary>
    public static TlArray* New<T>(Heap heap, HostType type, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        TlArray* array = ArrayOperations.CreateEmpty(heap, TypeOf(heap, type), elements.Length);
        if (array == null || elements.IsEmpty)
            return array;
        elements.CopyTo(new Span<T>(array->Data, elements.Length));
        array->Length = elements.Length;
        return array;
    }

    /// <summary>An array of strings, or null where there is no room.</summary>
    public static TlArray* New(Heap heap, ReadOnlySpan<string> texts)
    {
        TlArray* array = ArrayOperations.CreateEmpty(heap, TypeOf(heap, HostType.StringArray), texts.Length);
        if (array == null)
            return null;
        heap.PushRoot(array);
        try
        {
            foreach (string text in texts)
            {
                TlString* made = NewString(heap, text);
                if (made == null || !ArrayOperations.TryPush(heap, array, (long)made))
                    return null;
            }
            return array;
        }
        finally
        {
            heap.PopRoot();
        }
    }

    /// <summary>The elements, where the script has them.</summary>
    /// <exception cref="OverflowException">There are more than a span can hold.</exception>
    public static Span<T> View<T>(TlArray* array)
        where T : unmanaged =>
        new(array->Data, checked((int)array->Length));

    public static string[] Strings(TlArray* array)
    {
        string[] texts = new string[checked((int)array->Length)];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = Encoding.UTF8.GetString(((TlString**)array->Data)[i]->Span);
        return texts;
    }

    public static void CopyBack<T>(TlArray* array, Span<T> target)
        where T : unmanaged
    {
        int count = (int)Math.Min(array->Length, target.Length);
        new ReadOnlySpan<T>(array->Data, count).CopyTo(target);
    }

    // Whoever asks has found the type in a signature of the module.
    private static RuntimeType TypeOf(Heap heap, HostType type) => heap.Types.ArrayOf(type.Element().Find(heap.Types.Table))!;
}
