using System.Text;
using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

/// <summary>Keeps what is written, up to a limit.</summary>
internal sealed class BytesSink(int limit = int.MaxValue) : IByteSink
{
    private readonly List<byte> _bytes = [];

    public string Text => Encoding.UTF8.GetString(_bytes.ToArray());

    public byte[] Bytes => [.. _bytes];

    public int Writes { get; private set; }

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        Writes++;
        _bytes.AddRange(bytes);
        return _bytes.Count <= limit;
    }
}
