using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Verification;
using Lang.Native;
using Lang.Tests.Bytecode;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>Every opcode is executed in machine code: a new row of the table without code in the template compiler fails here.</summary>
public sealed class OpcodeCoverageTests
{
    public static TheoryData<Opcode> Opcodes => OpcodeTests.Opcodes;

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void Every_opcode_executes_in_machine_code(Opcode opcode)
    {
        VerifiedModule module = ModuleOf(opcode);
        OpcodeTests.Execute(module, new VmOptions { Tier = ExecutionTier.Template }, out NativeRun run).Should().Be(OpcodeCases.All[opcode].Output);

        // The entry function is machine code from its first call on, and is left only where the program is to fail.
        run.Functions.Should().Contain(0);
        run.Statistics.Exits.Should().Be(run.Failed ? 1 : 0);
    }

    [Fact]
    public void Functions_that_ran_in_machine_code_have_all_opcodes()
    {
        var executed = new HashSet<Opcode>();
        foreach (OpcodeInfo row in OpcodeTable.Rows)
        {
            VerifiedModule module = ModuleOf(row.Opcode);
            OpcodeTests.Execute(module, new VmOptions { Tier = ExecutionTier.Template }, out NativeRun run);
            foreach (int function in run.Functions)
            {
                var reader = new CodeReader(module.Module.Functions[function].Code.AsSpan());
                while (reader.TryRead(out Instruction instruction))
                    executed.Add(instruction.Opcode);
            }
        }
        OpcodeTable.Rows.ToArray().Select(row => row.Opcode).Except(executed).Should().BeEmpty();
    }

    private static VerifiedModule ModuleOf(Opcode opcode)
    {
        var code = new TestCode();
        OpcodeCases.All[opcode].Write(code);
        return code.Accept();
    }
}

/// <summary>What of a run was machine code.</summary>
/// <param name="Functions">The functions that had code at its end.</param>
/// <param name="Statistics">What was counted.</param>
/// <param name="Failed">Whether it ended in an error.</param>
internal sealed record NativeRun(IReadOnlyList<int> Functions, NativeStatistics Statistics, bool Failed);
