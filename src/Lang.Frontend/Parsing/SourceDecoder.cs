using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>From the bytes of a file to source text.</summary>
public static class SourceDecoder
{
    /// <summary>The largest source in bytes; beyond it spans and tables would outgrow 32 bits and memory.</summary>
    public const int MaxBytes = 256 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Decodes a UTF-8 file; a leading byte-order mark is skipped. What is not UTF-8 text gets one error, at its first
    /// bad byte, and the text before that byte.
    /// </summary>
    /// <param name="path">The path as messages are to show it.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="diagnostics">Receives the error.</param>
    public static SourceText Decode(string path, ReadOnlySpan<byte> bytes, DiagnosticBag diagnostics)
    {
        if (bytes.StartsWith(ByteOrderMark))
            bytes = bytes[ByteOrderMark.Length..];
        if (bytes.Length > MaxBytes)
        {
            diagnostics.Report(DiagnosticCodes.SourceTooLarge, default, Number(bytes.Length), Number(MaxBytes));
            return new SourceText(path, "");
        }

        int good = Utf8ValidLength(bytes);
        int nul = bytes[..good].IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(bytes[..(nul >= 0 ? nul : good)]);
        var end = new SourceSpan(text.Length, text.Length);
        if (nul >= 0)
            diagnostics.Report(DiagnosticCodes.BinaryFile, end);
        else if (good < bytes.Length)
            diagnostics.Report(DiagnosticCodes.NotUtf8, end, bytes[good].ToString("X2", CultureInfo.InvariantCulture));
        return new SourceText(path, text);
    }

    /// <summary>How many bytes from the start are well-formed UTF-8.</summary>
    private static int Utf8ValidLength(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return bytes.Length;
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
            at += consumed;
        return at;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
