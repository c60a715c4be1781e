using System.Buffers.Binary;
using System.Text;
using Lang.Native.Diagnostics;
using Lang.Native.Target;

namespace Lang.Tests.Native;

/// <summary>Who is told of generated code, without the programs that read it: tests/Lang.Toolchain.Tests/Debugging has those.</summary>
public sealed unsafe class CodeListenerTests
{
    private static readonly FrameShape s_frame = FrameShape.FramePointer([Gpr.Rbx], [15]);

    [Fact]
    public void Nobody_is_told_unless_asked_for()
    {
        CodeListeners.TryCreate(perfMap: false, gdb: false, out IReadOnlyList<string> refusals).Should().BeNull();
        refusals.Should().BeEmpty();
    }

    [Fact]
    public void What_a_platform_lacks_is_said_in_words()
    {
        using ICodeListener? listener = CodeListeners.TryCreate(perfMap: true, gdb: true, out IReadOnlyList<string> refusals);
        if (OperatingSystem.IsLinux())
        {
            listener.Should().NotBeNull();
            refusals.Should().BeEmpty();
            return;
        }
        listener.Should().BeNull();
        refusals.Should().Equal("no map for perf: perf exists on Linux only",
            "no debug information for gdb: it exists on Linux with x86-64 processors only");
    }

    [Fact]
    public void Perf_map_has_one_line_for_each_region()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string path = PerfMap.PathOf(Environment.ProcessId);
        foreach (int length in (int[])[0x1E, 0x1F])
        {
            using PerfMap map = PerfMap.TryOpen(out _)!;
            map.Added(new CodeRegion(unchecked((nint)0x7F0012345678), length, "two\nlines@template", s_frame));
        }
        string[] lines = File.ReadAllLines(path);
        File.Delete(path);
        lines[^2..].Should().Equal("7f0012345678 1e two?lines@template", "7f0012345678 1f two?lines@template");
    }

    [Fact]
    public void Debugger_sees_what_was_added_and_not_what_was_removed_by_whichever_thread()
    {
        if (!OperatingSystem.IsLinux())
            return;
        const int Threads = 4, Regions = 200;
        GdbJit[] listeners = [.. Enumerable.Range(0, Threads).Select(_ => GdbJit.TryCreate(out string? _)!)];
        Parallel.For(0, Threads, thread =>
        {
            for (int n = 0; n < Regions; n++)
                listeners[thread].Added(Region(thread, n));
            for (int n = 0; n < Regions; n += 2)
                listeners[thread].Removed(Region(thread, n));
        });
        string[] expected = [.. from thread in Enumerable.Range(0, Threads) from n in Enumerable.Range(0, Regions / 2) select Region(thread, 2 * n + 1).Name];
        Registered().Should().BeEquivalentTo(expected);
        foreach (GdbJit listener in listeners)
            listener.Dispose();
        Registered().Should().BeEmpty();

        static CodeRegion Region(int thread, int n) => new(0x10000 + thread * 0x1000_0000 + n * 0x100, 0x80, $"f{thread}x{n}@test", s_frame, new("f.tl", [new(0, 1)]));
    }

    [Fact]
    public void Long_numbers_take_more_bytes()
    {
        var writer = new ByteWriter();
        foreach (uint value in (uint[])[0, 127, 128, 300_000])
            writer.Uleb(value);
        foreach (int value in (int[])[0, 63, 64, -64, -65, -1, 300_000])
            writer.Sleb(value);
        Convert.ToHexString(writer.Written).Should().Be("00" + "7F" + "8001" + "E0A712" + "00" + "3F" + "C000" + "40" + "BF7F" + "7F" + "E0A712");
    }

    // Walks the list as a debugger does, and reads the name of the only symbol of each image.
    private static List<string> Registered()
    {
        var names = new List<string>();
        var descriptor = (nint*)GdbJit.DescriptorAddress;
        ((int*)descriptor)[0].Should().Be(1, "it is the version");
        nint previous = 0;
        for (var entry = (nint*)descriptor[2]; entry is not null; entry = (nint*)entry[0])
        {
            entry[1].Should().Be(previous);
            previous = (nint)entry;
            string name = SymbolName(new ReadOnlySpan<byte>((void*)entry[2], (int)entry[3]));
            if (name.EndsWith("@test"))
                names.Add(name);
        }
        return names;
    }

    private static string SymbolName(ReadOnlySpan<byte> image)
    {
        const int Strings = 2, SectionHeader = 64;
        int headers = (int)BinaryPrimitives.ReadInt64LittleEndian(image[40..]);
        int strings = (int)BinaryPrimitives.ReadInt64LittleEndian(image[(headers + Strings * SectionHeader + 24)..]);
        ReadOnlySpan<byte> text = image[(strings + 1)..];
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }
}
