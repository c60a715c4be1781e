using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Optimization;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Native;

namespace Lang.Tests.Bytecode;

/// <summary>
/// Well-typed nonsense: instructions of every kind in random order, each kept only if the types on the stack allow it. What the
/// generator believes to be well-typed the verifier accepts, and what it accepts runs without a fault, before and after the optimiser.
/// </summary>
public class TypedFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Well_typed_nonsense_verifies_and_runs_alike_before_and_after_the_optimiser(int seed)
    {
        var executed = new HashSet<Opcode>();
        for (int round = 0; round < 150; round++)
        {
            int program = seed * 1000 + round;
            VerificationResult before = Verifier.Verify(new RandomCode(program, executed).Build());
            if (!before.Errors.IsEmpty)
                Assert.Fail($"program {program}: {before.Errors[0]}");
            VerificationResult after = Verifier.Verify(BytecodeOptimizer.Optimize(before.Module!));
            if (!after.Errors.IsEmpty)
                Assert.Fail($"program {program}, optimised: {after.Errors[0]}");
            (string expected, bool limited) = Run(before.Module!, collectAlways: false);
            (string actual, bool limitedToo) = Run(after.Module!, collectAlways: true);
            if (!limited && !limitedToo && actual != expected)
                Assert.Fail($"program {program} gives\n{expected}\nand optimised\n{actual}");
        }
        executed.Count.Should().BeGreaterThan(90, "most opcodes should occur");
    }

    private static (string Outcome, bool Limited) Run(VerifiedModule module, bool collectAlways)
    {
        var output = new MemoryStream();
        var options = new VmOptions
        {
            Output = output,
            Input = new MemoryStream("one\ntwo\n"u8.ToArray()),
            Arguments = ["a", "b"],
            Fuel = 200,
            HeapLimit = 1 << 20,
            OutputLimit = 1 << 16,
            MaxCallDepth = 50,
            CollectAtEveryAllocation = collectAlways,
        };
        string end = "done";
        bool limited = false;
        using (var vm = new Vm(module, options))
        {
            try
            {
                vm.Run();
            }
            catch (ScriptException error)
            {
                end = error.Message;
                limited = error.Error.Code.IsLimit();
            }
        }
        return (Encoding.UTF8.GetString(output.ToArray()) + end, limited);
    }

    private sealed class RandomCode
    {
        private static readonly Opcode[] s_opcodes =
            [.. Enum.GetValues<Opcode>().Except([Opcode.Clock, Opcode.Return, Opcode.Error, Opcode.Jump, Opcode.JumpIfFalse, Opcode.JumpIfTrue, Opcode.CallHost])];

        private readonly Random _random;
        private readonly HashSet<Opcode> _used;
        private readonly BytecodeBuilder _code = new("nonsense") { Result = TypeId.None };
        private readonly List<TypeId> _types = [TypeId.I64, TypeId.Bool, TypeId.F64, TypeId.String];
        private readonly int _strings, _constants;
        private readonly bool[] _assigned;

        public RandomCode(int seed, HashSet<Opcode> used)
        {
            _random = new Random(seed);
            _used = used;
            TypeTable types = _code.Types;
            _types.AddRange(((TypeId[])[TypeId.I64, TypeId.Bool, TypeId.F64, TypeId.String]).Select(types.Array));
            TypeId captured = types.Environment("next", [TypeId.I64, TypeId.String]);
            _types.AddRange([captured, types.Array(captured), types.Cell(TypeId.I64), types.Cell(TypeId.String)]);
            _types.AddRange([types.Function([TypeId.I64], TypeId.I64), types.Function([], TypeId.None)]);
            foreach (TypeId type in _types)
            {
                _code.AddVariable(type);
                if (types[type].Kind != TypeKind.Cell)
                    _code.AddGlobal("g", type);
            }
            _assigned = new bool[_types.Count];
            foreach (long constant in (long[])[0, 1, 2, -3, long.MinValue, BitConverter.DoubleToInt64Bits(2.5), BitConverter.DoubleToInt64Bits(-0.0)])
                _constants = _code.AddConstant(constant) + 1;
            foreach (string text in (string[])["", "42", "näh\n"])
                _strings = _code.AddString(text) + 1;
            AddCallees(captured);
        }

        public BytecodeModule Build()
        {
            var seen = new List<(Label Place, TypeId[] Types, bool[] Unset)>();
            BytecodeModule declarations = _code.Build();
            var stack = new StackTypes(declarations, declarations.Functions[0]);
            for (int i = 0; i < 4000; i++)
            {
                TypeId[] types = stack.Slots.ToArray();
                bool[] unset = stack.MaybeUnset.ToArray();
                Opcode opcode = s_opcodes[_random.Next(s_opcodes.Length)];
                if (OpcodeTable.Get(opcode).Is(OpcodeFlags.CanFail) && _random.Next(10) != 0)
                    continue; // most of them fail on random operands, and then the rest never runs
                int[] operands = [.. OpcodeTable.Get(opcode).Operands.Select(Operand)];
                bool unassigned = opcode == Opcode.LoadVar && !_assigned[operands[0]] && _code.Types[_types[operands[0]]].IsReference;
                if (unassigned || types.Length > 20 || stack.Apply(new Instruction(0, opcode, operands.ElementAtOrDefault(0), operands.ElementAtOrDefault(1), 0)) is not null)
                {
                    stack.Restore(types, unset);
                    if (types.Length > 20)
                        Drop(stack);
                    continue;
                }
                if (opcode == Opcode.StoreVar)
                    _assigned[operands[0]] = true;
                _used.Add(opcode);
                _code.AddInstruction(opcode, operands);
                JumpBackSometimes(stack, seen);
            }
            return _code.Build();
        }

        private void Drop(StackTypes stack)
        {
            _code.AddInstruction(Opcode.Pop);
            stack.Restore(stack.Slots[..^1].ToArray(), stack.MaybeUnset[..^1].ToArray());
        }

        // Only to a place with the same stack, which every path has passed: what is assigned there is assigned here.
        private void JumpBackSometimes(StackTypes stack, List<(Label Place, TypeId[] Types, bool[] Unset)> seen)
        {
            if (_random.Next(4) == 0)
            {
                Label here = _code.NewLabel();
                _code.PlaceLabel(here);
                seen.Add((here, stack.Slots.ToArray(), stack.MaybeUnset.ToArray()));
            }
            if (_random.Next(8) != 0)
                return;
            foreach ((Label place, TypeId[] types, bool[] unset) in seen.Where(_ => _random.Next(3) == 0))
            {
                if (!stack.Slots.SequenceEqual(types) || !stack.MaybeUnset.SequenceEqual(unset))
                    continue;
                _used.Add(Opcode.JumpIfTrue);
                _code.AddInstruction(Opcode.LoadVar, 0).AddJump(Opcode.JumpIfTrue, place);
                return;
            }
        }

        private int Operand(OperandKind kind) => kind switch
        {
            OperandKind.Constant => _random.Next(_constants),
            OperandKind.String => _random.Next(_strings),
            OperandKind.Variable => _random.Next(_types.Count),
            OperandKind.Global => _random.Next(_types.Count - 2),
            OperandKind.Type => _types[_random.Next(_types.Count)].Index,
            OperandKind.Function => _random.Next(1, 4),
            _ => _random.Next(3),
        };

        private void AddCallees(TypeId captured)
        {
            FunctionBuilder next = _code.AddFunction("next");
            next.AddEnvironment(captured);
            int x = next.AddParameter(TypeId.I64);
            next.AddInstruction(Opcode.LoadVar, 0).AddInstruction(Opcode.EnvGet, 0).AddInstruction(Opcode.LoadVar, x).AddInstruction(Opcode.Add);
            FunctionBuilder print = _code.AddFunction("print");
            print.Result = TypeId.None;
            print.AddInstruction(Opcode.LoadString, 1).AddInstruction(Opcode.WriteString);
            FunctionBuilder forever = _code.AddFunction("forever");
            int n = forever.AddParameter(TypeId.I64);
            forever.AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.Call, forever.Index);
        }
    }
}
