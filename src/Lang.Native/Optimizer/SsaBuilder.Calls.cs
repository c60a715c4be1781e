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
            Poll(instruction);
            JumpTo(target);
            return false;
        }

        private bool ReadBranch(in Instruction instruction, bool jumpIf)
        {
            int condition = Pop();
            _types.Apply(instruction);
            (int target, int next) = (Flow[_flowBlock].Target, Flow[_flowBlock].Next);
            bool isDecided = Simplifier.IsConstant(_ir, condition, out long value);
            if (isDecided)
                target = next = (value != 0) == jumpIf ? target : next;
            bool leavesAtTarget = !isDecided && IsNeverReached(instruction, target, isTarget: true);
            bool leavesAtNext = !isDecided && IsNeverReached(instruction, next, isTarget: false);
            if (!leavesAtTarget && (!_builder.CountsFuel || (isDecided && target == Flow[_flowBlock].Target)))
                Poll(instruction);
            if (target == next)
            {
                JumpTo(target);
                return false;
            }
            if (leavesAtTarget || leavesAtNext)
            {
                int leave = Leave(leavesAtTarget ? target : next), stay = _ir.NewBlock(_ir.Block(_block).Frequency);
                _ir.Branch(_block, condition, jumpIf == leavesAtTarget ? leave : stay, jumpIf == leavesAtTarget ? stay : leave);
                _block = stay;
                if (leavesAtNext && _builder.CountsFuel)
                    Poll(instruction);
                JumpTo(leavesAtTarget ? next : target);
                return false;
            }
            if (_builder.CountsFuel && IsBack(instruction))
            {
                // Only the jump costs.
                int jump = _ir.NewBlock(_ir.Block(_block).Frequency);
                _ir.Branch(_block, condition, jumpIf ? jump : _blocks[next], jumpIf ? _blocks[next] : jump);
                Arrive(next);
                _block = jump;
                Poll(instruction);
                JumpTo(target);
                return false;
            }
            _ir.Branch(_block, condition, _blocks[jumpIf ? target : next], _blocks[jumpIf ? next : target]);
            Arrive(target);
            Arrive(next);
            return false;
        }

        private static bool IsBack(in Instruction instruction) => instruction.A <= instruction.Offset;

        /// <summary>
        /// Before a loop's end: whoever wants attention has raised the stack limit; or a unit of fuel. Reported for the jump back, as the interpreter does.
        /// </summary>
        private void Poll(in Instruction instruction)
        {
            if (_builder.CountsFuel ? IsBack(instruction) : Flow.Polls(_flowBlock))
                Append(IrNode.Make(IrOp.Poll, IrType.None) with { State = Position() });
        }

        private bool ReadReturn()
        {
            int value = -1;
            if (Function.Result.Exists)
                value = Depth > 0 ? Pop() : Constant(0);
            Returns.Add(new Path(_block, value, Values[JumpsLeft]));
            return false;
        }

        /// <summary>False when the called function never returns, or was never called so far: then the code is left. A tail call of the function itself is a jump most of the time.</summary>
        private bool ReadCall(int callee)
        {
            int count = _module.Functions[callee].ArgumentSlots;
            if (IsNeverCalled(callee))
            {
                Append(IrNode.Make(IrOp.Exit, IrType.None) with { State = State(), Value = (long)Assumption.NoCall });
                return false;
            }
            bool isTailCall = Flow[_flowBlock].IsTailCall && _at == Flow[_flowBlock].End - 1;
            if (isTailCall)
                LoopBack();
            int[] arguments = [.. Values.AsSpan(Variables + Depth - count, count)];
            return Call(callee, arguments, Depth - count, out int result, isInlined: !isTailCall) && FinishCall(count, result);
        }

        // The first call is the interpreter's, so it needs no note of places that were reached after all.
        private bool IsNeverCalled(int callee)
        {
            Guesses guesses = _builder._guesses;
            return guesses is { AssumesCallees: true, BranchThreshold: > 0, Profile: { } profile } && RecursionOf(callee) == 0 && !profile.WasCalled(callee);
        }

        private bool FinishCall(int operands, int result)
        {
            Depth -= operands;
            if (result >= 0)
                Push(result);
            return true;
        }

        /// <summary>A call, or the called function in its place. False when that never returns.</summary>
        /// <param name="callee">The function.</param>
        /// <param name="arguments">Its environment, if it has one, and its parameters.</param>
        /// <param name="depth">The depth of the operand stack on which its frame begins.</param>
        /// <param name="result">The value it returns, or -1 when there is none.</param>
        /// <param name="isInlined">Whether it may be inlined.</param>
        private bool Call(int callee, int[] arguments, int depth, out int result, bool isInlined = true)
        {
            FunctionInfo function = _module.Functions[callee];
            IrType type = function.Result.Exists ? TypeOf(function.Result) : IrType.None;
            int recursion = RecursionOf(callee);
            bool isRepeated = recursion > 0 && _builder._inlining.MergesCalls && _builder._inlining.Effects.IsPure(callee) && _builder.IsRepeated(callee, arguments);
            bool isLinear = IsLinear(callee), isBeside = isLinear && IsBeside(callee);
            // What a frame runs that went on in the middle is little of what its function does: the rest is done by calls of all of it.
            isInlined &= (_ir.OsrOffset < 0 || callee != _ir.Function) && !(isLinear && IsTailCopy);
            InliningRefusal refusal = isRepeated || !isInlined ? InliningRefusal.Recursive : _builder._inlining.Decide(callee, NestingDepth(), recursion, isLinear, FrequencyOfCall(isLinear));
            BytecodeFlow? flow = refusal == InliningRefusal.None ? _builder.FlowOf(callee) : null;
            if (refusal == InliningRefusal.None && flow is null)
                refusal = InliningRefusal.IrregularLoop;
            _builder.Calls.Add(new CallDecision(_function, Flow.Instructions[_at].Offset, callee, refusal));
            if (flow is not null)
                return Inline(flow, callee, arguments, depth, isBeside, out result);
            int call = Append(WithList(IrNode.Make(IrOp.Call, type) with { Value = callee, State = Position() }, arguments));
            result = type != IrType.None ? call : -1;
            return true;
        }

        private bool Inline(BytecodeFlow flow, int callee, int[] arguments, int depth, bool isTailCopy, out int result)
        {
            var body = new Body(_builder, flow, callee, _builder._verified.SlotsOf(callee), this, depth) { IsTailCopy = isTailCopy };
            FunctionInfo function = flow.Function;
            for (int i = 0; i < function.Variables.Length; i++)
            {
                IrNode zero = IrNode.Make(IrOp.Constant, TypeOf(function.Variables[i]));
                body.Values[i] = i < arguments.Length ? arguments[i] : body.Slots.ReadBeforeAssigned[i] ? _ir.Append(_block, zero) : -1;
            }
            body.Build(_block);
            return Join(body.Returns, function.Result, _ir.Block(_block).Frequency, body.SharesJumps, out result);
        }

        /// <summary>Goes on in a block in which paths meet, each with a result. False when there are none.</summary>
        private bool Join(List<Path> paths, TypeId type, float frequency, bool sharesJumps, out int result)
        {
            result = -1;
            if (paths.Count == 0)
                return false;
            int join = _ir.NewBlock(frequency);
            if (type.Exists)
                result = Meet(join, paths, TypeOf(type), path => path.Value);
            if (sharesJumps)
                Values[JumpsLeft] = Meet(join, paths, IrType.Int, path => path.JumpsLeft);
            foreach (Path path in paths)
                _ir.Jump(path.Block, join);
            _block = join;
            return true;
        }

        private int Meet(int join, List<Path> paths, IrType type, Func<Path, int> valueOf)
        {
            int first = valueOf(paths[0]);
            if (paths.TrueForAll(path => valueOf(path) == first))
                return first;
            int phi = _ir.AddPhi(join, type, paths.Count);
            for (int i = 0; i < paths.Count; i++)
                _ir.Lists[_ir[phi].First + i] = valueOf(paths[i]);
            return phi;
        }

        /// <summary>Where a function in a call's place returns, or where one way to make a call ends: the block, the result (-1 when there is none), and the jumps that are left.</summary>
        public readonly record struct Path(int Block, int Value, int JumpsLeft);

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
    }
}
