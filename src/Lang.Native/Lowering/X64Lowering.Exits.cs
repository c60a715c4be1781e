using Lang.Native.Ir;
using Lang.Native.Lir;

namespace Lang.Native.Lowering;

// What an exit takes along: the values of the frames, then those of the objects that are made there.
internal sealed partial class X64Lowering
{
    /// <summary>Objects of the exit at hand, each behind those that it holds.</summary>
    private readonly List<int> _objects = [];

    /// <summary>Takes along what the frames hold that an exit makes; late where the result is written before the exit.</summary>
    private void Exit(int state, OperandRole role = OperandRole.Use, long reason = 0)
    {
        _objects.Clear();
        int first = _lir.ExitValues.Count, firstObject = _lir.ExitObjects.Count;
        for (int frame = state; frame >= 0; frame = _ir.States[frame].Parent)
        {
            foreach (int value in _ir.ValuesOf(_ir.States[frame]))
                AddExitValue(value, role);
        }
        foreach (int node in _objects)
        {
            _lir.ExitObjects.Add(new LirExitObject((int)_ir[node].Value, _lir.ExitValues.Count, _ir[node].Count));
            foreach (int value in _ir.ListOf(_ir[node]))
                AddExitValue(value, role);
        }
        _instruction.Exit = _lir.Exits.Count;
        _lir.Exits.Add(new LirExit(state, first, (byte)reason, firstObject, _objects.Count));
    }

    private void AddExitValue(int value, OperandRole role)
    {
        // What nothing reads any more is 0; comparisons that are not made are never in frame states.
        if (value < 0 || _ir[value].Op == IrOp.Constant)
        {
            _lir.ExitValues.Add(new LirExitValue(-1, value < 0 ? 0 : _ir[value].Value));
            return;
        }
        if (_ir[value].Op == IrOp.Rebuild)
        {
            _lir.ExitValues.Add(new LirExitValue(-1, NumberOfObject(value), IsObject: true));
            return;
        }
        _lir.ExitValues.Add(new LirExitValue(_lir.Operands.Count, 0));
        _lir.Operands.Add(new LirOperand(RegisterOf(value), role, OperandConstraint.Any));
    }

    // One object however often it is named. No object holds itself, and few stand in each other.
    private int NumberOfObject(int node)
    {
        int known = _objects.IndexOf(node);
        if (known >= 0)
            return known;
        foreach (int value in _ir.ListOf(_ir[node]))
        {
            if (_ir[value].Op == IrOp.Rebuild)
                NumberOfObject(value);
        }
        _objects.Add(node);
        return _objects.Count - 1;
    }
}
