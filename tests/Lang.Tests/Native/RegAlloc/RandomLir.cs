using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Tests.Native.RegAlloc;

/// <summary>Makes random structured functions: loops, branches, calls, division, shifts, exits with many values, cold code.</summary>
/// <remarks>
/// Nothing is executed, so that operations have no meaning beyond their operands: all are called Move. An instruction needs at most four registers of
/// a class at a time, fixed ones among them.
/// </remarks>
internal sealed class RandomLir
{
    private const int MaxNesting = 4;

    private static readonly RegisterSet s_callerSaved = CallingConvention.SystemV.CallerSaved;

    private readonly Random _random;
    private readonly LirFunction _function = new();
    private readonly List<(int Block, List<VirtualRegister> Values)> _exits = [];
    private List<VirtualRegister> _values = [];
    private int _budget, _depth, _nesting;
    private bool _isCold;

    private RandomLir(int seed, int size) => (_random, _budget) = (new Random(seed), size);

    /// <summary>Makes the function of a seed, with about so many instructions.</summary>
    public static LirFunction Generate(int seed, int size)
    {
        var generator = new RandomLir(seed, size);
        generator.Function();
        return generator._function;
    }

    private void Function()
    {
        Begin();
        List<LirOperand> parameters = [];
        foreach (Gpr register in new[] { Gpr.Rdi, Gpr.Rsi, Gpr.Rdx, Gpr.Rcx }.Take(_random.Next(1, 5)))
            parameters.Add(FixedDef(ValueClass.Int, register));
        foreach (Xmm register in new[] { Xmm.Xmm0, Xmm.Xmm1, Xmm.Xmm2 }.Take(_random.Next(1, 4)))
            parameters.Add(FixedDef(ValueClass.Float, register));
        Add(parameters);
        Define(parameters);
        while (_budget > 0)
            Statement();
        Return();
        // What leaves loops for good stands behind everything.
        foreach ((int block, List<VirtualRegister> values) in _exits)
        {
            (_values, _isCold, _depth) = (values, true, 0);
            int start = Begin();
            Link(block, start);
            if (Chance(50))
                Call();
            Return();
        }
    }

    private void Statement()
    {
        _budget--;
        int kind = _random.Next(100);
        if (kind < 8 && _nesting < MaxNesting)
            Nest(If);
        else if (kind < 14 && _nesting < MaxNesting)
            Nest(Chance(50) ? While : DoWhile);
        else if (kind < 20)
            Exit();
        else if (kind < 26)
            Call();
        else if (kind < 32)
            Divide();
        else if (kind < 38)
            Shift();
        else if (kind < 48)
            Guard();
        else if (kind < 55)
            Constant();
        else
            Compute();
    }

    private void Nest(Action statement)
    {
        _nesting++;
        statement();
        _nesting--;
    }

    private void Body()
    {
        for (int i = _random.Next(0, 8); i > 0 && _budget > 0; i--)
            Statement();
    }

    private void If()
    {
        int condition = Branch();
        List<VirtualRegister> before = [.. _values];
        List<VirtualRegister>[] ends = [[], []];
        int[] last = new int[2];
        bool wasCold = _isCold;
        int merged = _random.Next(0, 4);
        ValueClass[] classes = [.. Enumerable.Range(0, merged).Select(_ => Chance(50) ? ValueClass.Int : ValueClass.Float)];
        for (int side = 0; side < 2; side++)
        {
            _values = [.. before];
            _isCold = wasCold || side == 1 && Chance(40);
            Link(condition, Begin());
            Body();
            ends[side] = [.. classes.Select(Pick)];
            last[side] = _function.Blocks.Count - 1;
            End();
        }
        (_values, _isCold) = (before, wasCold);
        int join = Begin(classes);
        for (int side = 0; side < 2; side++)
            Link(last[side], join, ends[side]);
    }

    private void While()
    {
        (int header, ValueClass[] classes) = EnterLoop();
        Body();
        int condition = Branch();
        List<VirtualRegister> atExit = [.. _values];
        Link(condition, Begin());
        Body();
        CloseLoop(header, classes);
        _values = atExit;
        Link(condition, Begin());
    }

    private void DoWhile()
    {
        (int header, ValueClass[] classes) = EnterLoop();
        Body();
        int condition = Branch();
        List<VirtualRegister> atExit = [.. _values];
        Link(condition, Begin());
        CloseLoop(header, classes);
        _values = atExit;
        Link(condition, Begin());
    }

    private (int Header, ValueClass[] Classes) EnterLoop()
    {
        ValueClass[] classes = [.. Enumerable.Range(0, _random.Next(0, 5)).Select(_ => Chance(60) ? ValueClass.Int : ValueClass.Float)];
        List<VirtualRegister> initial = [.. classes.Select(Pick)];
        int before = _function.Blocks.Count - 1;
        End();
        _depth++;
        int header = Begin(classes);
        Link(before, header, initial);
        return (header, classes);
    }

    private void CloseLoop(int header, ValueClass[] classes)
    {
        List<VirtualRegister> next = [.. classes.Select(Pick)];
        int last = _function.Blocks.Count - 1;
        // Phis that change places, now and then.
        VirtualRegister[] parameters = _function.ParametersOf(_function.Blocks[header]).ToArray();
        if (Chance(30))
        {
            for (int k = 0; k < parameters.Length; k++)
            {
                int other = Array.FindIndex(parameters, k + 1, p => ClassOf(p) == ClassOf(parameters[k]));
                if (other >= 0)
                    (next[k], next[other]) = (parameters[other], parameters[k]);
            }
        }
        End();
        Link(last, header, next);
        Change(header, block => block with { LoopEnd = last });
        _depth--;
    }

    /// <summary>Leaves for cold code at the end, which does not come back.</summary>
    private void Exit()
    {
        int condition = Branch();
        _exits.Add((condition, [.. _values]));
        Link(condition, Begin());
    }

    private int Branch()
    {
        Add([Use(ValueClass.Int), Use(ValueClass.Int)]);
        return _function.Blocks.Count - 1;
    }

    private void Call()
    {
        List<LirOperand> operands = [];
        foreach (Gpr register in new[] { Gpr.Rdi, Gpr.Rsi, Gpr.Rdx, Gpr.Rcx }.Take(_random.Next(0, 5)))
            operands.Add(new LirOperand(Pick(ValueClass.Int), OperandRole.Use, OperandConstraint.Fixed, register));
        foreach (Xmm register in new[] { Xmm.Xmm0, Xmm.Xmm1 }.Take(_random.Next(0, 3)))
            operands.Add(new LirOperand(Pick(ValueClass.Float), OperandRole.Use, OperandConstraint.Fixed, register));
        for (int i = _random.Next(0, 3); i > 0; i--)
            operands.Add(AnyUse());
        if (operands.Count < 3 && Chance(30))
            operands.Add(Use(ValueClass.Int));
        int result = _random.Next(3);
        if (result > 0)
            operands.Add(result == 1 ? FixedDef(ValueClass.Int, Gpr.Rax) : FixedDef(ValueClass.Float, Xmm.Xmm0));
        Add(operands, s_callerSaved);
        Define(operands);
    }

    private void Divide()
    {
        List<LirOperand> operands =
        [
            new LirOperand(Pick(ValueClass.Int), OperandRole.Use, OperandConstraint.Fixed, Gpr.Rax),
            new LirOperand(Pick(ValueClass.Int), OperandRole.LateUse, OperandConstraint.Register),
        ];
        if (Chance(50))
        {
            operands.Add(new LirOperand(New(ValueClass.Int), OperandRole.Temp, OperandConstraint.Fixed, Gpr.Rdx));
            operands.Add(FixedDef(ValueClass.Int, Gpr.Rax));
            Add(operands);
        }
        else
        {
            operands.Add(FixedDef(ValueClass.Int, Gpr.Rdx));
            Add(operands, RegisterSet.Of(Gpr.Rax, Gpr.Rdx));
        }
        Define(operands);
    }

    private void Shift()
    {
        LirOperand first = Use(ValueClass.Int), result = Def(ValueClass.Int);
        Hint(result.Register, first.Register);
        Add([result, first, new LirOperand(Pick(ValueClass.Int), OperandRole.LateUse, OperandConstraint.Fixed, Gpr.Rcx)]);
        Define([result]);
    }

    private void Guard()
    {
        List<LirOperand> operands = [Use(ValueClass.Int)];
        for (int i = _random.Next(5, 20); i > 0; i--)
            operands.Add(AnyUse());
        Add(operands);
    }

    private void Constant()
    {
        LirOperand result = Def(Chance(60) ? ValueClass.Int : ValueClass.Float);
        _function.Registers[result.Register.Index] = _function.Registers[result.Register.Index] with { IsConstant = true, Constant = _random.Next(5) };
        AddInstruction(LirOp.Constant, [result], default);
        Define([result]);
    }

    private void Compute()
    {
        ValueClass valueClass = Chance(60) ? ValueClass.Int : ValueClass.Float;
        List<LirOperand> operands = [Use(valueClass)];
        if (Chance(60))
            operands.Add(new LirOperand(Pick(valueClass), OperandRole.LateUse, OperandConstraint.Register));
        if (Chance(10))
            operands.Add(new LirOperand(New(valueClass), OperandRole.Temp, OperandConstraint.Register));
        RegisterSet clobbers = Chance(5) ? RegisterSet.Of(Gpr.Rax, Gpr.Rcx) : default;
        if (Chance(95))
        {
            LirOperand result = Def(valueClass);
            Hint(result.Register, operands[0].Register);
            operands.Insert(0, result);
        }
        Add(operands, clobbers);
        Define(operands);
    }

    private void Return()
    {
        Add(Chance(50)
            ? [new LirOperand(Pick(ValueClass.Int), OperandRole.Use, OperandConstraint.Fixed, Gpr.Rax)]
            : [new LirOperand(Pick(ValueClass.Float), OperandRole.Use, OperandConstraint.Fixed, Xmm.Xmm0)]);
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private ValueClass ClassOf(VirtualRegister register) => _function.Registers[register.Index].Class;

    private VirtualRegister New(ValueClass valueClass) => _function.NewRegister(valueClass);

    /// <summary>A value that is defined here: mostly a recent one, so that not all live forever.</summary>
    private VirtualRegister Pick(ValueClass valueClass)
    {
        List<VirtualRegister> fitting = _values.FindAll(v => ClassOf(v) == valueClass);
        int recent = Math.Min(fitting.Count, Chance(70) ? 4 : fitting.Count);
        return fitting[fitting.Count - 1 - _random.Next(recent)];
    }

    private LirOperand Use(ValueClass valueClass) => new(Pick(valueClass), OperandRole.Use, OperandConstraint.Register);

    private LirOperand AnyUse() =>
        new(Pick(Chance(70) ? ValueClass.Int : ValueClass.Float), Chance(50) ? OperandRole.Use : OperandRole.LateUse, OperandConstraint.Any);

    private LirOperand Def(ValueClass valueClass) => new(New(valueClass), OperandRole.Def, OperandConstraint.Register);

    private LirOperand FixedDef(ValueClass valueClass, PhysicalRegister register) => new(New(valueClass), OperandRole.Def, OperandConstraint.Fixed, register);

    private void Hint(VirtualRegister register, VirtualRegister hint) =>
        _function.Registers[register.Index] = _function.Registers[register.Index] with { Hint = hint };

    private void Define(IEnumerable<LirOperand> operands) =>
        _values.AddRange(operands.Where(operand => operand.Role == OperandRole.Def).Select(operand => operand.Register));

    private int Begin(ValueClass[]? parameters = null)
    {
        int first = _function.Lists.Count;
        foreach (ValueClass valueClass in parameters ?? [])
        {
            VirtualRegister parameter = New(valueClass);
            _function.Lists.Add(parameter);
            _values.Add(parameter);
        }
        _function.Blocks.Add(new LirBlock
        {
            First = _function.Instructions.Count,
            End = _function.Instructions.Count,
            Successor = -1,
            OtherSuccessor = -1,
            FirstParameter = first,
            ParameterCount = parameters?.Length ?? 0,
            LoopDepth = _depth,
            LoopEnd = -1,
            IsCold = _isCold,
            Rareness = _isCold && _depth > 0 && Chance(50) ? _random.Next(8, 50) : 0,
        });
        return _function.Blocks.Count - 1;
    }

    /// <summary>A jump.</summary>
    private void End() => Add([]);

    private void Link(int from, int to, List<VirtualRegister>? arguments = null)
    {
        int first = _function.Lists.Count;
        _function.Lists.AddRange(arguments ?? []);
        Change(from, block => block.Successor < 0 ? block with { Successor = to, FirstArgument = first } : block with { OtherSuccessor = to });
    }

    private void Change(int block, Func<LirBlock, LirBlock> change) => _function.Blocks[block] = change(_function.Blocks[block]);

    private void Add(List<LirOperand> operands, RegisterSet clobbers = default) => AddInstruction(LirOp.Move, operands, clobbers);

    private void AddInstruction(LirOp op, List<LirOperand> operands, RegisterSet clobbers)
    {
        _function.Instructions.Add(new LirInstruction
        {
            Op = op,
            FirstOperand = _function.Operands.Count,
            OperandCount = (short)operands.Count,
            Clobbers = clobbers,
        });
        _function.Operands.AddRange(operands);
        Change(_function.Blocks.Count - 1, block => block with { End = _function.Instructions.Count });
    }
}
