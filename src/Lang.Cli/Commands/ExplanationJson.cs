using System.Text.Json;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary>An execution report as JSON, for editors and scripts.</summary>
internal static class ExplanationJson
{
    /// <summary>
    /// One object: file, limitation (where there is one) and functions. Each has name, line, tier, interpretedCalls, compilations, discards, where there is one
    /// a refusal, and lines; each of those line, tier and remarks, which have kind, column, message, count (where one is counted) and inLoop.
    /// </summary>
    public static byte[] Write(ExecutionReport report, string path)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("file"u8, path);
            if (report.Limitation is { } limitation)
                writer.WriteString("limitation"u8, limitation);
            writer.WriteStartArray("functions"u8);
            foreach (FunctionReport function in report.Functions)
                Write(writer, function);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
        return output.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, FunctionReport function)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, function.Name);
        writer.WriteNumber("line"u8, function.Line);
        writer.WriteString("tier"u8, ExplanationText.NameOf(function.Tier));
        writer.WriteNumber("interpretedCalls"u8, function.InterpretedCalls);
        writer.WriteNumber("compilations"u8, function.Compilations);
        writer.WriteNumber("discards"u8, function.Discards);
        if (function.Refusal is { } refusal)
            writer.WriteString("refusal"u8, refusal);
        writer.WriteStartArray("lines"u8);
        foreach (LineReport line in function.Lines)
            Write(writer, line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, LineReport line)
    {
        writer.WriteStartObject();
        writer.WriteNumber("line"u8, line.Line);
        writer.WriteString("tier"u8, ExplanationText.NameOf(line.Tier));
        writer.WriteStartArray("remarks"u8);
        foreach (Remark remark in line.Remarks)
        {
            writer.WriteStartObject();
            writer.WriteString("kind"u8, JsonNamingPolicy.CamelCase.ConvertName(remark.Kind.ToString()));
            writer.WriteNumber("column"u8, remark.Position.Column);
            writer.WriteString("message"u8, remark.Message);
            if (remark.Count > 0)
                writer.WriteNumber("count"u8, remark.Count);
            writer.WriteBoolean("inLoop"u8, remark.IsInLoop);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
