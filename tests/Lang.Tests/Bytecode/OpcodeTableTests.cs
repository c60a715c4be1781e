using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public class OpcodeTableTests
{
    public static TheoryData<Opcode> All => OpcodePrograms.All;

    [Fact]
    public void The_first_22_opcodes_are_fixed_for_good() =>
        OpcodeTable.Rows.Take(22).Select(row => row.Name).Should().Equal(
            "LOAD_CONST", "LOAD_VAR", "STORE_VAR", "ADD", "SUB", "MUL", "DIV", "MOD", "NEG", "EQ", "NE", "LT", "LE", "GT", "GE", "JUMP",
            "JUMP_IF_FALSE", "CALL", "RETURN", "PRINT", "DUP", "POP");

    [Fact]
    public void Rows_stand_in_numeric_order_and_cover_every_opcode()
    {
        OpcodeTable.Rows.Select(row => row.Opcode).Should().Equal(Enum.GetValues<Opcode>().Order());
        OpcodeTable.Rows.Select((row, number) => (int)row.Opcode == number).Should().AllBeEquivalentTo(true);
        OpcodeTable.TryGet((byte)OpcodeTable.Count).Should().BeNull();
    }

    [Fact]
    public void Names_are_unique_words_in_capitals()
    {
        OpcodeTable.Rows.Select(row => row.Name).Should().OnlyHaveUniqueItems();
        OpcodeTable.Rows.Should().OnlyContain(row => Regex.IsMatch(row.Name, "^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$"));
    }

    [Fact]
    public void A_jump_has_its_target_as_only_operand_and_no_opcode_has_more_than_two_operands()
    {
        OpcodeTable.Rows.Should().OnlyContain(row => row.Operands.Length <= 2);
        OpcodeTable.Rows.Where(row => row.Operands.Contains(OperandKind.Jump)).Should().OnlyContain(row => row.Operands.Length == 1 && row.Is(OpcodeFlags.Branch));
    }

    [Fact]
    public void A_pure_opcode_cannot_fail_and_has_no_effect() =>
        OpcodeTable.Rows.Where(row => row.Is(OpcodeFlags.Pure)).Should().OnlyContain(row =>
            (row.Flags & (OpcodeFlags.CanFail | OpcodeFlags.Allocates | OpcodeFlags.Call | OpcodeFlags.Branch | OpcodeFlags.WritesHeap | OpcodeFlags.External)) == 0);

    [Theory]
    [MemberData(nameof(All))]
    public void Every_opcode_has_a_program_that_verifies(Opcode opcode) =>
        Verifier.Verify(OpcodePrograms.Executing(opcode)).Errors.Should().BeEmpty();

    [Theory]
    [MemberData(nameof(All))]
    public void Every_opcode_survives_container_and_listing(Opcode opcode)
    {
        BytecodeModule module = OpcodePrograms.Executing(opcode);
        byte[] container = ModuleWriter.Write(module);

        ModuleWriter.Write(ModuleReader.Read(container).Module!).Should().Equal(container);
        ListingWriter.Write(module).Should().Contain("    " + OpcodeTable.Get(opcode).Name);
        ListingTests.ShouldSurvive(module);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_opcode_is_rejected_when_an_operand_on_the_stack_has_the_wrong_type(Opcode opcode)
    {
        ImmutableArray<StackKind> pops = OpcodeTable.Get(opcode).Pops;
        for (int i = 0; i < pops.Length; i++)
        {
            if (pops[i] is StackKind.Sequence or StackKind.Result)
                continue; // what a signature asks for has tests of its own
            bool takesAnything = opcode is Opcode.Dup or Opcode.Dup2 or Opcode.Pop;
            VerificationResult result = Verifier.Verify(OpcodePrograms.Executing(opcode, wrongSlot: i));
            result.Errors.Should().HaveCount(takesAnything ? 0 : 1);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_opcode_is_rejected_when_the_stack_is_empty(Opcode opcode)
    {
        OpcodeInfo info = OpcodeTable.Get(opcode);
        if (info.Pops is [] or [StackKind.Sequence or StackKind.Result])
            return;
        var code = new TestCode();
        TypeId array = code.Types.Array(TypeId.I64);
        code.Variable(TypeId.I64);
        code.Builder.AddGlobal("global", TypeId.I64);
        if (info.Operands is [OperandKind.Jump])
        {
            Label end = code.NewLabel();
            code.Jump(opcode, end).Place(end);
        }
        else
        {
            code.Op(opcode, [.. info.Operands.Select(kind => kind == OperandKind.Type ? array.Index : 0)]);
        }
        Verifier.Verify(code.Build()).Errors.Should().ContainSingle().Which.Reason.Should().StartWith(info.Name);
    }
}
