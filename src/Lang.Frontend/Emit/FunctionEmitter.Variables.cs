using System.Diagnostics;
using Lang.Bytecode;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// Where variables live: frame, cell, environment, global.
internal sealed partial class FunctionEmitter
{
    /// <summary>Frame variables of parameters, locals and nested functions with an environment.</summary>
    private Dictionary<Symbol, int>? _locals;

    /// <summary>Fields of the own environment.</summary>
    private Dictionary<Symbol, int>? _fields;

    private void SetLocal(Symbol symbol, int slot) => (_locals ??= [])[symbol] = slot;

    private bool TryGetLocal(Symbol symbol, out int slot)
    {
        slot = 0;
        return _locals is { } locals && locals.TryGetValue(symbol, out slot);
    }

    /// <summary>Pops a variable's first value: a new local, in a new cell where closures share it, or a global.</summary>
    private void DeclareVariable(VariableSymbol variable)
    {
        if (variable.Storage == VariableStorage.Global)
            StoreGlobal(variable);
        else
            DeclareLocal(variable);
    }

    private int DeclareLocal(VariableSymbol variable)
    {
        TypeId type = _types.Slot(variable, _instance.TypeOf(variable));
        int slot = _variables.Declare(type, variable.Name);
        SetLocal(variable, slot);
        if (variable.IsCell)
            Write(Opcode.NewCell, 1, type, type.Index);
        StoreSlot(slot);
        return slot;
    }

    private void LoadVariable(VariableSymbol variable)
    {
        if (variable.Storage == VariableStorage.Global)
        {
            LoadGlobal(variable);
            if (_isReachable && _stack[^1].MayBeUnset)
                CheckSet(below: 0);
            return;
        }
        LoadRaw(variable);
        if (variable.IsCell)
            Write(Opcode.CellGet, 1, _types.Value(_instance.TypeOf(variable)));
    }

    /// <summary>Evaluates a value and assigns it; a cell is fetched first, so that it lies below the value.</summary>
    private void EmitAssign(VariableSymbol variable, BoundExpression value)
    {
        if (variable.IsCell)
            LoadRaw(variable);
        Emit(value);
        if (variable.IsCell)
            Write(Opcode.CellSet, 2, TypeId.None);
        else if (variable.Storage == VariableStorage.Global)
            StoreGlobal(variable);
        else
            StoreSlot(_locals![variable]);
    }

    /// <summary>Pushes what the slot or field of a variable or nested function holds: value, cell or environment.</summary>
    private void LoadRaw(Symbol symbol)
    {
        if (symbol == _instance.Function)
            LoadSlot(0);
        else if (TryGetLocal(symbol, out int slot))
            LoadSlot(slot);
        else
            LoadField(symbol);
    }

    private void LoadField(Symbol symbol)
    {
        if (!Fields().TryGetValue(symbol, out int field))
            throw new UnreachableException($"`{symbol.Name}` is neither in the frame nor captured");
        LoadSlot(0);
        if (_isReachable)
            Write(Opcode.EnvGet, 1, _types.Table[Top].Items[field], field);
    }

    private Dictionary<Symbol, int> Fields()
    {
        _fields ??= [];
        List<Symbol> captures = _instance.Function.Captures;
        for (int i = _fields.Count; i < captures.Count; i++)
            _fields.Add(captures[i], i);
        return _fields;
    }

    /// <summary>Pushes a new environment of a function: everything it captures, as it stands here.</summary>
    private void NewEnvironment(FunctionSymbol function, TypeId type)
    {
        foreach (Symbol captured in function.Captures)
            LoadRaw(captured);
        Write(Opcode.NewEnv, function.Captures.Count, type, type.Index);
    }

    private void LoadGlobal(VariableSymbol variable)
    {
        if (!_isReachable)
            return;
        TypeId type = _module.TypeOf(variable);
        Write(Opcode.LoadGlobal, 0, type, _module.IndexOf(variable));
        _stack[^1] = new StackSlot(type, MayBeUnset: _types.Table[type].Kind == TypeKind.Environment);
    }

    private void StoreGlobal(VariableSymbol variable) => Write(Opcode.StoreGlobal, 1, TypeId.None, _module.IndexOf(variable));

    private void CheckSet(int below)
    {
        if (!_isReachable)
            return;
        Write(Opcode.CheckSet, 0, TypeId.None, below);
        int index = _stack.Count - 1 - below;
        _stack[index] = new StackSlot(_stack[index].Type);
    }
}
