using System.Collections.Immutable;

namespace Lang.Bytecode.Verification;

/// <summary>Checks everything of a module but its code: the type table, signatures, globals, imports, exports, the entry and sizes.</summary>
internal sealed class ModuleChecker
{
    private readonly BytecodeModule _module;
    private readonly TypeTable _types;
    private readonly int[] _depths;

    // Whether a value of the type can hold an environment or a cell, which hosts can neither make nor keep.
    private readonly bool[] _isInternal;

    private ModuleChecker(BytecodeModule module)
    {
        _module = module;
        _types = module.Types;
        _depths = new int[_types.Count];
        _isInternal = new bool[_types.Count];
    }

    /// <summary>The first fault, or null.</summary>
    public static VerificationError? Check(BytecodeModule module)
    {
        if (module.Types.Count > Limits.Types)
            return Error($"more than {Limits.Types} types");
        return new ModuleChecker(module).Check();
    }

    private VerificationError? Check()
    {
        if (_module.Functions.IsDefault || _module.Strings.IsDefault || _module.Globals.IsDefault || _module.HostImports.IsDefault
            || _module.FunctionExports.IsDefault || _module.GlobalExports.IsDefault)
            return Error("a list of the module was never set");
        string? reason = CheckTypes() ?? CheckGlobals() ?? CheckImports();
        if (reason is not null)
            return Error(reason);
        if (_module.Functions.Length > Limits.Functions)
            return Error($"more than {Limits.Functions} functions");
        for (int i = 0; i < _module.Functions.Length; i++)
        {
            if (CheckFunction(_module.Functions[i]) is { } fault)
                return new VerificationError(i, _module.Functions[i].Name, -1, fault);
        }
        reason = CheckExports() ?? CheckEntry();
        return reason is null ? null : Error(reason);
    }

    private static VerificationError Error(string reason) => new(-1, "", -1, reason);

    private string? CheckTypes()
    {
        for (int i = 0; i < _types.Count; i++)
        {
            BytecodeType type = _types[new TypeId(i)];
            if (CheckShape(type, i) is { } fault)
                return $"type {i}: {fault}";
            _isInternal[i] = type.Kind is TypeKind.Environment or TypeKind.Cell;
            Include(type.Item, i);
            foreach (TypeId item in type.Items)
                Include(item, i);
            if (++_depths[i] > Limits.TypeDepth)
                return $"type {i} nests deeper than {Limits.TypeDepth}";
        }
        return null;
    }

    private void Include(TypeId part, int whole)
    {
        if (!part.Exists)
            return;
        _depths[whole] = Math.Max(_depths[whole], _depths[part.Index]);
        _isInternal[whole] |= _isInternal[part.Index];
    }

    private static string? CheckShape(BytecodeType type, int index)
    {
        bool smaller = type.Item.Index < index && AreBelow(type.Items, index);
        bool item = type.Item.Exists, none = type.Item == TypeId.None, bare = type.Items.IsEmpty && type.Name.Length == 0;
        if (!smaller)
            return "it refers to itself or to a later type";
        return type.Kind switch
        {
            TypeKind.I64 or TypeKind.Bool or TypeKind.F64 or TypeKind.String =>
                index == (int)type.Kind && none && bare ? null : "a basic type stands in the wrong place",
            TypeKind.Array or TypeKind.Cell => item && bare ? null : "an array or cell has one item and nothing else",
            TypeKind.Function when type.Items.Length > Limits.Parameters => $"more than {Limits.Parameters} parameters",
            TypeKind.Function => (item || none) && type.Name.Length == 0 ? null : "a function type has no name, and a valid result or none",
            TypeKind.Environment when type.Items.Length > Limits.EnvironmentFields => $"more than {Limits.EnvironmentFields} fields",
            TypeKind.Environment => none ? null : "an environment has no item",
            _ => $"unknown kind {(int)type.Kind}",
        };
    }

    private bool IsType(TypeId type) => (uint)type.Index < (uint)_types.Count;

    private bool AreTypes(ImmutableArray<TypeId> types)
    {
        foreach (TypeId type in types)
        {
            if (!IsType(type))
                return false;
        }
        return true;
    }

    private bool AreHostTypes(ImmutableArray<TypeId> types)
    {
        foreach (TypeId type in types)
        {
            if (!IsHostType(type))
                return false;
        }
        return true;
    }

    private static bool AreBelow(ImmutableArray<TypeId> types, int index)
    {
        foreach (TypeId type in types)
        {
            if (!type.Exists || type.Index >= index)
                return false;
        }
        return true;
    }

    private bool IsHostType(TypeId type) => IsType(type) && !_isInternal[type.Index];

    private string? CheckGlobals()
    {
        if (_module.Globals.Length > Limits.Globals)
            return $"more than {Limits.Globals} globals";
        for (int i = 0; i < _module.Globals.Length; i++)
        {
            TypeId type = _module.Globals[i].Type;
            if (!IsType(type))
                return $"global {i} has no type";
            if (_types[type].Kind == TypeKind.Cell)
                return $"global {i} is a cell";
            if (_module.Globals[i].IsInput && !IsHostType(type))
                return $"input {i} has a type that the host has not";
        }
        return null;
    }

    private string? CheckImports()
    {
        for (int i = 0; i < _module.HostImports.Length; i++)
        {
            HostImport import = _module.HostImports[i];
            if (CheckSignature(import.Parameters, import.Result) is { } fault)
                return $"host import {i}: {fault}";
            if (!AreHostTypes(import.Parameters) || (import.Result.Exists && !IsHostType(import.Result)))
                return $"host import {i}: environments and cells cannot go to the host";
        }
        return null;
    }

    private string? CheckSignature(ImmutableArray<TypeId> parameters, TypeId result)
    {
        if (parameters.IsDefault)
            return "its parameters were never set";
        if (parameters.Length > Limits.Parameters)
            return $"more than {Limits.Parameters} parameters";
        if (!AreTypes(parameters) || (result != TypeId.None && !IsType(result)))
            return "its signature names a type that does not exist";
        return null;
    }

    private string? CheckFunction(FunctionInfo function)
    {
        if (function.Variables.IsDefault || function.VariableNames.IsDefault || function.Constants.IsDefault || function.Code.IsDefault
            || function.SourceMap.Entries.IsDefault)
            return "a list of the function was never set";
        if (CheckSignature(function.Parameters, function.Result) is { } fault)
            return fault;
        TypeId environment = function.Environment;
        if (environment != TypeId.None && !(IsType(environment) && _types[environment].Kind == TypeKind.Environment))
            return "its environment's type is no environment";
        if (function.Variables.Length > Limits.Variables)
            return $"more than {Limits.Variables} variables";
        if (!AreTypes(function.Variables))
            return "a variable's type does not exist";
        ReadOnlySpan<TypeId> variables = function.Variables.AsSpan();
        bool fits = variables.Length >= function.ArgumentSlots
            && (!environment.Exists || variables[0] == environment)
            && variables[(environment.Exists ? 1 : 0)..function.ArgumentSlots].SequenceEqual(function.Parameters.AsSpan());
        if (!fits)
            return "its variables do not begin with its environment and parameters";
        if (function.VariableNames.Length > variables.Length)
            return "it names more variables than it has";
        if (function.Code.Length > Limits.CodeBytes)
            return $"more than {Limits.CodeBytes} bytes of code";
        return CheckSourceMap(function);
    }

    private static string? CheckSourceMap(FunctionInfo function)
    {
        int last = -1;
        foreach ((int offset, SourcePosition place) in function.SourceMap.Entries)
        {
            if (offset <= last || offset > function.Code.Length || place.Line < 1 || place.Column < 1 || place.Length < 1)
                return "its source map is not in order";
            last = offset;
        }
        return null;
    }

    private string? CheckExports()
    {
        foreach (FunctionExport export in _module.FunctionExports)
        {
            if ((uint)export.Function >= (uint)_module.Functions.Length)
                return $"export {export.Name} names function {export.Function}, which does not exist";
            FunctionInfo function = _module.Functions[export.Function];
            if (function.Environment.Exists || !AreHostTypes(function.Parameters) || (function.Result.Exists && !IsHostType(function.Result)))
                return $"export {export.Name}: environments and cells cannot go to the host";
        }
        foreach (GlobalExport export in _module.GlobalExports)
        {
            if ((uint)export.Global >= (uint)_module.Globals.Length)
                return $"export {export.Name} names global {export.Global}, which does not exist";
            if (!IsHostType(_module.Globals[export.Global].Type))
                return $"export {export.Name}: environments and cells cannot go to the host";
        }
        return null;
    }

    private string? CheckEntry()
    {
        if ((uint)_module.Entry >= (uint)_module.Functions.Length)
            return $"the entry is function {_module.Entry}, which does not exist";
        return _module.Functions[_module.Entry].ArgumentSlots > 0 ? "the entry function takes arguments" : null;
    }
}
