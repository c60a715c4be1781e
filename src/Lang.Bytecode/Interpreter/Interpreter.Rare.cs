using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// Whole operations, for words that the dispatch loop does not finish by itself. State is saved, so these may allocate
/// and collect: operands stay in their slots, and the destination is written last.
/// </summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>Executes one word. Returns the next one, or null when it failed; the reason is in <see cref="Heap.Failure"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Word* ExecuteRare(Word* w, long* fp)
    {
        RegisterOp op = w->Op;
        switch (op)
        {
            case >= RegisterOp.FMod and <= RegisterOp.Pow:
                ((double*)fp)[w->A] = Calculate(op, ((double*)fp)[w->B], ((double*)fp)[w->C]);
                return w + 1;
            case >= RegisterOp.StringConcat and <= RegisterOp.NewCell:
                long made = op < RegisterOp.StringSlice ? MakeObject(w, fp) : MakeLargerObject(w, fp);
                if (made == 0)
                    return null;
                fp[w->A] = made;
                return op < RegisterOp.StringSlice ? w + 1 : w + 2;
            case >= RegisterOp.FloatToInt and <= RegisterOp.Eof:
                if (!TryMakeNumber(w, fp, out long number))
                    return null;
                fp[w->A] = number;
                return op == RegisterOp.RangeLast ? w + 2 : w + 1;
            case >= RegisterOp.ArrayAppend:
                if (!TryExecuteEffect(w, fp))
                    return null;
                return op is RegisterOp.WriteValue or RegisterOp.CallHost ? w + 2 : w + 1;
            default:
                return TryExecuteSlowPath(w, fp) ? w + 1 : null;
        }
    }

    /// <summary>Operations of the loop whose fast path did not apply.</summary>
    private bool TryExecuteSlowPath(Word* w, long* fp)
    {
        long value;
        switch (w->Op)
        {
            case RegisterOp.Div or RegisterOp.Mod when fp[w->C] == 0:
                return _heap.Failure.Set(FailureKind.DivisionByZero);
            case RegisterOp.Div:
                fp[w->A] = Arithmetic.Divide(fp[w->B], fp[w->C]);
                return true;
            case RegisterOp.Mod:
                fp[w->A] = Arithmetic.Remainder(fp[w->B], fp[w->C]);
                return true;
            case RegisterOp.Get8 or RegisterOp.Get1:
                return _heap.Failure.Set(FailureKind.ArrayIndex, fp[w->C], ((TlArray*)fp[w->B])->Length);
            case RegisterOp.Get8Small:
                return _heap.Failure.Set(FailureKind.ArrayIndex, w->C, ((TlArray*)fp[w->B])->Length);
            case RegisterOp.Set8 or RegisterOp.Set1 or RegisterOp.Set8Small or RegisterOp.Set1Small:
                return _heap.Failure.Set(FailureKind.ArrayIndex, fp[w->B], ((TlArray*)fp[w->A])->Length);
            case RegisterOp.Set8At:
                return _heap.Failure.Set(FailureKind.ArrayIndex, w->B, ((TlArray*)fp[w->A])->Length);
            case RegisterOp.Push8 or RegisterOp.Push1:
                return ArrayOperations.TryPush(_heap, (TlArray*)fp[w->A], fp[w->B]);
            case RegisterOp.Pop8 or RegisterOp.Pop1:
                bool popped = ArrayOperations.TryPop(_heap, (TlArray*)fp[w->B], out value);
                Debug.Assert(!popped, "Only the empty array comes here.");
                return popped;
            case RegisterOp.StringGet:
                return StringOperations.TryGet(_heap, (TlString*)fp[w->B], fp[w->C], out value);
            case RegisterOp.StringEq or RegisterOp.StringNe:
                if (!MayCompare(w, fp))
                    return false;
                fp[w->A] = StringOperations.AreEqual((TlString*)fp[w->B], (TlString*)fp[w->C]) == (w->Op == RegisterOp.StringEq) ? 1 : 0;
                return true;
            case RegisterOp.LoadString:
                bool made = TryMakeLiteral(w->Immediate);
                fp[w->A] = _literals[w->Immediate];
                return made;
            case RegisterOp.StoreFunction:
                StoreFunction(w->Immediate, fp[w->A]);
                return true;
            case RegisterOp.CallValue when fp[w->B] == 0:
                return _heap.Failure.Set(FailureKind.UnsetFunction);
            case RegisterOp.Call or RegisterOp.CallValue or RegisterOp.CheckFrame:
                return _heap.Failure.Set(FailureKind.CallDepth, _options.MaxCallDepth);
            default:
                throw new UnreachableException($"no slow path for {w->Op}");
        }
    }

    private static double Calculate(RegisterOp op, double a, double b) => op switch
    {
        RegisterOp.FMod => Arithmetic.Remainder(a, b),
        RegisterOp.FMin => Arithmetic.Min(a, b),
        RegisterOp.FMax => Arithmetic.Max(a, b),
        RegisterOp.Floor => Math.Floor(a),
        RegisterOp.Ceil => Math.Ceiling(a),
        RegisterOp.Round => Arithmetic.Round(a),
        RegisterOp.Sin => Math.Sin(a),
        RegisterOp.Cos => Math.Cos(a),
        RegisterOp.Tan => Math.Tan(a),
        RegisterOp.Asin => Math.Asin(a),
        RegisterOp.Acos => Math.Acos(a),
        RegisterOp.Atan => Math.Atan(a),
        RegisterOp.Atan2 => Math.Atan2(a, b),
        RegisterOp.Exp => Math.Exp(a),
        RegisterOp.Log => Math.Log(a),
        RegisterOp.Pow => Math.Pow(a, b),
        _ => throw new UnreachableException(),
    };

    /// <summary>Operations of one word that make an object; 0 when they fail.</summary>
    private long MakeObject(Word* w, long* fp) => w->Op switch
    {
        RegisterOp.StringConcat => (long)StringOperations.Concat(_heap, (TlString*)fp[w->B], (TlString*)fp[w->C]),
        RegisterOp.IntToString => (long)StringOperations.FromInt(_heap, fp[w->B]),
        RegisterOp.FloatToString => (long)StringOperations.FromFloat(_heap, ((double*)fp)[w->B]),
        RegisterOp.BoolToString => (long)StringOperations.FromBool(_heap, fp[w->B] != 0),
        RegisterOp.Chr => (long)StringOperations.FromCodePoint(_heap, fp[w->B]),
        RegisterOp.Args => MakeArguments(),
        RegisterOp.ReadLine => ReadLine(),
        _ => throw new UnreachableException(),
    };

    /// <summary>Operations of two words that make an object; 0 when they fail.</summary>
    private long MakeLargerObject(Word* w, long* fp)
    {
        long extra = w[1].Raw;
        switch (w->Op)
        {
            case RegisterOp.StringSlice: return (long)StringOperations.Slice(_heap, (TlString*)fp[w->B], fp[w->C], fp[extra]);
            case RegisterOp.ArraySlice: return (long)ArrayOperations.Slice(_heap, (TlArray*)fp[w->B], fp[w->C], fp[extra]);
            case RegisterOp.NewFunction:
                RuntimeType signature = _heap.Types[new TypeId((int)(extra >> 32))];
                return (long)_heap.NewFunction(signature, (int)extra, w->C != 0 ? (TlEnvironment*)fp[w->B] : null);
        }
        var type = new TypeId((int)extra);
        return w->Op switch
        {
            RegisterOp.ValueToString => (long)ValuePrinter.ToText(_heap, fp[w->B], type),
            RegisterOp.NewArray => (long)ArrayOperations.Create(_heap, _heap.Types[type], fp + w->B, w->C),
            RegisterOp.ArrayFill => (long)ArrayOperations.Fill(_heap, _heap.Types[type], fp[w->B], fp[w->C]),
            RegisterOp.NewEnv => (long)_heap.NewEnvironment(_heap.Types[type], fp + w->B),
            RegisterOp.NewCell => (long)_heap.NewCell(_heap.Types[type], fp[w->B]),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Operations that give a number or a bool.</summary>
    private bool TryMakeNumber(Word* w, long* fp, out long result)
    {
        result = 0;
        switch (w->Op)
        {
            case RegisterOp.FloatToInt: return Arithmetic.TryToInt(_heap, ((double*)fp)[w->B], out result);
            case RegisterOp.StringToInt: return Arithmetic.TryToInt(_heap, (TlString*)fp[w->B], out result);
            case RegisterOp.StringToFloat:
                bool parsed = Arithmetic.TryToFloat(_heap, (TlString*)fp[w->B], out double number);
                result = BitConverter.DoubleToInt64Bits(number);
                return parsed;
            case RegisterOp.StringLt:
                result = StringOperations.Compare((TlString*)fp[w->B], (TlString*)fp[w->C]) < 0 ? 1 : 0;
                return MayCompare(w, fp);
            case RegisterOp.StringLe:
                result = StringOperations.Compare((TlString*)fp[w->B], (TlString*)fp[w->C]) <= 0 ? 1 : 0;
                return MayCompare(w, fp);
            case RegisterOp.RangeLast:
                long step = fp[w[1].Raw];
                if (step == 0)
                    return _heap.Failure.Set(FailureKind.ZeroStep);
                result = Arithmetic.RangeLast(fp[w->B], fp[w->C], step);
                return true;
            case RegisterOp.Clock:
                result = BitConverter.DoubleToInt64Bits((double)Stopwatch.GetTimestamp() / Stopwatch.Frequency);
                return true;
            case RegisterOp.Eof: return TryAskForEnd(out result);
            default: throw new UnreachableException();
        }
    }

    private bool MayCompare(Word* w, long* fp) =>
        _heap.MayWorkOn(StringOperations.WorkOfComparing((TlString*)fp[w->B], (TlString*)fp[w->C]));

    /// <summary>Operations without a result.</summary>
    private bool TryExecuteEffect(Word* w, long* fp)
    {
        long value = fp[w->A];
        switch (w->Op)
        {
            case RegisterOp.ArrayAppend: return ArrayOperations.TryAppend(_heap, (TlArray*)value, fp + w->B, w->C);
            case RegisterOp.CheckSet: return value != 0 || _heap.Failure.Set(FailureKind.UnsetFunction);
            case RegisterOp.CheckStep: return value != 0 || _heap.Failure.Set(FailureKind.ZeroStep);
            case RegisterOp.Assert: return value != 0 || _heap.Failure.Set(FailureKind.Assertion);
            case RegisterOp.AssertMessage: return value != 0 || _heap.Failure.Set(FailureKind.Assertion, fp[w->B]);
            case RegisterOp.Error: return _heap.Failure.Set(FailureKind.ScriptError, value);
            case RegisterOp.Print: return ValuePrinter.WriteInt(value, _output) && _output.Write("\n"u8);
            case RegisterOp.WriteInt: return ValuePrinter.WriteInt(value, _output);
            case RegisterOp.WriteFloat: return ValuePrinter.WriteFloat(BitConverter.Int64BitsToDouble(value), _output);
            case RegisterOp.WriteBool: return ValuePrinter.WriteBool(value != 0, _output);
            case RegisterOp.WriteString: return _output.Write(((TlString*)value)->Span) && _heap.MayWorkOn(((TlString*)value)->Length);
            case RegisterOp.WriteValue: return ValuePrinter.Write(_heap, value, new TypeId((int)w[1].Raw), _output);
            case RegisterOp.CallHost: return TryCallHost(w, fp);
            default: throw new UnreachableException();
        }
    }
}
