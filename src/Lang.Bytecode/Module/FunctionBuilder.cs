using System.Collections.Immutable;

namespace Lang.Bytecode;

/// <summary>
/// Builds one function by hand: parameters, variables, constants, instructions, labels. Mistakes in the code itself
/// (types, stack, operands) are for the verifier to find.
/// </summary>
public class FunctionBuilder
{
    private readonly CodeWriter _code = new();
    private readonly List<TypeId> _variables = [];
    private readonly List<string> _names = [];
    private TypeId _environment = TypeId.None;
    private int _arguments;

    internal FunctionBuilder(string name, int index)
    {
        Name = name;
        Index = index;
    }

    /// <summary>The function's name.</summary>
    public string Name { get; }

    /// <summary>Its index in the module: the operand of CALL and NEW_FUNCTION.</summary>
    public int Index { get; }

    /// <summary>Its result type: i64 unless set; <see cref="TypeId.None"/> for a function that returns nothing.</summary>
    public TypeId Result { get; set; } = TypeId.I64;

    /// <summary>Whether the host can look the function up by its name; functions with an environment it never can.</summary>
    public bool IsExported { get; set; } = true;

    /// <summary>Gives the function an environment of captured values; it is variable 0.</summary>
    /// <exception cref="InvalidOperationException">A parameter or variable was added before.</exception>
    public void AddEnvironment(TypeId type, string name = "")
    {
        if (_variables.Count > 0)
            throw new InvalidOperationException("The environment comes before parameters and variables.");
        _environment = type;
        AddParameter(type, name);
    }

    /// <summary>Adds a parameter and returns the index of its variable.</summary>
    /// <exception cref="InvalidOperationException">A variable that is no parameter was added before.</exception>
    public int AddParameter(TypeId type, string name = "")
    {
        if (_variables.Count > _arguments)
            throw new InvalidOperationException("Parameters come before other variables.");
        _arguments++;
        return AddVariable(type, name);
    }

    /// <summary>Adds a variable and returns its index. Integers, booleans and floats begin as 0; strings, arrays, environments and cells must be stored before they are read.</summary>
    public int AddVariable(TypeId type, string name = "")
    {
        _variables.Add(type);
        _names.Add(name);
        return _variables.Count - 1;
    }

    /// <summary>The index of an integer in the constant pool, where it is added if it is new.</summary>
    public int AddConstant(long value) => _code.Constant(value);

    /// <summary>The index of a float in the constant pool, where it is added if it is new.</summary>
    public int AddConstant(double value) => _code.Constant(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Adds an instruction other than a jump. Returns this builder.</summary>
    /// <exception cref="ArgumentException">The opcode takes other operands, or one is negative.</exception>
    public FunctionBuilder AddInstruction(Opcode opcode, params ReadOnlySpan<int> operands)
    {
        _code.Write(opcode, operands);
        return this;
    }

    /// <summary>Adds a jump to <paramref name="target"/>, placed before or later. Returns this builder.</summary>
    /// <exception cref="ArgumentException">The opcode is no jump.</exception>
    public FunctionBuilder AddJump(Opcode opcode, Label target)
    {
        _code.WriteJump(opcode, target);
        return this;
    }

    /// <summary>A new label, not yet placed.</summary>
    public Label NewLabel() => _code.NewLabel();

    /// <summary>Places a label before the next instruction, or at the end of the code.</summary>
    /// <exception cref="InvalidOperationException">It was placed before.</exception>
    public FunctionBuilder PlaceLabel(Label label)
    {
        _code.Place(label);
        return this;
    }

    /// <summary>Says where in a source the instructions from here on come from.</summary>
    public FunctionBuilder MarkPosition(SourcePosition position)
    {
        _code.MarkPosition(position);
        return this;
    }

    internal bool HasEnvironment => _environment.Exists;

    internal bool TakesArguments => _arguments > 0;

    internal FunctionInfo BuildFunction()
    {
        (ImmutableArray<byte> code, ImmutableArray<long> constants, SourceMap map) = _code.Finish();
        return new FunctionInfo
        {
            Name = Name,
            Environment = _environment,
            Parameters = [.. _variables.Take(_arguments).Skip(HasEnvironment ? 1 : 0)],
            Result = Result,
            Variables = [.. _variables],
            VariableNames = [.. _names],
            Constants = constants,
            Code = code,
            SourceMap = map,
        };
    }
}
