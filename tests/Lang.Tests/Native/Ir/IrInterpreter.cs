using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Analysis;
using Lang.Native.Ir;
using Lang.Native.Optimizer;

namespace Lang.Tests.Native.Ir;

/// <summary>Executes functions in SSA form, so that a function can be compared before and after passes. Slow and simple.</summary>
/// <remarks>
/// Memory is a list of objects; references and addresses are their numbers. Calls are not executed: their result is a hash of what is called, and those that are not pure are
/// written to a log and change the memory that they may write. But where a call of the function itself returns before it does anything else, that is its result. A guard that fails ends the execution, with all that the interpreter would go on with.
/// </remarks>
internal sealed class IrInterpreter
{
    private const int MostSteps = 3000, MostStepsOfLeaf = 60, LargestArray = 4096;

    private readonly IrFunction _function, _called;
    private readonly PassContext _context;
    private readonly IrMemory _memory;
    private readonly long[] _arguments;
    private readonly long[] _values;
    private int _steps;

    // Of fuel: how many polls there may be.
    private long _budget;

    private IrInterpreter(IrFunction function, IrFunction called, PassContext context, IrMemory memory, long[] arguments, long budget)
    {
        (_function, _called, _context, _memory, _arguments, _budget) = (function, called, context, memory, arguments, budget);
        _values = new long[function.NodeCount];
    }

    /// <summary>What the interpreter's frames and memory were at each place where it might have taken over.</summary>
    private HashSet<string> Places { get; } = [];

    /// <summary>Executes a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="called">The function as its calls of itself see it: before passes.</param>
    /// <param name="context">What is known of calls.</param>
    /// <param name="memory">Memory, which is changed.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="budget">How many polls there may be, if they count fuel.</param>
    /// <returns>Its end; and the places at which it might have been left.</returns>
    /// <exception cref="NotSupportedException">It does what this does not execute, or too much.</exception>
    public static (string End, HashSet<string> Places) Run(IrFunction function, IrFunction called, PassContext context, IrMemory memory, long[] arguments, long budget)
    {
        var interpreter = new IrInterpreter(function, called, context, memory, arguments, budget);
        string end = interpreter.Run();
        return (end, interpreter.Places);
    }

    private string Run()
    {
        int from = -1, block = 0;
        while (true)
        {
            EnterPhis(from, block);
            if (_function.Block(block).LoopState is >= 0 and int state)
                Places.Add(Describe(state));
            for (int node = _function.Block(block).First; ; node = _function[node].Next)
            {
                if (_steps++ > MostSteps)
                    throw new NotSupportedException("It takes too long.");
                IrNode at = _function[node];
                if (at.Op == IrOp.Phi)
                    continue;
                if (at.Op == IrOp.Return)
                    return $"returns {(at.A < 0 ? "" : Text(at.A))} {_memory.Describe()} {Fuel}";
                if (at.Op == IrOp.Poll && _context.CountsFuel && --_budget < 0)
                    return $"has no fuel, {Describe(at.State)}";
                if (at.Op is IrOp.Guard or IrOp.Exit or IrOp.FloatToInt)
                {
                    string place = Describe(at.State);
                    Places.Add(place);
                    if (at.Op == IrOp.Exit || (at.Op == IrOp.Guard && Value(at.A) == 0) || (at.Op == IrOp.FloatToInt && !IsConvertible(at.A)))
                        return place;
                }
                if (at.Op is IrOp.Jump or IrOp.Branch)
                {
                    bool isFirst = at.Op == IrOp.Jump || Value(at.A) != 0;
                    (from, block) = (block, isFirst ? _function.Block(block).Successor : _function.Block(block).OtherSuccessor);
                    break;
                }
                if (at.Op == IrOp.Call && ResultOfLeaf(at) is { } result)
                {
                    if (_context.CountsFuel && --_budget < 0)
                        return $"has no fuel, {Describe(at.State, $"{_function.Function}@{FrameState.AtEntry}()")}";
                    _values[node] = result;
                    continue;
                }
                _values[node] = Execute(node, at);
            }
        }
    }

    /// <summary>What a call of the function itself returns, if it does nothing else before.</summary>
    private long? ResultOfLeaf(in IrNode call) =>
        call.Value == _called.Function
            ? new IrInterpreter(_called, _called, _context, _memory, [.. _function.ListOf(call).ToArray().Select(Value)], 0).ReturnAtOnce()
            : null;

    private long? ReturnAtOnce()
    {
        int from = -1, block = 0;
        while (true)
        {
            EnterPhis(from, block);
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                IrNode at = _function[node];
                if (_steps++ > MostStepsOfLeaf)
                    return null;
                if (at.Op == IrOp.Return)
                    return at.A < 0 ? 0 : Value(at.A);
                if (at.Op is IrOp.Parameter || IrOpTable.Get(at.Op).Is(IrFlags.Pure) || IsOfItself(at))
                    _values[node] = Execute(node, at);
                else if (at.Op is not (IrOp.Phi or IrOp.Jump or IrOp.Branch) && !(at.Op == IrOp.Poll && from < 0 && _context.CountsFuel))
                    return null;
            }
            IrNode last = _function[_function.Block(block).Last];
            bool isFirst = last.Op == IrOp.Jump || Value(last.A) != 0;
            (from, block) = (block, isFirst ? _function.Block(block).Successor : _function.Block(block).OtherSuccessor);
        }
    }

    // Objects that nobody else sees: a function without an environment has no others' cells.
    private bool IsOfItself(in IrNode node) =>
        node.Op is IrOp.LoadCell or IrOp.StoreCell || _context.AllocationOf(_function, node) is AllocationKind.Cell or AllocationKind.Environment or AllocationKind.Function;

    private void EnterPhis(int from, int block)
    {
        var values = new List<(int Phi, long Value)>();
        for (int node = _function.Block(block).First; node >= 0 && _function[node].Op == IrOp.Phi; node = _function[node].Next)
            values.Add((node, Value(_function.ListOf(_function[node])[_function.PredecessorsOf(block).IndexOf(from)])));
        foreach ((int phi, long value) in values)
            _values[phi] = value;
    }

    private long Value(int node) => _values[node];

    private double Float(int node) => BitConverter.Int64BitsToDouble(_values[node]);

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);

    private bool IsConvertible(int node) => Float(node) is >= -9223372036854775808.0 and < 9223372036854775808.0;

    private string Text(int node) => _function[node].Type == IrType.Ref ? _memory.Describe(Value(node)) : $"{Value(node):x}";

    private string Describe(int state, params string[] inner)
    {
        List<string> text = [.. inner];
        for (int at = state; at >= 0; at = _function.States[at].Parent)
        {
            FrameState frame = _function.States[at];
            text.Add($"{frame.Function}@{frame.Offset}({string.Join(' ', _function.ValuesOf(frame).ToArray().Select(value => value < 0 ? "_" : Text(value)))})");
        }
        return $"exits {string.Join(" in ", text)} {_memory.Describe()} {Fuel}";
    }

    private string Fuel => _context.CountsFuel ? $"with fuel {_budget}" : "";

    private long Execute(int node, in IrNode at)
    {
        long a = at.A >= 0 ? Value(at.A) : 0, b = at.B >= 0 ? Value(at.B) : 0, c = at.C >= 0 ? Value(at.C) : 0;
        double x = BitConverter.Int64BitsToDouble(a), y = BitConverter.Int64BitsToDouble(b);
        return at.Op switch
        {
            IrOp.Constant => at.Value,
            IrOp.Parameter => _arguments[at.Value],
            IrOp.Add => a + b,
            IrOp.Sub => a - b,
            IrOp.Mul => a * b,
            IrOp.Div => b == 0 ? throw new DivideByZeroException($"node {node}") : b == -1 ? -a : a / b,
            IrOp.Mod => b == 0 ? throw new DivideByZeroException($"node {node}") : b == -1 ? 0 : a % b,
            IrOp.UDiv => b == 0 ? throw new DivideByZeroException($"node {node}") : (long)((ulong)a / (ulong)b),
            IrOp.UMod => b == 0 ? throw new DivideByZeroException($"node {node}") : (long)((ulong)a % (ulong)b),
            IrOp.And => a & b,
            IrOp.Or => a | b,
            IrOp.Xor => a ^ b,
            IrOp.Shl => a << (int)(b & 63),
            IrOp.Shr => a >> (int)(b & 63),
            IrOp.UShr => a >>> (int)(b & 63),
            IrOp.Neg => -a,
            IrOp.BitNot => ~a,
            IrOp.Abs => a < 0 ? -a : a,
            IrOp.Min => Math.Min(a, b),
            IrOp.Max => Math.Max(a, b),
            IrOp.Compare => Compare(at.Condition, a, b) ? 1 : 0,
            IrOp.Select => a != 0 ? b : c,
            IrOp.RangeLast => RangeLast(a, b, c),
            IrOp.FAdd => Bits(x + y),
            IrOp.FSub => Bits(x - y),
            IrOp.FMul => Bits(x * y),
            IrOp.FDiv => Bits(x / y),
            IrOp.FNeg => Bits(-x),
            IrOp.FAbs => Bits(Math.Abs(x)),
            IrOp.FMin => Bits(Math.Min(x, y)),
            IrOp.FMax => Bits(Math.Max(x, y)),
            IrOp.Sqrt => Bits(Math.Sqrt(x)),
            IrOp.Floor => Bits(Math.Floor(x)),
            IrOp.Ceil => Bits(Math.Ceiling(x)),
            IrOp.Round => Bits(Math.Round(x, MidpointRounding.ToEven)),
            IrOp.FCompare => Compare(at.Condition, x, y) ? 1 : 0,
            IrOp.IntToFloat => Bits(a),
            IrOp.FloatToInt => (long)x,
            IrOp.Guard or IrOp.Poll => 0,
            IrOp.Budget => _budget,
            IrOp.Charge => (_budget -= a) >= 0 ? 0 : throw new InvalidOperationException("More is charged than there is."),
            IrOp.ArrayLength or IrOp.StringLength => _memory[a].Length,
            IrOp.ArrayCapacity => _memory[a].Slots.Length,
            IrOp.ArrayData or IrOp.StringBytes => _memory[a].Number,
            IrOp.StoreLength => _memory[a].Length = (int)b,
            IrOp.LoadElement => _memory[a].Slots[b],
            IrOp.StoreElement => Store(_memory[a], b, c, at.Memory == MemoryClass.Refs),
            IrOp.LoadGlobal => _memory.Global(at.Value),
            IrOp.StoreGlobal => _memory.Globals[at.Value] = a,
            IrOp.GlobalState => _memory.Stores.GetValueOrDefault(at.Value),
            IrOp.LoadString => _memory.String(at.Value),
            IrOp.LoadCell => _memory[a].Slots[0],
            IrOp.StoreCell => _memory[a].Slots[0] = b,
            IrOp.LoadField => _memory[a].Slots[(at.Value - TlEnvironment.FieldsOffset) / sizeof(long)],
            IrOp.LoadFunction => _memory[a].Slots[at.Value == TlFunction.IndexOffset ? 0 : 1],
            IrOp.Call => Call(at),
            IrOp.Runtime => Runtime(at),
            IrOp.Rebuild => Rebuild(at, _context.Words[(int)at.Value]),
            _ => throw new NotSupportedException($"{at.Op}"),
        };
    }

    private static long Store(IrObject array, long index, long value, bool isReference)
    {
        array.HoldsReferences |= isReference;
        return array.Slots[index] = value;
    }

    private long Call(in IrNode call)
    {
        if (call.Type == IrType.Ref)
            throw new NotSupportedException("A call makes an object.");
        string text = $"call {call.Value} ({string.Join(' ', _function.ListOf(call).ToArray().Select(Text))})";
        long hash = Hash(text);
        if (!_context.IsPureCall(call))
        {
            _memory.Log.Add(text);
            _memory.Change(_context.Written(call), hash);
        }
        return call.Type == IrType.Float ? Bits(hash % 1000) : hash % 20;
    }

    private static long Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in text)
            hash = (hash ^ letter) * 1099511628211;
        return (long)(hash >> 8);
    }

    private long Runtime(in IrNode node)
    {
        long[] operands = [.. _function.ListOf(node).ToArray().Select(Value)];
        switch (_context.Words[(int)node.Value].First.Op)
        {
            case RegisterOp.ArrayFill:
                if (operands[1] is < 0 or > LargestArray)
                    throw new NotSupportedException("An array of that length.");
                long filled = _memory.New((int)operands[1], (int)operands[1] + 1, ElementsOf(node));
                Array.Fill(_memory[filled].Slots, operands[0]);
                return filled;
            case RegisterOp.NewArray or RegisterOp.NewCell or RegisterOp.NewEnv or RegisterOp.NewFunction:
                return Make(node, _context.Words[(int)node.Value]);
            case RegisterOp.StoreFunction:
                long global = _context.Words[(int)node.Value].First.Immediate;
                _memory.Stores[global] = Math.Min(2, _memory.Stores.GetValueOrDefault(global) + 1);
                return _memory.Globals[global] = operands[0];
            case RegisterOp.Push1 or RegisterOp.Push8:
                _memory[operands[0]].Push(operands[1]);
                _memory[operands[0]].HoldsReferences |= _function[_function.ListOf(node)[1]].Type == IrType.Ref;
                return 0;
            case var op when _context.IsPure(node):
                long hash = Hash($"{op} {string.Join(' ', _function.ListOf(node).ToArray().Select(Text))}");
                return node.Type == IrType.Float ? Bits(hash % 1000) : hash & 1;
            case var op when node.Type == IrType.None && node.Memory == MemoryClass.Constant:
                _memory.Log.Add($"{op} {string.Join(' ', _function.ListOf(node).ToArray().Select(Text))}");
                return 0;
            default:
                throw new NotSupportedException("An operation of the runtime.");
        }
    }

    // What would have been filled has its elements one by one, too.
    private long Rebuild(in IrNode node, RuntimeWords words) =>
        Make(node, words.First.Op == RegisterOp.ArrayFill ? new RuntimeWords(new Word { Op = RegisterOp.NewArray }, words.Second, node.Count) : words);

    // An object of its parts; a function value knows its function besides.
    private long Make(in IrNode node, RuntimeWords words)
    {
        IEnumerable<(long Value, bool IsReference)> parts = _function.ListOf(node).ToArray().Select(part => (Value(part), _function[part].Type == IrType.Ref));
        if (words.First.Op == RegisterOp.NewFunction)
            parts = parts.Prepend((words.Second & uint.MaxValue, false));
        (long Value, bool IsReference)[] all = [.. parts];
        long made = _memory.New(all.Length, all.Length, words.First.Op == RegisterOp.NewArray ? ElementsOf(node) : MemorySet.None, [.. all.Select(part => part.IsReference)]);
        for (int i = 0; i < all.Length; i++)
            _memory[made].Slots[i] = all[i].Value;
        return made;
    }

    // Calls change no numbers of arrays that the function made: they are of no known type.
    private MemorySet ElementsOf(in IrNode made) =>
        made.Count > 0 && _function[_function.ListOf(made)[0]].Type == IrType.Ref ? MemorySet.Refs : MemorySet.None;

    private static long RangeLast(long start, long bound, long step)
    {
        Int128 distance = (Int128)bound - start;
        bool isEmpty = step > 0 ? distance < 0 : distance > 0;
        return isEmpty ? start : (long)(start + (distance / step * step));
    }

    private static bool Compare(IrCondition condition, long a, long b) => condition switch
    {
        IrCondition.Eq => a == b,
        IrCondition.Ne => a != b,
        IrCondition.Lt => a < b,
        IrCondition.Le => a <= b,
        IrCondition.Gt => a > b,
        IrCondition.Ge => a >= b,
        IrCondition.Below => (ulong)a < (ulong)b,
        _ => (ulong)a >= (ulong)b,
    };

    private static bool Compare(IrCondition condition, double a, double b) => condition switch
    {
        IrCondition.Eq => a == b,
        IrCondition.Ne => a != b,
        IrCondition.Lt => a < b,
        IrCondition.Le => a <= b,
        IrCondition.Gt => a > b,
        IrCondition.Ge => a >= b,
        IrCondition.NotLt => !(a < b),
        IrCondition.NotLe => !(a <= b),
        IrCondition.NotGt => !(a > b),
        _ => !(a >= b),
    };
}
