using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Testing.Modules;

/// <summary>
/// Makes random modules that verify but that no source text gives: functions of blocks which jump anywhere, with values on the
/// operand stack across jumps, loops and calls, code nobody reaches, and ends without RETURN.
/// </summary>
/// <remarks>
/// Each block has a shape, the types on the stack where it begins. Whoever jumps there brings the stack into that shape first,
/// so any block can follow any other. Reference variables are set before the first block: they can be read everywhere. Whether
/// and when the code ends is for fuel to say.
/// </remarks>
internal sealed class ModuleGenerator
{
    private const int DeepestStack = 40;

    private static readonly ImmutableArray<Opcode> s_plain =
    [
        .. Enum.GetValues<Opcode>().Except(
        [
            Opcode.Clock, Opcode.Return, Opcode.Error, Opcode.Jump, Opcode.JumpIfFalse, Opcode.JumpIfTrue, Opcode.CallHost, Opcode.Call, Opcode.CallValue,
        ]),
    ];

    private readonly Random _random;
    private readonly Palette _types;
    private readonly RandomModule _signatures;
    private readonly BytecodeModule _declarations;

    // Of the function in work.
    private readonly ImmutableArray<Step>.Builder _steps = ImmutableArray.CreateBuilder<Step>();
    private RandomFunction _function;
    private int _index;
    private StackTypes _stack;
    private ImmutableArray<ImmutableArray<TypeId>> _shapes = [];

    private ModuleGenerator(Random random)
    {
        _random = random;
        (_, _types) = Palette.NewModule();
        _signatures = new RandomModule(Signatures());
        _declarations = _signatures.Declarations();
        _function = _signatures.Functions[0];
        _stack = new StackTypes(_declarations, _declarations.Functions[0]);
    }

    /// <summary>The module of a seed.</summary>
    public static RandomModule Generate(ulong seed) => new ModuleGenerator(new Random(unchecked((int)(seed * 2654435761)))).Module();

    private RandomModule Module() => new([.. _signatures.Functions.Select((function, index) => function with { Steps = Code(function, index) })]);

    private ImmutableArray<RandomFunction> Signatures()
    {
        var functions = ImmutableArray.CreateBuilder<RandomFunction>();
        functions.Add(new("main", false, [], TypeId.None, Locals(), []));
        functions.Add(new("closure", true, [_types.Environment, TypeId.I64], TypeId.I64, Locals(), []));
        functions.Add(new("step", false, [TypeId.I64], TypeId.I64, Locals(), []));
        functions.Add(new("mixed", false, [TypeId.F64, TypeId.I64, TypeId.Bool], TypeId.F64, Locals(), []));
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            ImmutableArray<TypeId> parameters = [.. Enumerable.Range(0, _random.Next(10)).Select(_ => Pick(_types.All))];
            functions.Add(new("f", false, parameters, Chance(4) ? TypeId.None : Pick(_types.All), Locals(), []));
        }
        return functions.ToImmutable();
    }

    // One of each type, so that every type can be loaded, and sometimes very many.
    private ImmutableArray<TypeId> Locals() =>
        [.. _types.All, .. Enumerable.Range(0, Chance(6) ? _random.Next(150, 300) : _random.Next(8)).Select(_ => Pick(TypeId.I64, TypeId.F64, TypeId.Bool))];

    private ImmutableArray<Step> Code(RandomFunction function, int index)
    {
        (_function, _index) = (function, index);
        _stack = new StackTypes(_declarations, _declarations.Functions[index]);
        _steps.Clear();
        Prologue();
        ImmutableArray<TypeId>[] kinds = [.. Enumerable.Range(0, 3).Select(_ => Shape())];
        _shapes = [.. Enumerable.Range(0, _random.Next(2, 8)).Select(_ => Chance(3) ? Shape() : Pick(kinds))];
        bool endsImplicitly = Chance(2);
        if (endsImplicitly)
            _shapes = _shapes.Add([.. Shape(), .. ResultShape()]);
        int blocks = endsImplicitly ? _shapes.Length - 1 : _shapes.Length;
        Bring(_shapes[0]);
        for (int block = 0; block < blocks; block++)
        {
            Place(block);
            for (int i = _random.Next(3, 25); i > 0; i--)
                Something(block);
            bool isLast = block == blocks - 1;
            if (isLast ? endsImplicitly : Chance(2))
                Bring(_shapes[block + 1]);
            else
                Leave(block);
        }
        if (endsImplicitly)
            Place(blocks);
        return _steps.ToImmutable();
    }

    private ImmutableArray<TypeId> Shape() => [.. Enumerable.Range(0, Chance(10) ? _random.Next(20) : _random.Next(4)).Select(_ => Pick(_types.All))];

    private ImmutableArray<TypeId> ResultShape() => _function.Result.Exists ? [_function.Result] : [];

    private void Place(int label)
    {
        _steps.Add(new Step(null, label));
        _stack.Reset(_shapes[label].AsSpan());
    }

    // Every reference variable gets a value; later ones are made of earlier ones.
    private void Prologue()
    {
        for (int local = 0; local < _function.Locals.Length; local++)
        {
            TypeId type = _function.Locals[local];
            if (type == TypeId.I64 || type == TypeId.Bool || type == TypeId.F64)
                continue;
            if (type == TypeId.String)
                Add(Opcode.LoadString, _random.Next(Palette.Strings));
            else if (type == _types.Cell)
                Make(Opcode.NewCell, type, TypeId.I64);
            else if (type == _types.Environment)
                Make(Opcode.NewEnv, type, _types.Cell, TypeId.String);
            else if (type == _types.StepType)
                Function(Chance(2));
            else if (type == _types.MixedType)
                Add(Opcode.NewFunction, Palette.Mixed);
            else
                Elements(type);
            Add(Opcode.StoreVar, _function.Parameters.Length + local);
        }
    }

    private void Function(bool captures)
    {
        if (captures)
            Load(_types.Environment);
        Add(Opcode.NewFunction, captures ? Palette.Closure : Palette.Step);
    }

    private void Elements(TypeId array)
    {
        for (int i = 0; i < 3; i++)
            Load(_declarations.Types[array].Item);
        Add(Opcode.NewArray, array.Index, 3);
    }

    private void Make(Opcode opcode, TypeId type, params ReadOnlySpan<TypeId> parts)
    {
        foreach (TypeId part in parts)
            Load(part);
        Add(opcode, type.Index);
    }

    // A step of any kind; some come in groups that would hardly meet by chance.
    private void Something(int block)
    {
        if (_stack.Depth > DeepestStack)
        {
            Add(Opcode.Pop);
            return;
        }
        switch (_random.Next(40))
        {
            case < 2: Exit(block); break;
            case 2: Call(Callee()); break;
            case 3 when Chance(3): CallValue(); break;
            case 4:
                Load(Pick(_types.Ints, _types.Floats, _types.Texts, _types.Rows));
                Add(Opcode.LoadConst, _random.Next(3));
                Add(Opcode.ArrayGet);
                break;
            case 5:
                Load(TypeId.I64);
                Add(Opcode.LoadConst, _random.Next(1, 10));
                Add(Pick(Opcode.Div, Opcode.Mod));
                break;
            case 6: Write(); break;
            case 7: Load(Pick(_types.All)); break;
            case 8:
                Load(Pick(_types.All));
                Load(Pick(_types.All));
                Add(Opcode.Dup2);
                break;
            default: Plain(); break;
        }
    }

    // Most of those that can fail do so on random operands, and then the rest never runs: they are rare.
    private void Plain()
    {
        for (int tries = 0; tries < 60; tries++)
        {
            Opcode opcode = Pick(s_plain);
            if (OpcodeTable.Get(opcode).Is(OpcodeFlags.CanFail) && !IsWriting(opcode) && !Chance(60))
                continue;
            TypeId[] before = _stack.Slots.ToArray();
            int[] operands = [.. OpcodeTable.Get(opcode).Operands.Select(Operand)];
            int a = operands.ElementAtOrDefault(0), b = operands.ElementAtOrDefault(1);
            if (_stack.Apply(new Instruction(0, opcode, a, b, 0)) is null)
            {
                _steps.Add(new Step(opcode, a, b));
                return;
            }
            _stack.Reset(before);
        }
    }

    private static bool IsWriting(Opcode opcode) => opcode is Opcode.Print or (>= Opcode.WriteInt and <= Opcode.WriteValue);

    private int Operand(OperandKind kind) => kind switch
    {
        OperandKind.Constant => _random.Next(Palette.Constants.Length),
        OperandKind.String => _random.Next(Palette.Strings),
        OperandKind.Variable => _random.Next(_function.Variables.Length),
        OperandKind.Global => _random.Next(_types.Globals.Length),
        OperandKind.Type => Pick(_types.All).Index,
        OperandKind.Function => _random.Next(_signatures.Functions.Length),
        _ => _random.Next(3),
    };

    // Mostly a later one, so that recursion does not take all the fuel.
    private int Callee()
    {
        int count = _signatures.Functions.Length;
        return Chance(8) || _index == count - 1 ? _random.Next(1, count) : _random.Next(_index + 1, count);
    }

    private void Call(int function)
    {
        foreach (TypeId parameter in _signatures.Functions[function].Parameters)
            Load(parameter);
        Add(Opcode.Call, function);
    }

    private void CallValue()
    {
        (TypeId type, int like) = Chance(2) ? (_types.StepType, Palette.Step) : (_types.MixedType, Palette.Mixed);
        Load(type);
        foreach (TypeId parameter in _signatures.Functions[like].Parameters)
            Load(parameter);
        Add(Opcode.CallValue, type.Index);
    }

    private void Write()
    {
        TypeId type = Pick(_types.All.AsSpan()[..9]);
        Load(type);
        if (type == TypeId.I64)
            Add(Opcode.Print);
        else if (type == TypeId.Bool)
            Add(Opcode.WriteBool);
        else if (type == TypeId.F64)
            Add(Opcode.WriteFloat);
        else if (type == TypeId.String)
            Add(Opcode.WriteString);
        else
            Add(Opcode.WriteValue, type.Index);
    }

    // Leaves the block if a condition holds: a variable's value, or a counter that is not yet at its end.
    private void Exit(int block)
    {
        int label = Target(block);
        Bring(_shapes[label]);
        if (Chance(3))
            Load(Pick(TypeId.Bool, TypeId.I64));
        else
            Count();
        Add(Pick(Opcode.JumpIfTrue, Opcode.JumpIfFalse), label);
    }

    private void Count()
    {
        int counter = Variable(TypeId.I64);
        Add(Opcode.LoadVar, counter);
        Add(Opcode.LoadConst, 1);
        Add(Opcode.Add);
        Add(Opcode.Dup);
        Add(Opcode.StoreVar, counter);
        Add(Opcode.LoadConst, _random.Next(1, 7));
        Add(Pick(Opcode.Lt, Opcode.Ge, Opcode.Eq, Opcode.Mod));
    }

    // Forwards more often than backwards.
    private int Target(int block) => Chance(3) ? _random.Next(_shapes.Length) : _random.Next(block, _shapes.Length);

    private void Leave(int block)
    {
        switch (_random.Next(6))
        {
            case < 3:
                int label = Target(block);
                Bring(_shapes[label]);
                Add(Opcode.Jump, label);
                break;
            case 3 when Chance(4):
                Load(TypeId.String);
                Add(Opcode.Error);
                break;
            default:
                for (int i = _random.Next(4); i > 0; i--)
                    Write();
                if (_function.Result.Exists)
                    Load(_function.Result);
                Add(Opcode.Return);
                break;
        }
        // Nobody gets here; the stack is what it was, for what follows to make sense.
        for (int i = Chance(4) ? _random.Next(1, 6) : 0; i > 0; i--)
            Plain();
    }

    // Makes the stack what a shape says, keeping what fits.
    private void Bring(ImmutableArray<TypeId> shape)
    {
        int kept = 0;
        while (kept < shape.Length && kept < _stack.Depth && StackTypes.IsAssignable(_stack.Slots[kept], shape[kept]))
            kept++;
        while (_stack.Depth > kept)
            Add(Opcode.Pop);
        foreach (TypeId type in shape.AsSpan()[kept..])
            Load(type);
    }

    private void Load(TypeId type)
    {
        if (type == TypeId.I64 && Chance(3))
            Add(Opcode.LoadConst, _random.Next(Palette.Constants.Length));
        else if (type == TypeId.F64 && Chance(3))
            Add(Opcode.LoadFloat, _random.Next(Palette.Constants.Length));
        else
            Add(Opcode.LoadVar, Variable(type));
    }

    private int Variable(TypeId type)
    {
        ImmutableArray<TypeId> variables = _function.Variables;
        int[] found = [.. Enumerable.Range(0, variables.Length).Where(i => variables[i] == type)];
        return found[_random.Next(found.Length)];
    }

    private void Add(Opcode opcode, int a = 0, int b = 0)
    {
        _steps.Add(new Step(opcode, a, b));
        if (_stack.Apply(new Instruction(0, opcode, a, b, 0)) is { } error)
            throw new InvalidOperationException(error);
    }

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    private T Pick<T>(ImmutableArray<T> values) => values[_random.Next(values.Length)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
