using System.Collections.Immutable;
using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

// Globals that hold function values: most are stored once, which the optimising compiler takes for granted until a store tells otherwise.
internal sealed unsafe partial class Interpreter
{
    /// <summary>Of each global the function that it held first, plus 1, or 0; null as long as none held one.</summary>
    private int[]? _firstFunctions;
    private ImmutableArray<int> _constantFunctions = [];
    private bool _functionsChanged;

    /// <summary>Of each global the function that it has held since it was stored for the first and only time, or -1; nothing where there is none.</summary>
    public ImmutableArray<int> ConstantFunctions()
    {
        if (!_functionsChanged)
            return _constantFunctions;
        _functionsChanged = false;
        var functions = ImmutableArray.CreateBuilder<int>(_module.Globals.Length);
        for (int i = 0; i < _module.Globals.Length; i++)
            functions.Add(StateOf(i) == GlobalState.Constant ? _firstFunctions![i] - 1 : -1);
        return _constantFunctions = functions.MoveToImmutable();
    }

    /// <summary>What is known of the stores into a global that holds function values.</summary>
    public GlobalState StateOf(int global) => (GlobalState)_globalStates[global];

    /// <summary>Stores a function value into a global; what was taken for granted of the global may end with it.</summary>
    private void StoreFunction(int global, long value)
    {
        if (StateOf(global) != GlobalState.Changed)
            NoteStore(global, (TlFunction*)value);
        _globals[global] = value;
    }

    private void NoteStore(int global, TlFunction* value)
    {
        ref int first = ref (_firstFunctions ??= new int[_module.Globals.Length])[global];
        bool isFirst = StateOf(global) == GlobalState.Unset;
        // Storing an unset value where there is none changes nothing.
        if (isFirst && value == null)
            return;
        if (isFirst && first == 0)
            first = (int)value->Index + 1;
        bool isConstant = isFirst && value->Index + 1 == first;
        _globalStates[global] = (long)(isConstant ? GlobalState.Constant : GlobalState.Changed);
        _functionsChanged = true;
        if (!isConstant)
            _tier?.GlobalChanged(global);
    }

    /// <summary>The globals have their zero values again: those that were stored once may be stored once more.</summary>
    private void ForgetStores()
    {
        if (_firstFunctions is null)
            return;
        _functionsChanged = true;
        for (int i = 0; i < _module.Globals.Length; i++)
            _globalStates[i] = (long)(StateOf(i) == GlobalState.Changed ? GlobalState.Changed : GlobalState.Unset);
    }
}
