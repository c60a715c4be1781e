using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

/// <summary>A builder with short words, for tests that write code: the entry function returns nothing unless told otherwise.</summary>
internal sealed class TestCode
{
    public BytecodeBuilder Builder { get; } = new("test") { Result = TypeId.None };

    public TypeTable Types => Builder.Types;

    public TypeId Result
    {
        get => Builder.Result;
        set => Builder.Result = value;
    }

    public int Variable(TypeId type, string name = "") => Builder.AddVariable(type, name);

    public TestCode Op(Opcode opcode, params ReadOnlySpan<int> operands)
    {
        Builder.AddInstruction(opcode, operands);
        return this;
    }

    /// <summary>LOAD_CONST of <paramref name="value"/>.</summary>
    public TestCode Int(long value) => Op(Opcode.LoadConst, Builder.AddConstant(value));

    /// <summary>LOAD_FLOAT of <paramref name="value"/>.</summary>
    public TestCode Float(double value) => Op(Opcode.LoadFloat, Builder.AddConstant(value));

    /// <summary>LOAD_STRING of <paramref name="value"/>.</summary>
    public TestCode String(string value) => Op(Opcode.LoadString, Builder.AddString(value));

    public Label NewLabel() => Builder.NewLabel();

    public TestCode Jump(Opcode opcode, Label target)
    {
        Builder.AddJump(opcode, target);
        return this;
    }

    public TestCode Place(Label label)
    {
        Builder.PlaceLabel(label);
        return this;
    }

    public BytecodeModule Build() => Builder.Build();

    public VerificationResult Verify() => Verifier.Verify(Build());

    /// <summary>The verified module; the test fails when it is rejected.</summary>
    public VerifiedModule Accept()
    {
        VerificationResult result = Verify();
        result.Errors.Should().BeEmpty();
        return result.Module!;
    }

    /// <summary>What is known of the entry function's stack.</summary>
    public SlotTypes Slots() => Accept().SlotsOf(0);

    public void Reject(string reason) => Verify().Errors.Should().ContainSingle().Which.Reason.Should().Contain(reason);
}
