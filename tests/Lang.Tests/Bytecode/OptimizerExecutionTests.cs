using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Optimization;
using Lang.Bytecode.Verification;
using Lang.Native;

namespace Lang.Tests.Bytecode;

/// <summary>Random programs print, return and fail the same before and after the optimiser.</summary>
public class OptimizerExecutionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Optimised_code_does_the_same(int seed)
    {
        int shrunk = 0;
        for (int round = 0; round < 250; round++)
        {
            int program = seed * 1000 + round;
            VerifiedModule before = Verified(new RandomProgram(program).Build(), program);
            VerifiedModule after = Verified(BytecodeOptimizer.Optimize(before), program);
            foreach (long[] arguments in (long[][])[[0, 1, -1], [7, long.MinValue, 3], [-5, 100, long.MaxValue]])
            {
                string expected = Run(before, arguments), actual = Run(after, arguments);
                if (actual != expected)
                    Assert.Fail($"program {program} gives\n{expected}\nand optimised\n{actual}");
            }
            if (after.Module.Functions[0].Code.Length < before.Module.Functions[0].Code.Length)
                shrunk++;
        }
        shrunk.Should().BeGreaterThan(100);
    }

    private static VerifiedModule Verified(BytecodeModule module, int program)
    {
        VerificationResult result = Verifier.Verify(module);
        return result.Module ?? throw new InvalidOperationException($"program {program}: {result.Errors[0]}");
    }

    private static string Run(VerifiedModule module, long[] arguments)
    {
        var output = new MemoryStream();
        string end;
        using (var vm = new Vm(module, new VmOptions { Output = output }))
        {
            try
            {
                end = $"returned {vm.Call(0, arguments)}";
            }
            catch (ScriptException error)
            {
                end = $"failed: {error.Message}";
            }
        }
        return Encoding.UTF8.GetString(output.ToArray()) + end;
    }

    /// <summary>A well-typed function of three integers: assignments, output, branches, loops of few rounds.</summary>
    private sealed class RandomProgram(int seed)
    {
        private static readonly Opcode[] s_binary =
        [
            Opcode.Add, Opcode.Sub, Opcode.Mul, Opcode.Div, Opcode.Mod, Opcode.And, Opcode.Or, Opcode.Xor, Opcode.Shl, Opcode.Shr, Opcode.UShr,
            Opcode.Min, Opcode.Max, Opcode.Eq, Opcode.Lt, Opcode.Ge,
        ];
        private static readonly Opcode[] s_compare = [Opcode.Eq, Opcode.Ne, Opcode.Lt, Opcode.Le, Opcode.Gt, Opcode.Ge];
        private static readonly Opcode[] s_unary = [Opcode.Neg, Opcode.BitNot, Opcode.Abs];
        private static readonly long[] s_constants = [0, 1, 2, -1, 7, 63, long.MinValue, long.MaxValue];
        private readonly Random _random = new(seed);
        private readonly BytecodeBuilder _code = new("random");

        public BytecodeModule Build()
        {
            for (int i = 0; i < 3; i++)
                _code.AddParameter(TypeId.I64);
            for (int i = _random.Next(3, 9); i > 0; i--)
                Statement(3);
            Expression(3);
            _code.AddInstruction(Opcode.Return);
            return _code.Build();
        }

        private void Statement(int depth)
        {
            switch (_random.Next(depth > 0 ? 5 : 2))
            {
                case 0:
                    Expression(3);
                    _code.AddInstruction(Opcode.StoreVar, _random.Next(3));
                    break;
                case 1:
                    Expression(3);
                    _code.AddInstruction(_random.Next(4) == 0 ? Opcode.Pop : Opcode.Print);
                    break;
                case 2 or 3:
                    Branch(() => Statement(depth - 1), () => Statement(depth - 1));
                    break;
                default:
                    Loop(depth - 1);
                    break;
            }
        }

        private void Loop(int depth)
        {
            int counter = _code.AddVariable(TypeId.I64);
            Label body = _code.NewLabel(), condition = _code.NewLabel();
            Constant(_random.Next(3));
            _code.AddInstruction(Opcode.StoreVar, counter).AddJump(Opcode.Jump, condition).PlaceLabel(body);
            Statement(depth);
            _code.AddInstruction(Opcode.LoadVar, counter);
            Constant(1);
            _code.AddInstruction(Opcode.Sub).AddInstruction(Opcode.StoreVar, counter).PlaceLabel(condition).AddInstruction(Opcode.LoadVar, counter);
            Constant(0);
            _code.AddInstruction(Opcode.Gt).AddJump(Opcode.JumpIfTrue, body);
        }

        private void Branch(Action yes, Action no)
        {
            Label other = _code.NewLabel(), end = _code.NewLabel();
            Condition(2);
            bool inverted = _random.Next(2) == 0;
            _code.AddJump(inverted ? Opcode.JumpIfTrue : Opcode.JumpIfFalse, other);
            yes();
            _code.AddJump(Opcode.Jump, end).PlaceLabel(other);
            no();
            _code.PlaceLabel(end);
        }

        private void Condition(int depth)
        {
            switch (_random.Next(depth > 0 ? 5 : 2))
            {
                case 0:
                    Constant(_random.Next(2));
                    break;
                case 1:
                    Expression(1);
                    Expression(1);
                    _code.AddInstruction(Pick(s_compare));
                    break;
                case 2:
                    Condition(depth - 1);
                    _code.AddInstruction(Opcode.Not);
                    break;
                default:
                    Branch(() => Condition(depth - 1), () => Constant(0));
                    break;
            }
        }

        private void Expression(int depth)
        {
            switch (_random.Next(depth > 0 ? 9 : 2))
            {
                case 0:
                    Constant(Pick(s_constants));
                    break;
                case 1:
                    _code.AddInstruction(Opcode.LoadVar, _random.Next(3));
                    break;
                case 2:
                    Expression(depth - 1);
                    _code.AddInstruction(Pick(s_unary));
                    break;
                case 3:
                    Expression(depth - 1);
                    _code.AddInstruction(Opcode.Dup).AddInstruction(Pick(s_binary));
                    break;
                case 4:
                    Branch(() => Expression(depth - 1), () => Expression(depth - 1));
                    break;
                case 5:
                    Condition(2);
                    break;
                default:
                    Expression(depth - 1);
                    Expression(depth - 1);
                    _code.AddInstruction(Pick(s_binary));
                    break;
            }
        }

        private void Constant(long value) => _code.AddInstruction(Opcode.LoadConst, _code.AddConstant(value));

        private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
    }
}
