namespace Lang.Bytecode.Verification;

/// <summary>
/// The types on the operand stack at one point of a function, and the rule that carries them over an instruction.
/// The verifier proves code with it; decoders and compilers follow the types between two jump targets with the same
/// rule: <see cref="Reset"/> at a target, <see cref="Apply"/> for each instruction after it.
/// </summary>
/// <remarks>
/// What the opcode table says is applied as it stands. Opcodes whose effect depends on an operand's meaning have
/// methods of their own in the other part of this class.
/// </remarks>
public sealed partial class StackTypes
{
    private readonly BytecodeModule _module;
    private FunctionInfo _function;
    private readonly TypeTable _types;
    private readonly TypeId[] _slots = new TypeId[Limits.OperandStack];

    // Whether the slot holds an environment that may be unset: loaded from a global, CHECK_SET not yet passed.
    private readonly bool[] _maybeUnset = new bool[Limits.OperandStack];
    private string? _error;

    /// <summary>An empty stack at the start of <paramref name="function"/>.</summary>
    public StackTypes(BytecodeModule module, FunctionInfo function)
    {
        _module = module;
        _function = function;
        _types = module.Types;
    }

    /// <summary>Begins another function of the module, with an empty stack.</summary>
    internal void Begin(FunctionInfo function)
    {
        _function = function;
        Depth = 0;
    }

    /// <summary>How many slots are on the stack.</summary>
    public int Depth { get; private set; }

    /// <summary>The types, bottom first. The span is valid until the next change.</summary>
    public ReadOnlySpan<TypeId> Slots => _slots.AsSpan(0, Depth);

    /// <summary>The type <paramref name="below"/> slots under the top (0: the top itself).</summary>
    public TypeId Peek(int below = 0) => _slots[Depth - 1 - below];

    /// <summary>Replaces the whole stack, bottom first.</summary>
    public void Reset(ReadOnlySpan<TypeId> slots)
    {
        slots.CopyTo(_slots);
        _maybeUnset.AsSpan(0, slots.Length).Clear();
        Depth = slots.Length;
    }

    /// <summary>
    /// Carries the types over one instruction, whose operands exist (verified code's always do). Returns why the
    /// instruction is ill-typed here, or null; after an error the stack is in no useful state.
    /// </summary>
    public string? Apply(in Instruction instruction)
    {
        _error = null;
        OpcodeInfo info = OpcodeTable.Get(instruction.Opcode);
        if (Depth < info.Pops.Length && info.Pops is not [.., StackKind.Sequence or StackKind.Result])
            return $"{info.Name} needs {info.Pops.Length} on the stack, but {Depth} {(Depth == 1 ? "is" : "are")} there";
        if (!ApplySpecial(instruction))
            ApplyTable(info);
        return _error is null ? null : $"{info.Name}: {_error}";
    }

    /// <summary>Whether a value of type <paramref name="from"/> may stand where <paramref name="to"/> is wanted.</summary>
    public static bool IsAssignable(TypeId from, TypeId to) => from == to || (from == TypeId.Bool && to == TypeId.I64);

    internal ReadOnlySpan<bool> MaybeUnset => _maybeUnset.AsSpan(0, Depth);

    internal void Restore(ReadOnlySpan<TypeId> slots, ReadOnlySpan<bool> maybeUnset)
    {
        Reset(slots);
        maybeUnset.CopyTo(_maybeUnset);
    }

    /// <summary>Applies the implicit return at the end of the code; returns why it is ill-typed, or null.</summary>
    internal string? ApplyEnd()
    {
        _error = null;
        if (_function.Result.Exists)
        {
            if (Depth > 0)
                PopAs(_function.Result, "the result");
            else if (_function.Result != TypeId.I64)
                Fail($"the function returns {Name(_function.Result)}, but the stack is empty");
        }
        return _error is null ? null : $"end of the code: {_error}";
    }

    private void ApplyTable(OpcodeInfo info)
    {
        int bottom = Depth - info.Pops.Length;
        TypeId container = TypeId.None; // the array or cell that Element and CellValue refer to; it stands deepest
        for (int i = 0; i < info.Pops.Length && _error is null; i++)
        {
            TypeId type = _slots[bottom + i];
            if (_maybeUnset[bottom + i])
                Fail("the environment may be unset here: CHECK_SET must come first");
            switch (info.Pops[i])
            {
                case StackKind.Array or StackKind.Cell:
                    container = type;
                    TypeKind kind = info.Pops[i] == StackKind.Array ? TypeKind.Array : TypeKind.Cell;
                    if (_types[type].Kind != kind)
                        Fail($"{Operand(i)} is {Name(type)}, not {(kind == TypeKind.Array ? "an array" : "a cell")}");
                    break;
                case StackKind.Element or StackKind.CellValue:
                    Want(type, _types[container].Item, Operand(i));
                    break;
                case var plain:
                    Want(type, Plain(plain), Operand(i));
                    break;
            }
        }
        Depth = bottom;
        foreach (StackKind push in info.Pushes)
        {
            Push(push switch
            {
                StackKind.Array => container,
                StackKind.Element or StackKind.CellValue => _error is null ? _types[container].Item : TypeId.I64,
                _ => Plain(push),
            });
        }
    }

    private static TypeId Plain(StackKind kind) => kind switch
    {
        StackKind.I64 => TypeId.I64,
        StackKind.Bool => TypeId.Bool,
        StackKind.F64 => TypeId.F64,
        StackKind.String => TypeId.String,
        _ => throw new System.Diagnostics.UnreachableException($"{kind} needs a rule of its own"),
    };

    private void Push(TypeId type, bool maybeUnset = false)
    {
        if (Depth == Limits.OperandStack)
        {
            Fail($"the operand stack grows beyond {Limits.OperandStack} slots");
            return;
        }
        _slots[Depth] = type;
        _maybeUnset[Depth++] = maybeUnset;
    }

    /// <summary>Pops a value of any type that is certainly set; i64 stands in where there is none.</summary>
    private TypeId Pop(string what)
    {
        if (Depth == 0)
        {
            Fail($"{what} is missing: the stack is empty");
            return TypeId.I64;
        }
        Depth--;
        if (_maybeUnset[Depth])
            Fail($"{what} is an environment that may be unset here: CHECK_SET must come first");
        return _slots[Depth];
    }

    private void PopAs(TypeId wanted, string what) => Want(Pop(what), wanted, what);

    private void PopAll(ReadOnlySpan<TypeId> wanted, string what)
    {
        for (int i = wanted.Length - 1; i >= 0 && _error is null; i--)
            PopNumbered(wanted[i], what, i + 1);
    }

    private void PopNumbered(TypeId wanted, string what, int number)
    {
        // Only an error asks for the number.
        bool fits = Depth > 0 && !_maybeUnset[Depth - 1] && IsAssignable(_slots[Depth - 1], wanted);
        PopAs(wanted, fits ? what : $"{what} {number}");
    }

    private void Want(TypeId type, TypeId wanted, string what)
    {
        if (_error is null && !IsAssignable(type, wanted))
            Fail($"{what} is {Name(type)}, not {Name(wanted)}");
    }

    private void Fail(string reason) => _error ??= reason;

    private static string Operand(int index) => index switch { 0 => "operand a", 1 => "operand b", _ => "operand c" };

    private string Name(TypeId type) => TypeNames.Describe(_types, type);
}
