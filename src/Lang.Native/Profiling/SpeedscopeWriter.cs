using System.Diagnostics;
using System.Text.Json;

namespace Lang.Native.Profiling;

/// <summary>Writes samples as a file of speedscope (https://www.speedscope.app/file-format-schema.json): one profile for each VM.</summary>
internal static class SpeedscopeWriter
{
    private const string Schema = "https://www.speedscope.app/file-format-schema.json";

    public static void Write(Stream output, IReadOnlyList<SampleRecorder> recorders)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("exporter", "lang");
        var frames = new Dictionary<ProfileFrame, int>();
        json.WriteStartArray("profiles");
        for (int i = 0; i < recorders.Count; i++)
            WriteProfile(json, recorders.Count == 1 ? "script" : $"script {i + 1}", recorders[i], frames);
        json.WriteEndArray();
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (ProfileFrame frame in frames.Keys)
            WriteFrame(json, frame);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, string name, SampleRecorder recorder, Dictionary<ProfileFrame, int> frames)
    {
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", name);
        json.WriteString("unit", "nanoseconds");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", recorder.Samples.Sum(sample => Nanoseconds(sample.Ticks)));
        json.WriteStartArray("samples");
        foreach ((int node, _) in recorder.Samples)
        {
            json.WriteStartArray();
            foreach (int frame in recorder.StackOf(node))
                json.WriteNumberValue(IndexOf(recorder.Frames[frame], frames));
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach ((_, long ticks) in recorder.Samples)
            json.WriteNumberValue(Nanoseconds(ticks));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int IndexOf(ProfileFrame frame, Dictionary<ProfileFrame, int> frames)
    {
        if (!frames.TryGetValue(frame, out int index))
            frames.Add(frame, index = frames.Count);
        return index;
    }

    private static void WriteFrame(Utf8JsonWriter json, ProfileFrame frame)
    {
        json.WriteStartObject();
        json.WriteString("name", frame.Function);
        if (frame.File is not null)
            json.WriteString("file", frame.File);
        if (frame.Line > 0)
            json.WriteNumber("line", frame.Line);
        json.WriteEndObject();
    }

    private static long Nanoseconds(long ticks) => (long)Stopwatch.GetElapsedTime(0, ticks).TotalNanoseconds;
}
