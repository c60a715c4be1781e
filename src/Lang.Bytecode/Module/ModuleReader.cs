using System.Collections.Immutable;

namespace Lang.Bytecode;

/// <summary>What <see cref="ModuleReader.Read"/> found: a module (not yet verified), or why there is none.</summary>
/// <param name="Module">The module, or null.</param>
/// <param name="Error">What is wrong, without a full stop; null when there is a module.</param>
/// <param name="Offset">Offset in the container where it is wrong.</param>
public sealed record ModuleReadResult(BytecodeModule? Module, string? Error, int Offset);

/// <summary>
/// Reads binary containers (<c>.tlb</c>). Hostile bytes give an error, never an exception, and no count is believed
/// before that many items could stand in the bytes that are left. What the contents mean is the verifier's business.
/// </summary>
public static class ModuleReader
{
    /// <summary>Reads the container in <paramref name="bytes"/>.</summary>
    public static ModuleReadResult Read(ReadOnlySpan<byte> bytes)
    {
        var cursor = new ContainerCursor(bytes);
        BytecodeModule? module = ReadContainer(ref cursor);
        return cursor.Error is null ? new ModuleReadResult(module, null, 0) : new ModuleReadResult(null, cursor.Error, cursor.ErrorOffset);
    }

    private static BytecodeModule? ReadContainer(ref ContainerCursor cursor)
    {
        if (!cursor.ReadMagic() || !cursor.ReadVersion() || !cursor.ReadChecksum())
            return null;
        cursor.Open(Section.Header);
        string name = cursor.Text();
        int entry = cursor.Number();
        cursor.Close();
        cursor.Open(Section.Types);
        TypeTable types = ReadTypes(ref cursor);
        cursor.Close();
        cursor.Open(Section.Strings);
        ImmutableArray<ReadOnlyMemory<byte>> strings = cursor.List(1, (ref c) => (ReadOnlyMemory<byte>)c.Bytes().ToArray());
        cursor.Close();
        cursor.Open(Section.Globals);
        ImmutableArray<GlobalInfo> globals = cursor.List(3, (ref c) => new GlobalInfo(c.Text(), c.Type(), c.Flag("the mark of an input")));
        cursor.Close();
        cursor.Open(Section.HostImports);
        ImmutableArray<HostImport> imports = cursor.List(3, (ref c) => new HostImport(c.Text(), c.Types(), c.OptionalType()));
        cursor.Close();
        cursor.Open(Section.Functions);
        ImmutableArray<FunctionInfo> functions = cursor.List(8, ReadFunction);
        cursor.Close();
        cursor.Open(Section.Exports);
        ImmutableArray<FunctionExport> functionExports = cursor.List(2, (ref c) => new FunctionExport(c.Text(), c.Number()));
        ImmutableArray<GlobalExport> globalExports = cursor.List(2, (ref c) => new GlobalExport(c.Text(), c.Number()));
        cursor.Close();
        ModuleSource? source = ReadSource(ref cursor);
        cursor.ExpectEnd();
        return new BytecodeModule
        {
            Name = name,
            Types = types,
            Functions = functions,
            Strings = strings,
            Globals = globals,
            HostImports = imports,
            FunctionExports = functionExports,
            GlobalExports = globalExports,
            Entry = entry,
            Source = source,
        };
    }

    private static TypeTable ReadTypes(ref ContainerCursor cursor)
    {
        var types = new TypeTable();
        int count = cursor.Count(4);
        for (int i = 0; i < count && cursor.Error is null; i++)
        {
            int start = cursor.Offset;
            var type = new BytecodeType((TypeKind)cursor.Byte(), cursor.OptionalType(), cursor.Types(), cursor.Text());
            bool known = type.Item.Index < types.Count;
            foreach (TypeId item in type.Items)
                known &= item.Index < types.Count;
            if (!known)
                cursor.Fail(start, "a type refers to itself or to a later type");
            else if (cursor.Error is null && types.Intern(type).Index != types.Count - 1)
                cursor.Fail(start, "a type stands in the table twice");
        }
        return types;
    }

    private static FunctionInfo ReadFunction(ref ContainerCursor cursor) => new()
    {
        Name = cursor.Text(),
        Environment = cursor.OptionalType(),
        Parameters = cursor.Types(),
        Result = cursor.OptionalType(),
        Variables = cursor.Types(),
        VariableNames = cursor.List(1, (ref c) => c.Text()),
        Constants = cursor.List(8, (ref c) => c.Constant()),
        Code = [.. cursor.Bytes()],
        SourceMap = ReadSourceMap(ref cursor),
    };

    private static SourceMap ReadSourceMap(ref ContainerCursor cursor)
    {
        int count = cursor.Count(4);
        var entries = ImmutableArray.CreateBuilder<SourceMapEntry>(count);
        int offset = 0, line = 0;
        for (int i = 0; i < count && cursor.Error is null; i++)
        {
            offset += (int)cursor.Number32();
            uint step = cursor.Number32();
            line += (int)(step >> 1) ^ -(int)(step & 1);
            entries.Add(new SourceMapEntry(offset, new SourcePosition(line, cursor.Number(), cursor.Number())));
        }
        return count == 0 ? SourceMap.Empty : new SourceMap(entries.ToImmutable());
    }

    private static ModuleSource? ReadSource(ref ContainerCursor cursor)
    {
        if (!cursor.TryOpen(Section.Source))
            return null;
        string path = cursor.Text();
        var source = new ModuleSource(path, cursor.Flag("the mark of a source text") ? cursor.Text() : null);
        cursor.Close();
        return source;
    }
}
