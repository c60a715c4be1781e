using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    // Jumps, returns and calls.
    private sealed partial class Body
    {
        private bool ReadJump(in Instruction instruction)
        {
            int target = Flow[_flowBlock].Target;
            Poll(instruction, target);
            JumpTo(target);
            return false;
        }

        private bool ReadBranch(in Instruction instruction, bool jumpIf)
        {
            int condition = Pop();
            _types.Apply(instruction);
            (int target, int next) = (Flow[_flowBlock].Target, Flow[_flowBlock].Next);
            if (Simplifier.IsConstant(_ir, condition, out long value))
                target = next = (value != 0) == jumpIf ? target : next;
            Poll(instruction, target);
            if (target == next)
            {
                JumpTo(target);
                return false;
            }
            _ir.Branch(_block, condition, _blocks[jumpIf ? target : next], _blocks[jumpIf ? next : target]);
            Arrive(target);
            Arrive(next);
            return false;
        }

        /// <summary>Before a loop's end: whoever wants attention has raised the stack limit. Reported for the jump back, as the interpreter does.</summary>
        private void Poll(in Instruction instruction, int target)
        {
            if (_phis[target] is not null && instruction.A <= instruction.Offset)
                Append(IrNode.Make(IrOp.Poll, IrType.None) with { State = Position() });
        }

        private bool ReadReturn()
        {
            int value = -1;
            if (Function.Result.Exists)
                value = Depth > 0 ? Pop() : Constant(0);
            Returns.Add((_block, value));
            return false;
        }

        /// <summary>A call, or the called function in its place. False when that never returns.</summary>
        private bool ReadCall(int callee)
        {
            FunctionInfo function = _module.Functions[callee];
            bool isTailCall = Flow[_flowBlock].IsTailCall && _at == Flow[_flowBlock].End - 1;
            if (isTailCall)
                LoopBack();
            IrType type = function.Result.Exists ? TypeOf(function.Result) : IrType.None;
            int[] arguments = [.. Values.AsSpan(Variables + Depth - function.ArgumentSlots, function.ArgumentSlots)];
            int recursion = RecursionOf(callee);
            bool isRepeated = recursion > 0 && _builder._inlining.Effects.IsPure(callee) && _builder.IsRepeated(callee, arguments);
            if (!isTailCall && !isRepeated && _builder._inlining.ShouldInline(callee, NestingDepth(), recursion, _ir.Block(_block).Frequency)
                && _builder.FlowOf(callee) is { } flow)
                return Inline(flow, callee, type);
            Depth -= function.ArgumentSlots;
            int result = Append(WithList(IrNode.Make(IrOp.Call, type) with { Value = callee, State = Position() }, arguments));
            if (type != IrType.None)
                Push(result);
            return true;
        }

        private bool Inline(BytecodeFlow flow, int callee, IrType type)
        {
            var body = new Body(_builder, flow, callee, _builder._verified.SlotsOf(callee), this);
            FunctionInfo function = flow.Function;
            for (int i = 0; i < function.Variables.Length; i++)
            {
                IrNode zero = IrNode.Make(IrOp.Constant, TypeOf(function.Variables[i]));
                body.Values[i] = i < function.ArgumentSlots ? Values[Variables + Depth - function.ArgumentSlots + i]
                    : body.Slots.ReadBeforeAssigned[i] ? _ir.Append(_block, zero) : -1;
            }
            Depth -= function.ArgumentSlots;
            body.Build(_block);
            if (body.Returns.Count == 0)
                return false;
            int join = _ir.NewBlock(_ir.Block(_block).Frequency), phi = -1;
            if (type != IrType.None && body.Returns.Count > 1)
                phi = _ir.AddPhi(join, type, body.Returns.Count);
            for (int i = 0; i < body.Returns.Count; i++)
            {
                _ir.Jump(body.Returns[i].Block, join);
                if (phi >= 0)
                    _ir.Lists[_ir[phi].First + i] = body.Returns[i].Value;
            }
            if (type != IrType.None)
                Push(phi >= 0 ? phi : body.Returns[0].Value);
            _block = join;
            return true;
        }

        private void ReadCallHost(int import)
        {
            HostImport host = _module.HostImports[import];
            int count = host.Parameters.Length;
            int[] arguments = [.. Values.AsSpan(Variables + Depth - count, count)];
            Depth -= count;
            IrType type = host.Result.Exists ? TypeOf(host.Result) : IrType.None;
            int result = Append(WithList(IrNode.Make(IrOp.CallHost, type) with { Value = import, State = Position() }, arguments));
            if (type != IrType.None)
                Push(result);
        }

        /// <summary>The value lies below its arguments. An unset one is reported with the arguments in place.</summary>
        private void ReadCallValue(TypeId signature)
        {
            BytecodeType type = _module.Types[signature];
            int count = type.Items.Length + 1;
            Guard(Compare(IrCondition.Ne, Peek(count - 1), Constant(0)));
            int[] operands = [.. Values.AsSpan(Variables + Depth - count, count)];
            Depth -= count;
            IrType result = type.Item.Exists ? TypeOf(type.Item) : IrType.None;
            int value = Append(WithList(IrNode.Make(IrOp.CallValue, result) with { Value = signature.Index, State = Position() }, operands));
            if (result != IrType.None)
                Push(value);
        }
    }
}
