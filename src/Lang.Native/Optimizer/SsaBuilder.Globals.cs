using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    /// <summary>Loads of globals, with the functions that they give as long as the guards before them hold.</summary>
    private readonly Dictionary<int, int> _knownFunctions = [];

    // Globals. Those that hold functions are taken to hold the one that they were given first.
    private sealed partial class Body
    {
        private void ReadLoadGlobal(int global)
        {
            int function = FunctionIn(global);
            if (function >= 0)
            {
                // What a load gives that a guard has allowed stays good whatever is stored afterwards.
                int isConstant = Compare(IrCondition.Eq, StateOf(global), Constant((long)GlobalState.Constant));
                Append(IrNode.Make(IrOp.Guard, IrType.None, isConstant) with { State = State(), Value = (long)Assumption.Global });
            }
            int value = Append(Memory(IrOp.LoadGlobal, MemoryOf(global), TypeOf(_module.Globals[global].Type)) with { Value = global });
            if (function >= 0)
                _builder._knownFunctions[value] = function;
            Push(value);
        }

        /// <summary>Stores; the interpreter's operation looks at those into globals that hold functions, until it knows that there are many.</summary>
        private void ReadStoreGlobal(int global)
        {
            const float First = 0.01f;
            int value = Pop();
            if (_module.HoldsFunction(global))
            {
                float frequency = _ir.Block(_block).Frequency;
                int noted = _ir.NewBlock(frequency * First), stored = _ir.NewBlock(frequency);
                _ir.Branch(_block, Compare(IrCondition.Eq, StateOf(global), Constant((long)GlobalState.Changed)), stored, noted);
                _block = noted;
                Execute(RuntimeWords.StoreFunction(global), IrType.None, [value], MemoryClass.FunctionGlobals);
                _ir.Jump(_block, stored);
                _block = stored;
            }
            Append(Memory(IrOp.StoreGlobal, MemoryOf(global), IrType.None, value) with { Value = global });
        }

        private int StateOf(int global) => Append(Memory(IrOp.GlobalState, MemoryClass.FunctionGlobals, IrType.Int) with { Value = global });

        private MemoryClass MemoryOf(int global) => _module.HoldsFunction(global) ? MemoryClass.FunctionGlobals : MemoryClass.Globals;

        private int FunctionIn(int global) => global < _builder._guesses.GlobalFunctions.Length ? _builder._guesses.GlobalFunctions[global] : -1;
    }
}
