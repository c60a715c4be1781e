using System.Text.Json;

namespace Lang.Tests.Native;

/// <summary>A speedscope file that was read and found to be as its format (https://www.speedscope.app/file-format-schema.json) demands.</summary>
internal sealed class SpeedscopeFile
{
    private static readonly string[] s_units = ["none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"];

    /// <summary>For each profile its samples: frames as <c>function:line</c>, outermost first.</summary>
    public List<List<string[]>> Profiles { get; } = [];

    /// <summary>The files that frames name.</summary>
    public HashSet<string?> Files { get; } = [];

    public static SpeedscopeFile Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        root.GetProperty("$schema").GetString().Should().Be("https://www.speedscope.app/file-format-schema.json");
        var file = new SpeedscopeFile();
        string[] frames = [.. root.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(file.Frame)];
        frames.Should().OnlyHaveUniqueItems();
        foreach (JsonElement profile in root.GetProperty("profiles").EnumerateArray())
            file.Profiles.Add(Samples(profile, frames));
        file.Profiles.Should().NotBeEmpty();
        return file;
    }

    private string Frame(JsonElement frame)
    {
        Files.Add(frame.TryGetProperty("file", out JsonElement path) ? path.GetString() : null);
        string name = frame.GetProperty("name").GetString()!;
        return frame.TryGetProperty("line", out JsonElement line) ? $"{name}:{line.GetInt32()}" : name;
    }

    private static List<string[]> Samples(JsonElement profile, string[] frames)
    {
        profile.GetProperty("type").GetString().Should().Be("sampled");
        profile.GetProperty("name").GetString().Should().NotBeNull();
        s_units.Should().Contain(profile.GetProperty("unit").GetString());
        long[] weights = [.. profile.GetProperty("weights").EnumerateArray().Select(weight => weight.GetInt64())];
        weights.All(weight => weight >= 0).Should().BeTrue();
        (profile.GetProperty("endValue").GetInt64() - profile.GetProperty("startValue").GetInt64()).Should().Be(weights.Sum());
        List<string[]> samples = [.. profile.GetProperty("samples").EnumerateArray()
            .Select(sample => sample.EnumerateArray().Select(index => frames[index.GetInt32()]).ToArray())];
        samples.Should().HaveSameCount(weights);
        samples.All(stack => stack.Length > 0).Should().BeTrue();
        return samples;
    }
}
