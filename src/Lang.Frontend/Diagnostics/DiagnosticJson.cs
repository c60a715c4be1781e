using System.Text.Json;
using Lang.Bytecode;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Diagnostics;

/// <summary>Writes diagnostics as JSON, for editors and scripts.</summary>
public static class DiagnosticJson
{
    /// <summary>
    /// Writes one object: file, line and column (from 1, in code points), length, severity, code, message, notes
    /// (each with a message, and with line and column where it has a place) and, where there is one, a hint.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, SourceText source, Diagnostic diagnostic)
    {
        SourcePosition position = source.PositionOf(diagnostic.Span);
        writer.WriteStartObject();
        writer.WriteString("file"u8, source.Path);
        writer.WriteNumber("line"u8, position.Line);
        writer.WriteNumber("column"u8, position.Column);
        writer.WriteNumber("length"u8, position.Length);
        writer.WriteString("severity"u8, diagnostic.Severity == DiagnosticSeverity.Error ? "error"u8 : "warning"u8);
        writer.WriteString("code"u8, diagnostic.Code);
        writer.WriteString("message"u8, diagnostic.Message);
        writer.WriteStartArray("notes"u8);
        foreach (DiagnosticNote note in diagnostic.Notes)
            Write(writer, source, note);
        writer.WriteEndArray();
        if (diagnostic.Hint is { } hint)
            writer.WriteString("hint"u8, hint);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SourceText source, DiagnosticNote note)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, note.Message);
        if (note.Span is { } span)
        {
            SourcePosition position = source.PositionOf(span);
            writer.WriteNumber("line"u8, position.Line);
            writer.WriteNumber("column"u8, position.Column);
        }
        writer.WriteEndObject();
    }
}
