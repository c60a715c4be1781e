using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// Writes values as the language prints them. Small pieces are collected and go to the sink together; the sink's answer false stops
/// everything. Recursion goes as deep as the type of the value, which is finite.
/// </summary>
internal unsafe ref struct ValuePrinter
{
    private const int BufferBytes = 512;

    private readonly Heap _heap;
    private readonly IByteSink _sink;
    private Buffer _buffer;
    private int _used;
    private bool _stopped;

    private ValuePrinter(Heap heap, IByteSink sink)
    {
        _heap = heap;
        _sink = sink;
    }

    [InlineArray(BufferBytes)]
    private struct Buffer
    {
        private byte _first;
    }

    /// <summary>Writes a value.</summary>
    /// <param name="heap">The heap it lies in.</param>
    /// <param name="value">The slot.</param>
    /// <param name="type">Its type; a string is written as it is, without quotes.</param>
    /// <param name="sink">Where the bytes go. It may allocate on the heap as long as the value stays in its slot.</param>
    /// <returns>false when the sink or the heap's poll stopped it; the reason is in <see cref="Heap.Failure"/>.</returns>
    public static bool Write(Heap heap, long value, TypeId type, IByteSink sink)
    {
        RuntimeType runtimeType = heap.Types[type];
        if (runtimeType.Kind == TypeKind.String)
            return sink.Write(((TlString*)value)->Span);
        var printer = new ValuePrinter(heap, sink);
        printer.WriteValue(value, runtimeType);
        return printer.Flush();
    }

    /// <summary>Writes an int in decimal.</summary>
    public static bool WriteInt(long value, IByteSink sink)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxIntLength];
        return sink.Write(text[..NumberFormatter.FormatInt(value, text)]);
    }

    /// <summary>Writes a float: the shortest decimal that reads back as the same.</summary>
    public static bool WriteFloat(double value, IByteSink sink)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxFloatLength];
        return sink.Write(text[..NumberFormatter.FormatFloat(value, text)]);
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public static bool WriteBool(bool value, IByteSink sink) => sink.Write(value ? "true"u8 : "false"u8);

    /// <summary>The string that <see cref="Write"/> writes, as a new string object; null on failure.</summary>
    public static TlString* ToText(Heap heap, long value, TypeId type)
    {
        using var sink = new StringSink(heap);
        return Write(heap, value, type, sink) ? sink.Text : null;
    }

    private void WriteValue(long value, RuntimeType type)
    {
        switch (type.Kind)
        {
            case TypeKind.I64:
                Span<byte> digits = Room(NumberFormatter.MaxIntLength);
                _used += NumberFormatter.FormatInt(value, digits);
                break;
            case TypeKind.Bool:
                Append(value != 0 ? "true"u8 : "false"u8);
                break;
            case TypeKind.F64:
                Span<byte> text = Room(NumberFormatter.MaxFloatLength);
                _used += NumberFormatter.FormatFloat(BitConverter.Int64BitsToDouble(value), text);
                break;
            case TypeKind.String:
                WriteQuoted((TlString*)value);
                break;
            case TypeKind.Array:
                WriteArray((TlArray*)value, _heap.Types[type.Item]);
                break;
            case TypeKind.Function:
                Append(value == 0 ? "fn"u8 : _heap.Types.PrintedName(((TlFunction*)value)->Index));
                break;
            case TypeKind.Environment:
                Append(type.PrintedName);
                break;
            case TypeKind.Cell:
                WriteValue(((TlCell*)value)->Value, _heap.Types[type.Item]);
                break;
        }
    }

    private void WriteArray(TlArray* array, RuntimeType element)
    {
        Append("["u8);
        // The length is read each time: a host's sink could change the array.
        for (long i = 0; i < array->Length && !_stopped; i++)
        {
            if (i > 0)
                Append(", "u8);
            WriteValue(ArrayOperations.Load(array, i), element);
        }
        Append("]"u8);
    }

    private void WriteQuoted(TlString* text)
    {
        Append("\""u8);
        ReadOnlySpan<byte> rest = text->Span;
        while (!rest.IsEmpty && !_stopped)
        {
            Span<byte> room = Room(BufferBytes / 2);
            _used += TextQuoting.Escape(rest, room, out int consumed);
            rest = rest[consumed..];
        }
        Append("\""u8);
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > BufferBytes)
        {
            bytes[..BufferBytes].CopyTo(Room(BufferBytes));
            _used += BufferBytes;
            bytes = bytes[BufferBytes..];
        }
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>The free part of the buffer, at least so many bytes. May write out what is used: ask for room before using <c>_used</c>.</summary>
    [UnscopedRef]
    private Span<byte> Room(int bytes)
    {
        if (BufferBytes - _used < bytes)
            Flush();
        return ((Span<byte>)_buffer)[_used..];
    }

    private bool Flush()
    {
        _stopped = _stopped || !_sink.Write(((ReadOnlySpan<byte>)_buffer)[.._used]) || !_heap.ShouldContinue(_used);
        _used = 0;
        return !_stopped;
    }
}
