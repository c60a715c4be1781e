using Lang.Bytecode;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// Loops. All are rotated: one conditional jump at the bottom leads back to the top, so an iteration takes one jump.
//
//     step 1 or -1, half-open          other ranges                      while, for ... in sequence
//           skip if empty                    skip if empty                     JUMP test
//     top:  body                             last = the last value       top:  body
//     next: i = i + step                     JUMP body                   test: ...
//           if i < end goto top        top:  i = i + step                      if true goto top
//                                      body: body
//                                      next: if i != last goto top
//
// Comparing with the last value before the step is added ends loops right up to the largest and smallest int.
internal sealed partial class FunctionEmitter
{
    /// <summary>What <c>break</c> and <c>continue</c> of the loops around mean.</summary>
    private Stack<(JumpTarget Break, JumpTarget Continue)>? _loops;

    private void EmitWhile(BoundWhile loop)
    {
        if (loop.Condition is BoundInt { Value: 0 })
            return;
        bool isEndless = loop.Condition is BoundInt;
        JumpTarget test = NewTarget(), end = NewTarget();
        if (!isEndless)
            Jump(test);
        JumpTarget top = PlaceLoopHead();
        EmitLoopBody(loop.Body, end, test);
        Place(test);
        Mark(loop.Condition.Span);
        if (isEndless)
            Jump(top);
        else
            EmitCondition(loop.Condition, when: true, top);
        Place(end);
    }

    private void EmitForEach(BoundForEach loop)
    {
        int scope = _variables.BeginScope();
        int sequence = EmitSteady(loop.Sequence);
        if (_isReachable)
            EmitElements(loop, sequence);
        _variables.EndScope(scope);
    }

    private void EmitElements(BoundForEach loop, int sequence)
    {
        bool isString = loop.Sequence.Type == TlType.String;
        TypeId element = isString ? TypeId.I64 : _types.Table[TypeOf(sequence)].Item;
        int index = _variables.Declare(TypeId.I64, "");
        LoadInt(0);
        StoreSlot(index);
        JumpTarget test = NewTarget(), next = NewTarget(), end = NewTarget();
        Jump(test);
        JumpTarget top = PlaceLoopHead();
        Mark(loop.Sequence.Span);
        LoadSlot(sequence);
        LoadSlot(index);
        Write(isString ? Opcode.StringGet : Opcode.ArrayGet, 2, element);
        DeclareVariable(loop.Variable);
        EmitLoopBody(loop.Body, end, next);
        Place(next);
        Increment(index, 1);
        Place(test);
        Mark(loop.Sequence.Span);
        LoadSlot(index);
        LoadSlot(sequence);
        Write(isString ? Opcode.StringLen : Opcode.ArrayLen, 1, TypeId.I64);
        Write(Opcode.Lt, 2, TypeId.Bool);
        JumpIf(when: true, top);
        Place(end);
    }

    /// <summary>
    /// The frame variable that holds a value which the loop reads again and again: the variable itself where nothing can
    /// assign it, else a temporary of the scope.
    /// </summary>
    private int EmitSteady(BoundExpression value)
    {
        if (value is BoundVariable { Variable: { IsAssigned: false, Storage: VariableStorage.Local } variable } && TryGetLocal(variable, out int slot))
            return slot;
        Emit(value);
        return _isReachable ? StoreTemporary() : 0;
    }

    private int StoreTemporary()
    {
        int slot = _variables.Declare(Top, "");
        StoreSlot(slot);
        return slot;
    }

    private void EmitLoopBody(BoundBlock body, JumpTarget end, JumpTarget next)
    {
        (_loops ??= []).Push((end, next));
        EmitBlock(body);
        _loops.Pop();
    }

    /// <summary>A bound or step of a range: a constant, or a frame variable that keeps it.</summary>
    private readonly record struct Operand(long? Constant, int Slot);

    private void Load(Operand operand)
    {
        if (operand.Constant is { } value)
            LoadInt(value);
        else
            LoadSlot(operand.Slot);
    }

    private Operand EmitOperand(BoundExpression value) =>
        Constant(value) is BoundInt constant ? new Operand(constant.Value, 0) : new Operand(null, EmitSteady(value));

    private void EmitForRange(BoundForRange loop)
    {
        int scope = _variables.BeginScope();
        Emit(loop.From);
        if (_isReachable)
        {
            int variable = DeclareLocal(loop.Variable);
            Operand end = EmitOperand(loop.To);
            Operand step = loop.Step is null ? new Operand(1, 0) : EmitOperand(loop.Step);
            if (_isReachable)
                EmitRange(loop, variable, end, step);
        }
        _variables.EndScope(scope);
    }

    private void EmitRange(BoundForRange loop, int variable, Operand end, Operand step)
    {
        // An inclusive bound one below the largest int or less is an exclusive one; upwards only, where it pays.
        bool inclusive = loop.Inclusive;
        if (inclusive && step.Constant == 1 && end.Constant is < long.MaxValue)
            (inclusive, end) = (false, new Operand(end.Constant + 1, 0));
        JumpTarget exit = NewTarget();
        if (step.Constant is 1 or -1 && !inclusive)
        {
            EmitSimpleRange(loop, variable, end, step, exit);
        }
        else
        {
            Operand last = step.Constant switch
            {
                null or 0 => EmitLastOfAnyStep(loop, variable, end, step, exit),
                1 or -1 => EmitLastOfUnitStep(loop, variable, end, step, exit),
                _ => EmitLastOfStep(loop, variable, end, step, exit),
            };
            EmitRangeUpToLast(loop, variable, last, step, exit);
        }
        Place(exit);
    }

    /// <summary>The half-open range in steps of 1 or -1: the next value can't overflow while the one before is inside.</summary>
    private void EmitSimpleRange(BoundForRange loop, int variable, Operand end, Operand step, JumpTarget exit)
    {
        bool isKnownNotEmpty = Constant(loop.From) is BoundInt from && end.Constant is { } bound
            && (step.Constant > 0 ? from.Value < bound : from.Value > bound);
        if (!isKnownNotEmpty)
            SkipIfEmpty(variable, end, isUp: step.Constant > 0, inclusive: false, exit);
        JumpTarget next = NewTarget(), top = PlaceLoopHead();
        EmitLoopBody(loop.Body, exit, next);
        Place(next);
        Mark(loop.To.Span);
        Add(variable, step);
        LoadSlot(variable);
        Load(end);
        Write(step.Constant > 0 ? Opcode.Lt : Opcode.Gt, 2, TypeId.Bool);
        JumpIf(when: true, top);
    }

    /// <summary>Steps of 1 or -1 up to an inclusive bound: the bound is the last value.</summary>
    private Operand EmitLastOfUnitStep(BoundForRange loop, int variable, Operand end, Operand step, JumpTarget exit)
    {
        SkipIfEmpty(variable, end, isUp: step.Constant > 0, loop.Inclusive, exit);
        return end;
    }

    /// <summary>A constant step other than 0, 1 and -1.</summary>
    private Operand EmitLastOfStep(BoundForRange loop, int variable, Operand end, Operand step, JumpTarget exit)
    {
        bool isUp = step.Constant > 0;
        SkipIfEmpty(variable, end, isUp, loop.Inclusive, exit);
        LoadSlot(variable);
        LoadInclusive(loop, end, isUp);
        return RangeLast(loop, step);
    }

    /// <summary>A step whose sign is known only at run time.</summary>
    private Operand EmitLastOfAnyStep(BoundForRange loop, int variable, Operand end, Operand step, JumpTarget exit)
    {
        JumpTarget down = NewTarget(), start = NewTarget();
        Load(step);
        Mark(loop.Step!.Span);
        Write(Opcode.CheckStep, 1, TypeId.I64);
        LoadInt(0);
        Write(Opcode.Gt, 2, TypeId.Bool);
        JumpIf(when: false, down);
        EmitInclusiveBound(isUp: true);
        Jump(start);
        Place(down);
        EmitInclusiveBound(isUp: false);
        Place(start);
        return RangeLast(loop, step);

        void EmitInclusiveBound(bool isUp)
        {
            SkipIfEmpty(variable, end, isUp, loop.Inclusive, exit);
            LoadSlot(variable);
            LoadInclusive(loop, end, isUp);
        }
    }

    private void SkipIfEmpty(int variable, Operand end, bool isUp, bool inclusive, JumpTarget exit)
    {
        LoadSlot(variable);
        Load(end);
        Opcode comparison = isUp
            ? inclusive ? Opcode.Le : Opcode.Lt
            : inclusive ? Opcode.Ge : Opcode.Gt;
        Write(comparison, 2, TypeId.Bool);
        JumpIf(when: false, exit);
    }

    /// <summary>Pushes the bound as an inclusive one. The range is not empty, so one step towards its start can't overflow.</summary>
    private void LoadInclusive(BoundForRange loop, Operand end, bool isUp)
    {
        if (end.Constant is { } constant)
        {
            LoadInt(loop.Inclusive ? constant : unchecked(constant + (isUp ? -1 : 1)));
            return;
        }
        LoadSlot(end.Slot);
        if (loop.Inclusive)
            return;
        LoadInt(1);
        Write(isUp ? Opcode.Sub : Opcode.Add, 2, TypeId.I64);
    }

    private Operand RangeLast(BoundForRange loop, Operand step)
    {
        Load(step);
        Mark(loop.Step!.Span);
        Write(Opcode.RangeLast, 3, TypeId.I64);
        return _isReachable ? new Operand(null, StoreTemporary()) : default;
    }

    private void EmitRangeUpToLast(BoundForRange loop, int variable, Operand last, Operand step, JumpTarget exit)
    {
        JumpTarget body = NewTarget(), next = NewTarget();
        Jump(body);
        JumpTarget top = PlaceLoopHead();
        Add(variable, step);
        Place(body);
        EmitLoopBody(loop.Body, exit, next);
        Place(next);
        Mark(loop.To.Span);
        LoadSlot(variable);
        Load(last);
        Write(Opcode.Ne, 2, TypeId.Bool);
        JumpIf(when: true, top);
    }

    private void Increment(int variable, long by) => Add(variable, new Operand(by, 0));

    private void Add(int variable, Operand step)
    {
        LoadSlot(variable);
        Load(step);
        Write(Opcode.Add, 2, TypeId.I64);
        StoreSlot(variable);
    }
}
