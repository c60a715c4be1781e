using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>Globals, as a run and the host see them.</summary>
internal sealed unsafe partial class Interpreter
{
    private bool _globalsReady, _inputsReady;

    /// <summary>The slot of a global, for the host: between runs, or while a host function is called. Null when the heap has no room for the zero values.</summary>
    public long* GlobalForHost(int index) => _globalsReady || TryResetGlobals() ? _globals + index : null;

    /// <summary>Forgets all globals and inputs and everything else that scripts have made. Not while a run goes on.</summary>
    public void Reset()
    {
        new Span<long>(_globals, _module.Globals.Length).Clear();
        ForgetStores();
        _globalsReady = _inputsReady = false;
        _heap.Collect();
    }

    /// <summary>
    /// Sets all globals to the zero values of their types: a new empty array each, the empty string, 0. Inputs keep what the host has set.
    /// </summary>
    /// <returns>false when the heap has no room for them; the reason is in <see cref="Heap.Failure"/>.</returns>
    private bool TryResetGlobals()
    {
        _globalsReady = false;
        // All first: what the last run left behind may have to go to make room.
        for (int i = 0; i < _module.Globals.Length; i++)
            _globals[i] = _module.Globals[i].IsInput ? _globals[i] : 0;
        ForgetStores();
        for (int i = 0; i < _module.Globals.Length; i++)
        {
            if (!(_module.Globals[i].IsInput && _inputsReady) && !TrySetToZero(i))
                return false;
        }
        return _globalsReady = _inputsReady = true;
    }

    private bool TrySetToZero(int global)
    {
        RuntimeType type = _heap.Types[_module.Globals[global].Type];
        _globals[global] = type.Kind switch
        {
            TypeKind.String => (long)_heap.EmptyString,
            TypeKind.Array => (long)ArrayOperations.CreateEmpty(_heap, type, 0),
            _ => 0,
        };
        return type.Kind != TypeKind.Array || _globals[global] != 0;
    }
}
