using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    // Calls of function values: as CallPlan says, of functions that are asked for by their index, or of whatever it is.
    private sealed partial class Body
    {
        /// <summary>The value lies below its arguments. An unset one is reported with the arguments in place. False when the block ends.</summary>
        private bool ReadCallValue(TypeId signature)
        {
            BytecodeType type = _module.Types[signature];
            int operands = type.Items.Length + 1, value = Peek(operands - 1);
            if (TryFindMade(value, out int made, out int environment))
                return CallTarget(made, environment, operands, out int result) && FinishCall(operands, result);
            bool isKnown = _builder._knownFunctions.TryGetValue(value, out int known);
            if (!isKnown)
                Guard(Compare(IrCondition.Ne, value, Constant(0)));
            var plan = CallPlan.Of(_builder._guesses.Profile?.CalleesOf(_function, Flow.Instructions[_at].Offset), _builder._guesses.AssumesCallees);
            if (isKnown && !plan.IsNever)
                return CallTarget(known, EnvironmentOf(value, known), operands, out int called) && FinishCall(operands, called);
            if (plan.IsNever)
            {
                Append(IrNode.Make(IrOp.Exit, IrType.None) with { State = State(), Value = (long)Assumption.NoCall });
                return false;
            }
            return CallOneOf(plan, value, signature, type.Item, operands);
        }

        /// <summary>Whether a value was made in this code, so that its function is certain, and its environment at hand.</summary>
        private bool TryFindMade(int value, out int function, out int environment)
        {
            (function, environment) = (-1, -1);
            if (_ir[value].Op != IrOp.Runtime || _builder.Words[(int)_ir[value].Value] is not { First.Op: RegisterOp.NewFunction } words)
                return false;
            function = (int)(words.Second & uint.MaxValue);
            if (_ir[value].Count > 0)
                environment = _ir.ListOf(_ir[value])[0];
            return true;
        }

        /// <summary>
        /// Asks for one function after the other. Where it has always been one of them it need not be asked whether it is the last one: the code is left if it is not, and the
        /// interpreter repeats the instruction. Else whatever it is is called.
        /// </summary>
        private bool CallOneOf(in CallPlan plan, int value, TypeId signature, TypeId type, int operands)
        {
            float frequency = _ir.Block(_block).Frequency, left = 1;
            List<Path> paths = [];
            int jumps = Values[JumpsLeft];
            foreach ((int target, float share) in plan.IsExit ? plan.Targets[..^1] : plan.Targets)
            {
                // The rest is never thought impossible: it is laid out and compiled as what is rare.
                left = Math.Max(left - share, 0.01f);
                int known = _ir.NewBlock(frequency * share), others = _ir.NewBlock(frequency * left);
                _ir.Branch(_block, IsTarget(value, target), known, others);
                _block = known;
                if (CallTarget(target, EnvironmentOf(value, target), operands, out int returned))
                    paths.Add(new Path(_block, returned, Values[JumpsLeft]));
                (_block, Values[JumpsLeft]) = (others, jumps);
            }
            if (plan.IsExit)
            {
                int target = plan.Targets[^1].Function;
                Assumption assumption = plan.Targets.Length == 1 ? Assumption.Callee : Assumption.OneOfCallees;
                Append(IrNode.Make(IrOp.Guard, IrType.None, IsTarget(value, target)) with { State = State(), Value = (long)assumption });
                if (CallTarget(target, EnvironmentOf(value, target), operands, out int returned))
                    paths.Add(new Path(_block, returned, Values[JumpsLeft]));
            }
            else
            {
                int[] arguments = [.. Values.AsSpan(Variables + Depth - operands, operands)];
                int call = Append(WithList(
                    IrNode.Make(IrOp.CallValue, type.Exists ? TypeOf(type) : IrType.None) with { Value = signature.Index, State = Position() }, arguments));
                paths.Add(new Path(_block, type.Exists ? call : -1, jumps));
            }
            if (paths is [var only] && only.Block == _block)
                return FinishCall(operands, only.Value);
            return Join(paths, type, frequency, Flow.TailEntry >= 0, out int result) && FinishCall(operands, result);
        }

        /// <summary>Calls a function that the value is known to be; its frame begins with its environment in the value's place, or behind the value when it has none.</summary>
        private bool CallTarget(int target, int environment, int operands, out int result)
        {
            int count = operands - 1;
            ReadOnlySpan<int> arguments = Values.AsSpan(Variables + Depth - count, count);
            return environment >= 0
                ? Call(target, [environment, .. arguments], Depth - operands, out result)
                : Call(target, arguments.ToArray(), Depth - count, out result);
        }

        private int IsTarget(int value, int target) =>
            Compare(IrCondition.Eq, Append(IrNode.Make(IrOp.LoadFunction, IrType.Int, value) with { Value = TlFunction.IndexOffset }), Constant(target));

        private int EnvironmentOf(int value, int target) => _module.Functions[target].Environment.Exists
            ? Append(IrNode.Make(IrOp.LoadFunction, IrType.Ref, value) with { Value = TlFunction.EnvironmentOffset })
            : -1;

        /// <summary>A field of an environment; of one made in this code the value that went into it.</summary>
        private void ReadEnvGet(int field)
        {
            int environment = Pop();
            if (_ir[environment].Op == IrOp.Runtime && _builder.Words[(int)_ir[environment].Value].First.Op == RegisterOp.NewEnv)
            {
                Push(_ir.ListOf(_ir[environment])[field]);
                return;
            }
            IrType type = TypeOf(_module.Types[_types.Peek()].Items[field]);
            Push(Append(IrNode.Make(IrOp.LoadField, type, environment) with { Value = TlEnvironment.FieldsOffset + (field * sizeof(long)) }));
        }
    }
}
