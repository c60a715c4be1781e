using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Emit;

/// <summary>
/// Turns a checked script into a module: one function for each instance, in their order, and the pools that all of
/// them share. <see cref="FunctionEmitter"/> does the work inside a function.
/// </summary>
/// <remarks>
/// The same script always gives the same bytes. What the checker can't see (the limits of the bytecode) is reported
/// here; nothing else about a checked script is an error.
/// </remarks>
internal sealed class BytecodeEmitter
{
    private readonly CheckedProgram _program;
    private readonly DiagnosticBag _bag;
    private readonly StringPool _strings = new();
    private readonly List<HostImport> _imports = [];
    private Dictionary<HostFunctionSignature, int>? _importIndex;
    private int _line = 1;
    private bool _typesReported;

    private BytecodeEmitter(CheckedProgram program, DiagnosticBag bag, bool marksStatements)
    {
        MarksStatements = marksStatements;
        _program = program;
        _bag = bag;
        for (int i = 0; i < program.Instances.Length; i++)
            program.Instances[i].Index = i;
        for (int i = 0; i < program.Globals.Count; i++)
            program.Globals[i].GlobalIndex = i;
    }

    /// <summary>The module of <paramref name="program"/>, or null when it exceeds a limit, which was then reported.</summary>
    public static BytecodeModule? Emit(CheckedProgram program, DiagnosticBag bag, bool marksStatements = false)
    {
        var emitter = new BytecodeEmitter(program, bag, marksStatements);
        emitter.CheckCounts();
        if (bag.HasErrors)
            return null;
        BytecodeModule module = emitter.EmitModule();
        return bag.HasErrors ? null : module;
    }

    /// <inheritdoc cref="CompilationOptions.MarksStatements"/>
    public bool MarksStatements { get; }

    /// <summary>The types of the module.</summary>
    public TypeMapper Types { get; } = new();

    /// <summary>The index of an instance's function.</summary>
    public int IndexOf(Instance instance) => instance.Index;

    /// <summary>The index of a global.</summary>
    public int IndexOf(VariableSymbol global) => global.GlobalIndex;

    /// <summary>The index of a string in the pool.</summary>
    public int IndexOf(ReadOnlyMemory<byte> value) => _strings.IndexOf(value);

    /// <summary>The index of an imported host function.</summary>
    public int IndexOf(HostFunctionSignature function)
    {
        _importIndex ??= [];
        if (_importIndex.TryGetValue(function, out int index))
            return index;
        ImmutableArray<TypeId> parameters = [.. function.Parameters.Select(Types.Value)];
        _imports.Add(new HostImport(function.Name, parameters, Types.Result(function.Result)));
        _importIndex.Add(function, _imports.Count - 1);
        return _imports.Count - 1;
    }

    /// <summary>The type of a global.</summary>
    public TypeId TypeOf(VariableSymbol global) => Types.Value(_program.Entry.TypeOf(global));

    /// <summary>The place of a span; cheap where spans are asked for in the order of the source.</summary>
    public SourcePosition PositionOf(SourceSpan span) => _program.Source.PositionOf(span, ref _line);

    private BytecodeModule EmitModule()
    {
        var functions = new FunctionInfo[_program.Instances.Length];
        var emitter = new FunctionEmitter(this, _program.Entry);
        for (int i = 0; i < functions.Length; i++)
        {
            Instance instance = _program.Instances[i];
            functions[i] = emitter.Emit(instance, isEntry: instance == _program.Entry, out bool exhausted, out SourceSpan? tooDeep);
            CheckFunction(instance, functions[i], exhausted, tooDeep);
            // A big script's checked bodies need not stay alive until the last one is emitted.
            instance.Body = BoundBlock.Empty;
        }
        return new BytecodeModule
        {
            Name = ModuleName(),
            Types = Types.Table,
            Functions = ImmutableCollectionsMarshal.AsImmutableArray(functions),
            Strings = [.. _strings.All],
            Globals = Globals(),
            HostImports = [.. _imports],
            FunctionExports = _program.FunctionExports.Count == 0 ? [] : [.. ExportedFunctions()],
            GlobalExports = _program.GlobalExports.Count == 0 ? [] : [.. ExportedGlobals()],
            Entry = IndexOf(_program.Entry),
            Source = new ModuleSource(_program.Source.Path, _program.Source.Text),
        };
    }

    private ImmutableArray<GlobalInfo> Globals()
    {
        var globals = new GlobalInfo[_program.Globals.Count];
        for (int i = 0; i < globals.Length; i++)
            globals[i] = new GlobalInfo(_program.Globals[i].Name, TypeOf(_program.Globals[i]), _program.Globals[i].InputType is not null);
        return ImmutableCollectionsMarshal.AsImmutableArray(globals);
    }

    private IEnumerable<FunctionExport> ExportedFunctions()
    {
        foreach ((string Name, Instance Instance) export in _program.FunctionExports)
        {
            if (IsExportable(export))
                yield return new FunctionExport(export.Name, IndexOf(export.Instance));
        }
    }

    private string ModuleName() => Path.GetFileNameWithoutExtension(_program.Source.Path) is { Length: > 0 } name ? name : "script";

    /// <summary>
    /// Whether the host can call it. A fully annotated function is exported by itself; one that returns a function without
    /// written types is left out, as the host has no type for such a value.
    /// </summary>
    private bool IsExportable((string Name, Instance Instance) export)
    {
        bool isExportable = IsHostType(export.Instance.Result) && export.Instance.ParameterTypes.All(IsHostType);
        if (!isExportable && !export.Instance.Function.IsFullyAnnotated)
            _bag.Report(DiagnosticCodes.NotExportable, HeadOf(export.Instance), export.Name);
        return isExportable;
    }

    private IEnumerable<GlobalExport> ExportedGlobals()
    {
        foreach (VariableSymbol global in _program.GlobalExports)
        {
            if (IsHostType(_program.Entry.TypeOf(global)))
                yield return new GlobalExport(global.Name, IndexOf(global));
            else
                _bag.Report(DiagnosticCodes.NotExportable, global.Span, global.Name);
        }
    }

    private static bool IsHostType(TlType type) => type.Resolved switch
    {
        ArrayType array => IsHostType(array.Element),
        FunctionType function => function.Parameters.All(IsHostType) && IsHostType(function.Result),
        GenericFunctionType => false,
        _ => true,
    };

    private void CheckCounts()
    {
        if (_program.Instances.Length > Bytecode.Limits.Functions)
            _bag.Report(DiagnosticCodes.TooManyFunctions, default, $"{_program.Instances.Length}", $"{Bytecode.Limits.Functions}");
        if (_program.Globals.Count > Bytecode.Limits.Globals)
            _bag.Report(DiagnosticCodes.TooManyGlobals, _program.Globals[^1].Span, $"{_program.Globals.Count}", $"{Bytecode.Limits.Globals}");
        foreach (Instance instance in _program.Instances)
        {
            if (instance.Parameters.Length > Bytecode.Limits.Parameters)
                Report(DiagnosticCodes.TooManyParameters, instance, instance.Parameters.Length, Bytecode.Limits.Parameters);
            if (instance.Function.Captures.Count > Bytecode.Limits.EnvironmentFields)
                Report(DiagnosticCodes.TooManyCaptures, instance, instance.Function.Captures.Count, Bytecode.Limits.EnvironmentFields);
        }
    }

    private void CheckFunction(Instance instance, FunctionInfo function, bool exhausted, SourceSpan? tooDeep)
    {
        if (exhausted)
            Report(DiagnosticCodes.TooManyVariables, instance, Bytecode.Limits.Variables);
        if (function.Code.Length > Bytecode.Limits.CodeBytes)
            Report(DiagnosticCodes.CodeTooLarge, instance, function.Code.Length, Bytecode.Limits.CodeBytes);
        if (_typesReported)
            return;
        if (Types.IsTooDeep)
            ReportAt(tooDeep ?? HeadOf(instance), DiagnosticCodes.TypeNestsTooDeep, instance, Bytecode.Limits.TypeDepth);
        if (Types.Table.Count > Bytecode.Limits.Types)
            _bag.Report(DiagnosticCodes.TooManyTypes, HeadOf(instance), $"{Bytecode.Limits.Types}");
        _typesReported = Types.IsTooDeep || Types.Table.Count > Bytecode.Limits.Types;
    }

    private void Report(DiagnosticDescriptor descriptor, Instance instance, params ReadOnlySpan<int> numbers) =>
        ReportAt(HeadOf(instance), descriptor, instance, numbers);

    private void ReportAt(SourceSpan span, DiagnosticDescriptor descriptor, Instance instance, params ReadOnlySpan<int> numbers)
    {
        string name = instance == _program.Entry ? "the script" : instance.Function.Name.Length > 0 ? $"`{instance.Function.Name}`" : "this function";
        string[] arguments = [name, .. numbers.ToArray().Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        _bag.Report(descriptor, span, arguments);
    }

    private static SourceSpan HeadOf(Instance instance) => instance.Function.Syntax?.HeadSpan ?? default;
}
