using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Hosting;
using Lang.Native;
using Lang.Tests.Bytecode;
using Lang.Tests.Native;

namespace Lang.Tests.Interpreter;

public class OpcodeTests
{
    public static TheoryData<Opcode> Opcodes => [.. OpcodeTable.Rows.Select(row => row.Opcode)];

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void Every_opcode_executes(Opcode opcode) => Execute(opcode, new VmOptions()).Should().Be(OpcodeCases.All[opcode].Output);

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void Every_opcode_executes_with_a_collection_at_every_allocation(Opcode opcode) =>
        Execute(opcode, new VmOptions { CollectAtEveryAllocation = true, Profile = false }).Should().Be(OpcodeCases.All[opcode].Output);

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void The_program_for_an_opcode_contains_it(Opcode opcode)
    {
        var code = new TestCode();
        OpcodeCases.All[opcode].Write(code);
        var found = new List<Opcode>();
        var reader = new CodeReader(code.Build().Functions[0].Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
            found.Add(instruction.Opcode);
        found.Should().Contain(opcode);
    }

    private static string Execute(Opcode opcode, VmOptions options)
    {
        var code = new TestCode();
        OpcodeCases.All[opcode].Write(code);
        return Execute(code.Accept(), options, out _);
    }

    /// <summary>Runs the program for an opcode. Gives what it writes, or the error it ends in.</summary>
    internal static string Execute(VerifiedModule module, VmOptions options, out NativeRun run)
    {
        using var output = new MemoryStream();
        var host = new ScriptHost();
        host.Register("times", (long a, long b) => a * b);
        using var vm = new Vm(module, options with
        {
            Output = output,
            Input = new MemoryStream("first\r\nsecond"u8.ToArray()),
            Arguments = ["one", "two"],
            Grants = Capabilities.All,
            Host = host,
        });
        ScriptException? failure = null;
        try
        {
            vm.Run();
        }
        catch (ScriptException exception)
        {
            failure = exception;
        }
        run = new NativeRun([.. Enumerable.Range(0, module.Module.Functions.Length).Where(vm.HasCode)], vm.Statistics.Native, failure is not null);
        return failure is null ? Encoding.UTF8.GetString(output.ToArray()) : $"{failure.Error.Code.Text()} {failure.Message}";
    }
}
