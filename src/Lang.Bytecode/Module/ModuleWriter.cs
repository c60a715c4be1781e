using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Lang.Bytecode;

/// <summary>Writes modules as binary containers (<c>.tlb</c>). Equal modules give equal bytes.</summary>
public sealed class ModuleWriter
{
    private readonly ArrayBufferWriter<byte> _out = new();

    private ModuleWriter()
    {
    }

    /// <summary>The container of <paramref name="module"/>, verified or not.</summary>
    public static byte[] Write(BytecodeModule module)
    {
        var container = new ModuleWriter();
        container._out.Write(ModuleFormat.Magic);
        container.Number(ModuleFormat.Version);
        container.Add(Section.Header, part => part.WriteHeader(module));
        container.Add(Section.Types, part => part.WriteTypes(module.Types));
        container.Add(Section.Strings, part => part.WriteList(module.Strings, text => part.Bytes(text.Span)));
        container.Add(Section.Globals, part => part.WriteList(module.Globals, part.WriteGlobal));
        container.Add(Section.HostImports, part => part.WriteList(module.HostImports, part.WriteImport));
        container.Add(Section.Functions, part => part.WriteList(module.Functions, part.WriteFunction));
        container.Add(Section.Exports, part => part.WriteExports(module));
        if (module.Source is { } source)
            container.Add(Section.Source, part => part.WriteSource(source));
        BinaryPrimitives.WriteUInt32LittleEndian(container._out.GetSpan(4), Crc32.Of(container._out.WrittenSpan));
        container._out.Advance(4);
        return container._out.WrittenSpan.ToArray();
    }

    private void Add(Section section, Action<ModuleWriter> write)
    {
        var part = new ModuleWriter();
        write(part);
        Byte((byte)section);
        Bytes(part._out.WrittenSpan);
    }

    private void WriteHeader(BytecodeModule module)
    {
        Text(module.Name);
        Number((uint)module.Entry);
    }

    private void WriteTypes(TypeTable types)
    {
        const int BasicTypes = 4;
        Number((uint)(types.Count - BasicTypes));
        for (int i = BasicTypes; i < types.Count; i++)
        {
            BytecodeType type = types[new TypeId(i)];
            Byte((byte)type.Kind);
            OptionalType(type.Item);
            WriteList(type.Items, Type);
            Text(type.Name);
        }
    }

    private void WriteGlobal(GlobalInfo global)
    {
        Text(global.Name);
        Type(global.Type);
        Byte(global.IsInput ? (byte)1 : (byte)0);
    }

    private void WriteImport(HostImport import)
    {
        Text(import.Name);
        WriteList(import.Parameters, Type);
        OptionalType(import.Result);
    }

    private void WriteFunction(FunctionInfo function)
    {
        Text(function.Name);
        OptionalType(function.Environment);
        WriteList(function.Parameters, Type);
        OptionalType(function.Result);
        WriteList(function.Variables, Type);
        WriteList(WithoutNamelessEnd(function.VariableNames), Text);
        WriteList(function.Constants, Constant);
        Bytes(function.Code.AsSpan());
        Number((uint)function.SourceMap.Entries.Length);
        SourceMapEntry last = default;
        foreach (SourceMapEntry entry in function.SourceMap.Entries)
        {
            Number((uint)(entry.Offset - last.Offset));
            int line = entry.Position.Line - last.Position.Line;
            Number((uint)((line << 1) ^ (line >> 31)));
            Number((uint)entry.Position.Column);
            Number((uint)entry.Position.Length);
            last = entry;
        }
    }

    private void WriteExports(BytecodeModule module)
    {
        WriteList(module.FunctionExports, export =>
        {
            Text(export.Name);
            Number((uint)export.Function);
        });
        WriteList(module.GlobalExports, export =>
        {
            Text(export.Name);
            Number((uint)export.Global);
        });
    }

    private void WriteSource(ModuleSource source)
    {
        Text(source.Path);
        Byte(source.Text is null ? (byte)0 : (byte)1);
        if (source.Text is not null)
            Text(source.Text);
    }

    // Names beyond the last real one say nothing; leaving them out gives each module one form.
    private static ImmutableArray<string> WithoutNamelessEnd(ImmutableArray<string> names)
    {
        int length = names.Length;
        while (length > 0 && names[length - 1].Length == 0)
            length--;
        return names[..length];
    }

    private void WriteList<T>(ImmutableArray<T> items, Action<T> write)
    {
        Number((uint)items.Length);
        foreach (T item in items)
            write(item);
    }

    private void Type(TypeId type) => Number((uint)type.Index);

    private void OptionalType(TypeId type) => Number((uint)(type.Index + 1));

    private void Constant(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_out.GetSpan(8), value);
        _out.Advance(8);
    }

    private void Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number((uint)bytes.Length);
        _out.Write(bytes);
    }

    private void Byte(byte value)
    {
        _out.GetSpan(1)[0] = value;
        _out.Advance(1);
    }

    private void Number(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }
}
