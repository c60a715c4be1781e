using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Deopt;
using Lang.Native.Target;
using Lang.Native.X64;
using CallingConvention = Lang.Native.Target.CallingConvention;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// Calls: of functions, function values, host functions, and of the runtime.
internal sealed partial class TemplateCompiler
{
    private readonly List<(int Destination, int Source)> _gprMoves = [], _xmmMoves = [];

    /// <summary>Whether an instruction calls something, so that volatile registers do not survive it.</summary>
    public static bool IsCall(Opcode opcode) =>
        OpcodeTable.Get(opcode).Is(OpcodeFlags.Call) || (IsExecuted(opcode) && opcode != Opcode.ArrayPush);

    private void CompileCall(int callee)
    {
        FunctionInfo function = _module.Functions[callee];
        PassArguments(function.Parameters, function.Environment.Exists);
        _emitter.MovImmediate(CallingConvention.StubArgument, callee);
        _emitter.Call(Mem.InRange(_layout.EntrySlots + (callee * sizeof(long))));
        FinishCall(function.ArgumentSlots, function.Result);
    }

    private void CompileCallHost(int import)
    {
        HostImport host = _module.HostImports[import];
        PassArguments(host.Parameters, hasEnvironment: false);
        _emitter.MovImmediate(CallingConvention.StubArgument, import);
        _emitter.Call(Mem.InRange(_layout.HostSlots + (import * sizeof(long))));
        FinishCall(host.Parameters.Length, host.Result);
        if (host.Result == TypeId.Bool)
            NormalizeBool(_convention.IntResult);
    }

    // Unmanaged code may be behind the slot: it gives a byte, and leaves the rest of the register as it was.
    private void NormalizeBool(Gpr register)
    {
        _emitter.Test(register, register, Width.Bits8);
        _emitter.SetCc(ConditionCode.NotEqual, register);
        _emitter.MovZeroExtend8(register, register);
    }

    /// <summary>The value lies below its arguments. An unset one is reported with the arguments in place.</summary>
    private void CompileCallValue(TypeId type)
    {
        BytecodeType signature = _module.Types[type];
        int count = signature.Items.Length;
        SaveTemporaries(count + 1);
        Gpr value = InGpr(count);
        _emitter.Test(value, value);
        _emitter.Jcc(ConditionCode.Equal, NewExit());
        // Into registers that no argument uses; what was in them moves away.
        Take(CallingConvention.HiddenArgument);
        value = InGpr(count);
        _emitter.Mov(CallingConvention.HiddenArgument, Mem.At(value, TlFunction.EnvironmentOffset));
        if (value != CallingConvention.StubArgument)
            Take(CallingConvention.StubArgument);
        _emitter.Mov(CallingConvention.StubArgument, Mem.At(value, TlFunction.IndexOffset));
        if (_options.CountRounds)
            FeedCache(_module.CallSites.IndexOf(_index, _offset));
        PassArguments(signature.Items, hasEnvironment: false);
        _emitter.Lea(Scratch, Mem.InRange(_layout.EntrySlots));
        _emitter.Call(Mem.At(Scratch, CallingConvention.StubArgument, sizeof(long)));
        FinishCall(count + 1, signature.Item);
    }

    /// <summary>Counts the callee, whose index is where stubs expect it: the one that came first here, the others in a cold path.</summary>
    private void FeedCache(int site)
    {
        int cache = CacheOf(site);
        Label others = _emitter.NewLabel(), resume = _emitter.NewLabel();
        _emitter.Lea(Scratch, Mem.At(CallingConvention.StubArgument, 1));
        _emitter.Arithmetic(ArithmeticOp.Cmp, Scratch, Mem.InRange(cache + InlineCache.FunctionsOffset));
        _emitter.Jcc(ConditionCode.NotEqual, others);
        _emitter.Arithmetic(ArithmeticOp.Add, Mem.InRange(cache + InlineCache.CountsOffset), 1);
        _emitter.Bind(resume);
        _cold.Add(new ColdPath(ColdKind.OtherCallee, others) { Resume = resume, Site = site });
    }

    /// <summary>As <see cref="InlineCache.Add"/>.</summary>
    private void EmitOtherCallee(in ColdPath path)
    {
        int cache = CacheOf(path.Site);
        for (int way = 0; way < InlineCache.Ways; way++)
        {
            Mem function = Mem.InRange(cache + InlineCache.FunctionsOffset + (way * sizeof(long)));
            Label isKnown = _emitter.NewLabel(), isOther = _emitter.NewLabel();
            _emitter.Arithmetic(ArithmeticOp.Cmp, Scratch, function);
            _emitter.JccShort(ConditionCode.Equal, isKnown);
            _emitter.Arithmetic(ArithmeticOp.Cmp, function, 0);
            _emitter.JccShort(ConditionCode.NotEqual, isOther);
            _emitter.Mov(function, Scratch);
            _emitter.Bind(isKnown);
            _emitter.Arithmetic(ArithmeticOp.Add, Mem.InRange(cache + InlineCache.CountsOffset + (way * sizeof(long))), 1);
            _emitter.Jmp(path.Resume);
            _emitter.Bind(isOther);
        }
        _emitter.Arithmetic(ArithmeticOp.Add, Mem.InRange(cache + InlineCache.OthersOffset), 1);
    }

    private int CacheOf(int site) => _layout.InlineCaches + (site * InlineCache.Size);

    /// <summary>Moves the topmost entries to where a callee wants them, and everything else out of volatile registers.</summary>
    private void PassArguments(ImmutableArray<TypeId> parameters, bool hasEnvironment)
    {
        int first = _depth - parameters.Length - (hasEnvironment ? 1 : 0);
        SaveTemporaries(_depth - first);
        SaveFloatVariables();
        _gprMoves.Clear();
        _xmmMoves.Clear();

        // Those on the stack first, while all registers still hold what they did; then registers to registers; the rest overwrites nothing that is needed.
        PassEach(first, parameters, hasEnvironment, isLast: false);
        MoveInParallel();
        PassEach(first, parameters, hasEnvironment, isLast: true);
    }

    private void PassEach(int entry, ImmutableArray<TypeId> parameters, bool hasEnvironment, bool isLast)
    {
        if (hasEnvironment)
            Pass(_stack[entry++], ArgumentLocation.In(CallingConvention.HiddenArgument), isLast);
        var assigner = new ArgumentAssigner(_convention);
        foreach (TypeId parameter in parameters)
            Pass(_stack[entry++], assigner.Next(ClassOf(parameter)), isLast);
        _outgoing = Math.Max(_outgoing, assigner.OutgoingBytes);
    }

    private void Pass(in Operand operand, ArgumentLocation location, bool isLast)
    {
        if (location.IsOnStack)
        {
            if (!isLast)
                StoreTo(Mem.At(Gpr.Rsp, location.OutgoingOffset), operand);
        }
        else if (location.IsGpr && operand.Place == Place.Gpr)
        {
            if (!isLast && operand.Gpr != location.Gpr)
                _gprMoves.Add(((int)location.Gpr, (int)operand.Gpr));
        }
        else if (location.IsXmm && operand.Place == Place.Xmm)
        {
            if (!isLast && operand.Xmm != location.Xmm)
                _xmmMoves.Add(((int)location.Xmm, (int)operand.Xmm));
        }
        else if (isLast && location.IsGpr)
        {
            LoadTo(location.Gpr, operand);
        }
        else if (isLast && operand.Place == Place.Variable)
        {
            // Float variables were saved: their registers may be those of arguments.
            _emitter.Mov(location.Xmm, SlotAt(operand.Slot));
        }
        else if (isLast)
        {
            LoadTo(location.Xmm, operand);
        }
    }

    /// <summary>Moves as if all at once: first those whose destination nobody reads any more; what remains are cycles, opened with a free register.</summary>
    private void MoveInParallel()
    {
        while (_gprMoves.Count > 0)
        {
            int ready = FindReady(_gprMoves);
            if (ready >= 0)
            {
                _emitter.Mov((Gpr)_gprMoves[ready].Destination, (Gpr)_gprMoves[ready].Source);
                _gprMoves.RemoveAt(ready);
                continue;
            }
            int source = _gprMoves[0].Source;
            _emitter.Mov(Scratch, (Gpr)source);
            Redirect(_gprMoves, source, (int)Scratch);
        }
        while (_xmmMoves.Count > 0)
        {
            int ready = FindReady(_xmmMoves);
            if (ready >= 0)
            {
                _emitter.Mov((Xmm)_xmmMoves[ready].Destination, (Xmm)_xmmMoves[ready].Source);
                _xmmMoves.RemoveAt(ready);
                continue;
            }
            int source = _xmmMoves[0].Source;
            _emitter.Mov(_scratchXmm, (Xmm)source);
            Redirect(_xmmMoves, source, (int)_scratchXmm);
        }
    }

    // The first move whose destination no other one reads, or -1.
    private static int FindReady(List<(int Destination, int Source)> moves)
    {
        for (int i = 0; i < moves.Count; i++)
        {
            bool isRead = false;
            foreach ((_, int source) in moves)
                isRead |= source == moves[i].Destination;
            if (!isRead)
                return i;
        }
        return -1;
    }

    private static void Redirect(List<(int Destination, int Source)> moves, int from, int to)
    {
        for (int i = 0; i < moves.Count; i++)
        {
            if (moves[i].Source == from)
                moves[i] = (moves[i].Destination, to);
        }
    }

    private void FinishCall(int operands, TypeId result)
    {
        _calls.Add(new CallPosition(_emitter.Position, _offset));
        RestoreFloatVariables();
        Drop(operands);
        _free = _plan.Temporaries;
        if (!result.Exists)
            return;
        if (IsFloat(result))
            Push(_convention.FloatResult, result);
        else
            Push(_convention.IntResult, result);
    }

    private void SaveFloatVariables()
    {
        if (_plan.FloatRegisters.IsEmpty)
            return;
        for (int variable = 0; variable < _variables; variable++)
        {
            if (IsFloat(_function.Variables[variable]) && _plan.RegisterOf(variable) != RegisterPlan.None)
                _emitter.Mov(SlotAt(variable), (Xmm)_plan.RegisterOf(variable));
        }
    }

    private void RestoreFloatVariables()
    {
        if (_plan.FloatRegisters.IsEmpty)
            return;
        for (int variable = 0; variable < _variables; variable++)
        {
            if (IsFloat(_function.Variables[variable]) && _plan.RegisterOf(variable) != RegisterPlan.None)
                _emitter.Mov((Xmm)_plan.RegisterOf(variable), SlotAt(variable));
        }
    }

    /// <summary>Calls what executes a word on the slots from one on.</summary>
    private void CallRuntime(int executor, Label word, int slot, int offset)
    {
        _emitter.Lea(_convention.IntArguments[0], Mem.At(word));
        _emitter.Lea(_convention.IntArguments[1], SlotAt(slot));
        _emitter.CallInRange(executor);
        _calls.Add(new CallPosition(_emitter.Position, offset));
    }
}
