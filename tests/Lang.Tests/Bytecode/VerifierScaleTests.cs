using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public class VerifierScaleTests
{
    [Fact]
    public void Memory_does_not_grow_with_variables_times_jumps()
    {
        BytecodeModule module = ManyBlocks(blocks: 60_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Verifier.Verify(module).Errors.Should().BeEmpty();

        // A bit for each variable at each of the 120,000 targets alone would be 900 MB.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(60_000_000);
    }

    [Fact]
    public void Joins_that_would_take_quadratic_time_are_refused()
    {
        var code = new TestCode();
        int[] variables = [.. Enumerable.Range(0, 4000).Select(_ => code.Variable(TypeId.I64))];
        Label[] targets = [.. variables.Select(_ => code.NewLabel())];
        Label other = code.NewLabel();
        code.Int(1).Jump(Opcode.JumpIfTrue, other).Int(1).Op(Opcode.StoreVar, variables[0]);
        foreach (Label target in targets)
            code.Int(1).Jump(Opcode.JumpIfTrue, target);
        code.Op(Opcode.Return).Place(other);
        foreach (int variable in variables.Reverse())
            code.Int(1).Op(Opcode.StoreVar, variable);
        foreach (Label target in targets)
            code.Int(1).Jump(Opcode.JumpIfTrue, target);
        foreach (Label target in targets)
            code.Place(target).Op(Opcode.Return);

        code.Reject("too tangled");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_code_never_makes_the_verifier_throw(int seed)
    {
        var random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 5000; round++)
        {
            BytecodeModule module = OpcodePrograms.Executing((Opcode)random.Next(OpcodeTable.Count));
            byte[] code = new byte[random.Next(1, 16)];
            for (int i = 0; i < code.Length; i++)
                code[i] = (byte)random.Next(random.Next(2) == 0 ? 4 : OpcodeTable.Count);
            FunctionInfo entry = module.Functions[0];
            var changed = new FunctionInfo { Name = "f", Parameters = [], Result = entry.Result, Variables = entry.Variables, Constants = [0, 1, 2, 3], Code = [.. code, .. entry.Code] };
            VerificationResult result = Verifier.Verify(WithEntry(module, changed));
            if (result.Module is null == result.Errors.IsEmpty)
                Assert.Fail($"seed {seed}, round {round}: neither or both of module and errors");
            if (result.Module is not null)
                accepted++;
        }
        accepted.Should().BeGreaterThan(0);
    }

    /// <summary>A script body of blocks, each with a variable of its own: <c>if 1 { let s = "x"; while 0 { write(s) } }</c>.</summary>
    private static BytecodeModule ManyBlocks(int blocks)
    {
        var code = new TestCode();
        for (int i = 0; i < blocks; i++)
        {
            int variable = code.Variable(TypeId.String);
            Label end = code.NewLabel(), body = code.NewLabel(), condition = code.NewLabel();
            code.Int(i % 2).Jump(Opcode.JumpIfFalse, end).String("x").Op(Opcode.StoreVar, variable).Jump(Opcode.Jump, condition);
            code.Place(body).Op(Opcode.LoadVar, variable).Op(Opcode.WriteString);
            code.Place(condition).Int(0).Jump(Opcode.JumpIfTrue, body).Place(end);
        }
        return code.Build();
    }

    private static BytecodeModule WithEntry(BytecodeModule module, FunctionInfo entry) => new()
    {
        Name = module.Name,
        Types = module.Types,
        Functions = module.Functions.SetItem(0, entry),
        Strings = module.Strings,
        Globals = module.Globals,
        HostImports = module.HostImports,
        Entry = 0,
    };
}
