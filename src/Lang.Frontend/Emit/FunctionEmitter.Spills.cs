using Lang.Bytecode;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// Room on the operand stack. It holds 255 slots, but expressions nest a thousand deep: when an expression might not
// find room, all that lies on the stack moves into temporaries until the expression's value is there.
internal sealed partial class FunctionEmitter
{
    /// <summary>Slots that an expression may use beside those that <see cref="SlotsFor"/> counts.</summary>
    private const int SpareSlots = 8;

    /// <summary>Elements of an array that are pushed before they go into the array.</summary>
    private const int ArrayChunk = 64;

    /// <summary>Empties the stack if <paramref name="expression"/> might not find room; returns the temporaries, deepest slot first.</summary>
    private int[]? MakeRoomFor(BoundExpression expression)
    {
        if (!_isReachable || _stack.Count + SlotsFor(expression) + SpareSlots <= Bytecode.Limits.OperandStack)
            return null;
        Mark(expression.Span);
        var temporaries = new int[_stack.Count];
        for (int i = temporaries.Length - 1; i >= 0; i--)
        {
            // A variable can't hold what may be unset, so here the error of an unset function comes before its arguments.
            if (_stack[i].MayBeUnset)
                CheckSet(below: 0);
            temporaries[i] = _variables.Take(_stack[i].Type);
            StoreSlot(temporaries[i]);
        }
        return temporaries;
    }

    /// <summary>Brings the emptied stack back, below the value that was computed meanwhile if there is one.</summary>
    private void Restore(int[] temporaries)
    {
        int value = -1;
        if (_isReachable && _stack.Count > 0)
        {
            value = _variables.Take(Top);
            StoreSlot(value);
        }
        foreach (int temporary in temporaries)
        {
            LoadSlot(temporary);
            _variables.Release(temporary);
        }
        if (value < 0)
            return;
        LoadSlot(value);
        _variables.Release(value);
    }

    /// <summary>How many slots an expression pushes itself before it has its value; operands make room for their own.</summary>
    private static int SlotsFor(BoundExpression expression) => expression switch
    {
        BoundCall call => Math.Max(call.Arguments.Length, call.Environment is BoundClosure ? call.Target.Function.Captures.Count : 0),
        BoundCallValue call => call.Arguments.Length,
        BoundHostCall call => call.Arguments.Length,
        BoundArray array => Math.Min(array.Elements.Length, ArrayChunk),
        BoundClosure closure => closure.Function.Captures.Count,
        BoundFunctionValue value => value.Target.Function.Captures.Count,
        _ => 0,
    };
}
