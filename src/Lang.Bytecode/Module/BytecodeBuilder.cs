using System.Runtime.InteropServices;
using System.Text;

namespace Lang.Bytecode;

/// <summary>
/// Builds a module by hand. The builder is its first function as well, so that a single function needs nothing else:
/// <code>
/// var code = new BytecodeBuilder("example");
/// int a = code.AddConstant(15), b = code.AddConstant(7);
/// code.AddInstruction(Opcode.LoadConst, a);
/// code.AddInstruction(Opcode.LoadConst, b);
/// code.AddInstruction(Opcode.Mul);
/// code.AddInstruction(Opcode.Return);
/// BytecodeModule module = code.Build();
/// </code>
/// That function takes no parameters, returns i64 and is exported under the module's name unless told otherwise.
/// </summary>
public sealed class BytecodeBuilder : FunctionBuilder
{
    private readonly List<FunctionBuilder> _functions;
    private readonly List<ReadOnlyMemory<byte>> _strings = [];
    private readonly Dictionary<string, int> _stringIndex = [];
    private readonly List<GlobalInfo> _globals = [];
    private readonly List<HostImport> _imports = [];

    /// <summary>Begins a module, and its first function, called <paramref name="name"/>.</summary>
    public BytecodeBuilder(string name) : base(name, index: 0) => _functions = [this];

    /// <summary>The module's types. Types of arrays, cells, environments and function values are made here.</summary>
    public TypeTable Types { get; } = new();

    /// <summary>Begins a further function.</summary>
    public FunctionBuilder AddFunction(string name)
    {
        var function = new FunctionBuilder(name, _functions.Count);
        _functions.Add(function);
        return function;
    }

    /// <summary>The index of a text in the string pool, where it is added as UTF-8 if it is new.</summary>
    public int AddString(string text)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_stringIndex, text, out bool known);
        if (!known)
        {
            index = _strings.Count;
            _strings.Add(Encoding.UTF8.GetBytes(text));
        }
        return index;
    }

    /// <summary>Adds a global and returns its index. It begins as the zero value of its type.</summary>
    public int AddGlobal(string name, TypeId type)
    {
        _globals.Add(new GlobalInfo(name, type));
        return _globals.Count - 1;
    }

    /// <summary>Adds a function that the host must provide, and returns its index: the operand of CALL_HOST.</summary>
    public int AddHostImport(string name, TypeId result, params ReadOnlySpan<TypeId> parameters)
    {
        _imports.Add(new HostImport(name, [.. parameters], result));
        return _imports.Count - 1;
    }

    /// <summary>
    /// The module, not yet verified. Its entry is the first function; if that takes parameters, an empty function is
    /// added as the entry.
    /// </summary>
    /// <exception cref="InvalidOperationException">A jump names a label that was never placed.</exception>
    public BytecodeModule Build()
    {
        List<FunctionInfo> functions = [.. _functions.Select(function => function.BuildFunction())];
        if (TakesArguments)
            functions.Add(new FunctionInfo { Name = "", Parameters = [], Result = TypeId.None, Variables = [], Code = [] });
        return new BytecodeModule
        {
            Name = Name,
            Types = Types,
            Functions = [.. functions],
            Strings = [.. _strings],
            Globals = [.. _globals],
            HostImports = [.. _imports],
            FunctionExports = [.. _functions.Where(function => function.IsExported && !function.HasEnvironment).Select(function => new FunctionExport(function.Name, function.Index))],
            Entry = TakesArguments ? functions.Count - 1 : 0,
        };
    }
}
