using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

/// <summary>Small modules for tests: one entry function whose code a lambda writes, and what it may refer to.</summary>
internal sealed class TestCode
{
    public TypeTable Types { get; } = new();
    public List<TypeId> Variables { get; } = [];
    public List<GlobalInfo> Globals { get; } = [];
    public List<FunctionInfo> Others { get; } = [];
    public List<HostImport> Imports { get; } = [];
    public List<string> Strings { get; } = [];
    public TypeId Result { get; set; } = TypeId.None;
    public CodeWriter Writer { get; } = new();

    /// <summary>Adds a variable of the entry function.</summary>
    public int Variable(TypeId type)
    {
        Variables.Add(type);
        return Variables.Count - 1;
    }

    public TestCode Op(Opcode opcode, params int[] operands)
    {
        Writer.Write(opcode, operands);
        return this;
    }

    /// <summary>LOAD_CONST of <paramref name="value"/>.</summary>
    public TestCode Int(long value) => Op(Opcode.LoadConst, Writer.Constant(value));

    /// <summary>LOAD_FLOAT of <paramref name="value"/>.</summary>
    public TestCode Float(double value) => Op(Opcode.LoadFloat, Writer.Constant(BitConverter.DoubleToInt64Bits(value)));

    /// <summary>LOAD_STRING of <paramref name="value"/>.</summary>
    public TestCode String(string value)
    {
        Strings.Add(value);
        return Op(Opcode.LoadString, Strings.Count - 1);
    }

    public TestCode Jump(Opcode opcode, Label target)
    {
        Writer.WriteJump(opcode, target);
        return this;
    }

    public TestCode Place(Label label)
    {
        Writer.Place(label);
        return this;
    }

    public Label NewLabel() => Writer.NewLabel();

    /// <summary>A further function; its index. Function 0 is the entry.</summary>
    public int Function(TypeId environment, TypeId[] parameters, TypeId result, Action<CodeWriter> write)
    {
        var code = new CodeWriter();
        write(code);
        (ImmutableArray<byte> bytes, ImmutableArray<long> constants, SourceMap map) = code.Finish();
        Others.Add(new FunctionInfo
        {
            Name = $"f{Others.Count + 1}",
            Environment = environment,
            Parameters = [.. parameters],
            Result = result,
            Variables = environment.Exists ? [environment, .. parameters] : [.. parameters],
            Code = bytes,
            Constants = constants,
            SourceMap = map,
        });
        return Others.Count;
    }

    public BytecodeModule Build()
    {
        (ImmutableArray<byte> bytes, ImmutableArray<long> constants, SourceMap map) = Writer.Finish();
        return new BytecodeModule
        {
            Name = "test",
            Types = Types,
            Functions =
            [
                new FunctionInfo { Name = "main", Parameters = [], Result = Result, Variables = [.. Variables], Code = bytes, Constants = constants, SourceMap = map },
                .. Others,
            ],
            Strings = [.. Strings.Select(text => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(text))],
            Globals = [.. Globals],
            HostImports = [.. Imports],
            Entry = 0,
        };
    }

    public VerificationResult Verify() => Verifier.Verify(Build());

    public SlotTypes Accept()
    {
        VerificationResult result = Verify();
        result.Errors.Should().BeEmpty();
        return result.Module!.SlotsOf(0);
    }

    public void Reject(string reason) => Verify().Errors.Should().ContainSingle().Which.Reason.Should().Contain(reason);
}
