using Iced.Intel;
using Lang.Native.Target;
using Lang.Native.X64;
using ConditionCode = Lang.Native.Target.ConditionCode;
using Decoder = Iced.Intel.Decoder;
using Label = Lang.Native.X64.Label;

namespace Lang.Tests.Native;

/// <summary>Labels, relocations and the buffer; the bytes of single instructions are EmitterFormTests' business.</summary>
public sealed class EmitterTests
{
    [Fact]
    public void References_before_and_after_a_label_reach_it()
    {
        var emitter = new Emitter(0);
        Label target = emitter.NewLabel();
        emitter.Jmp(target);
        emitter.Jcc(ConditionCode.Less, target);
        emitter.JmpShort(target);
        emitter.Call(target);
        emitter.Lea(Gpr.Rax, Mem.At(target));
        emitter.Arithmetic(ArithmeticOp.Cmp, Mem.At(target), 1);
        emitter.Mov(Mem.At(target), 0x12345678);
        emitter.Bind(target);
        emitter.Jmp(target);
        emitter.Jcc(ConditionCode.Less, target);
        emitter.JccShort(ConditionCode.Less, target);
        emitter.Call(target);
        emitter.Arithmetic(ArithmeticOp.Cmp, Mem.At(target), 1000);

        foreach (Instruction instruction in Decode(emitter.Code))
            (instruction.IsIPRelativeMemoryOperand ? instruction.IPRelativeMemoryAddress : instruction.NearBranchTarget)
                .Should().Be((ulong)emitter.PositionOf(target), instruction.ToString());
    }

    [Theory]
    [InlineData(126, 2)]
    [InlineData(127, 5)]
    public void Jump_back_is_short_where_it_reaches(int distance, int length)
    {
        var emitter = new Emitter(0);
        Label target = emitter.MarkLabel();
        for (int i = 0; i < distance; i++)
            emitter.Int3();
        emitter.Jmp(target);
        (emitter.Position - distance).Should().Be(length);
        Decode(emitter.Code)[^1].NearBranchTarget.Should().Be(0);
    }

    [Theory]
    [InlineData(127, 2, 2)]
    [InlineData(128, 6, 5)]
    public void Jump_forward_is_short_where_it_reached_when_the_code_was_written_first(int distance, int branch, int jump)
    {
        var emitter = new Emitter(0) { NotesForwardJumps = true };
        foreach (bool jumps in (ReadOnlySpan<bool>)[false, true])
        {
            emitter.Reset();
            Write(ref emitter, jumps);
            int written = emitter.Position;
            emitter.TryShorten().Should().Be(distance <= sbyte.MaxValue);
            if (distance <= sbyte.MaxValue)
                Write(ref emitter, jumps);
            written.Should().Be(distance + (jumps ? 5 : 6));
            emitter.Position.Should().Be(distance + (jumps ? jump : branch));
            Decode(emitter.Code)[0].NearBranchTarget.Should().Be((ulong)emitter.Position);
        }

        void Write(ref Emitter emitter, bool jumps)
        {
            Label target = emitter.NewLabel();
            if (jumps)
                emitter.Jmp(target);
            else
                emitter.Jcc(ConditionCode.Less, target);
            for (int i = 0; i < distance; i++)
                emitter.Int3();
            emitter.Bind(target);
        }
    }

    [Fact]
    public void Loops_are_aligned_by_instructions_that_do_nothing_and_jumps_over_them_stay_short()
    {
        var emitter = new Emitter(0) { NotesForwardJumps = true };
        for (int before = 0; before < 70; before++)
        {
            emitter.Reset();
            Write(ref emitter, before);
            int written = emitter.Position;
            emitter.TryShorten().Should().BeTrue();
            Label loop = Write(ref emitter, before);
            (emitter.PositionOf(loop) % 32).Should().Be(0);
            emitter.Position.Should().BeLessThanOrEqualTo(written);
            Instruction[] decoded = [.. Decode(emitter.Code)];
            decoded.Skip(1 + before).TakeWhile(instruction => instruction.Mnemonic != Mnemonic.Ret).Should().NotContain(instruction => instruction.Mnemonic != Mnemonic.Nop);
            decoded[0].NearBranchTarget.Should().Be((ulong)emitter.Position);
        }

        static Label Write(ref Emitter emitter, int before)
        {
            Label end = emitter.NewLabel(), loop = emitter.NewLabel();
            emitter.Jmp(end);
            for (int i = 0; i < before; i++)
                emitter.Int3();
            emitter.AlignLoop();
            emitter.Bind(loop);
            emitter.Ret();
            emitter.Bind(end);
            return loop;
        }
    }

    [Fact]
    public void Shortened_code_jumps_to_the_same_labels()
    {
        var emitter = new Emitter(0) { NotesForwardJumps = true };
        (List<(int Position, Label Target)> jumps, int written) = (WriteRandomJumps(ref emitter), emitter.Position);
        emitter.TryShorten().Should().BeTrue();
        jumps = WriteRandomJumps(ref emitter);
        emitter.Position.Should().BeLessThan(written);
        Dictionary<ulong, Instruction> decoded = Decode(emitter.Code).ToDictionary(instruction => instruction.IP);
        decoded.Should().HaveCount(jumps.Count);
        foreach ((int position, Label target) in jumps)
            decoded[(ulong)position].NearBranchTarget.Should().Be((ulong)emitter.PositionOf(target));
    }

    [Fact]
    public void Many_labels_with_many_references_survive_growth()
    {
        var emitter = new Emitter(0);
        List<(int Position, Label Target)> jumps = WriteRandomJumps(ref emitter);
        Dictionary<ulong, Instruction> decoded = Decode(emitter.Code).ToDictionary(instruction => instruction.IP);
        decoded.Should().HaveCount(jumps.Count);
        foreach ((int position, Label target) in jumps)
            decoded[(ulong)position].NearBranchTarget.Should().Be((ulong)emitter.PositionOf(target));
    }

    private static List<(int Position, Label Target)> WriteRandomJumps(ref Emitter emitter)
    {
        var random = new Random(1);
        var labels = new List<Label>();
        var jumps = new List<(int Position, Label Target)>();
        for (int i = 0; i < 300; i++)
            labels.Add(emitter.NewLabel());
        foreach (Label label in labels)
        {
            for (int i = 0; i < 20; i++)
            {
                Label target = labels[random.Next(labels.Count)];
                jumps.Add((emitter.Position, target));
                emitter.Jcc((ConditionCode)random.Next(16), target);
            }
            emitter.Bind(label);
        }
        return jumps;
    }

    [Fact]
    public void Relocated_code_refers_to_the_same_places_of_the_range()
    {
        const int Place = 0x4000;
        var emitter = new Emitter(64);
        emitter.Mov(Gpr.Rax, Mem.InRange(0x100));
        emitter.Arithmetic(ArithmeticOp.Cmp, Mem.InRange(0x100), 5);
        emitter.Mov(Mem.InRange(0x100), 1 << 20);
        emitter.Roundsd(Xmm.Xmm0, Mem.InRange(0x100), RoundingMode.Down);
        emitter.CallInRange(0x100);
        emitter.JccInRange(ConditionCode.Equal, 0x100);
        emitter.JmpInRange(0x100);

        byte[] code = emitter.Code.ToArray();
        emitter.Relocations.Length.Should().Be(7);
        foreach (int site in emitter.Relocations)
            BitConverter.TryWriteBytes(code.AsSpan(site), BitConverter.ToInt32(code, site) - Place).Should().BeTrue();
        foreach (Instruction instruction in Decode(code, Place))
            (instruction.IsIPRelativeMemoryOperand ? instruction.IPRelativeMemoryAddress : instruction.NearBranchTarget).Should().Be(0x100);
    }

    [Fact]
    public void Reset_forgets_code_labels_and_relocations()
    {
        var emitter = new Emitter(64);
        emitter.Jmp(emitter.NewLabel());
        emitter.CallInRange(8);
        emitter.Reset();
        emitter.Position.Should().Be(0);
        emitter.Relocations.Length.Should().Be(0);
        emitter.NewLabel().Index.Should().Be(0);
        emitter.Ret();
        emitter.Code.ToArray().Should().Equal(0xC3);
    }

    [Fact]
    public void Literals_are_aligned_behind_the_code()
    {
        var emitter = new Emitter(64);
        Label literal = emitter.NewLabel();
        emitter.Mov(Xmm.Xmm0, Mem.At(literal));
        emitter.Ret();
        emitter.Align(8);
        emitter.Bind(literal);
        emitter.Data(BitConverter.DoubleToInt64Bits(0.5));
        emitter.PositionOf(literal).Should().Be(16);
        BitConverter.ToDouble(emitter.Code[16..]).Should().Be(0.5);
    }

    [Fact]
    public void Emitting_allocates_nothing_once_the_buffers_are_large_enough()
    {
        var emitter = new Emitter(1 << 16);
        EmitLoop(ref emitter);
        AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < 100; i++)
                EmitLoop(ref emitter);
        }).Should().Be(0);
    }

    [Fact]
    public void Disassembly_names_what_it_can()
    {
        var emitter = new Emitter(64);
        emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rax, Mem.At(Gpr.Rbx, Gpr.Rcx, 8, 16));
        emitter.CallInRange(0x1000);
        emitter.Ret();
        var text = new StringWriter();
        Disassembly.Write(text, emitter.Code.ToArray(), 0, address => address == 0x1000 ? "helper" : null);
        text.ToString().Should().Be("""
                 0  480344cb10            add rax, [rbx + rcx*8 + 0x10]
                 5  e8f60f0000            call helper
                 a  c3                    ret

            """.ReplaceLineEndings("\n"));
    }

    private static void EmitLoop(ref Emitter emitter)
    {
        emitter.Reset();
        for (int i = 0; i < 100; i++)
        {
            Label back = emitter.MarkLabel(), exit = emitter.NewLabel();
            emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rax, Mem.InRange(64));
            emitter.Jcc(ConditionCode.AboveOrEqual, exit);
            emitter.Sse(SseOp.Addsd, Xmm.Xmm1, Mem.At(Gpr.Rdi, Gpr.Rax, 8));
            emitter.Jmp(back);
            emitter.Bind(exit);
        }
    }

    private static List<Instruction> Decode(ReadOnlySpan<byte> code, ulong address = 0)
    {
        Decoder decoder = Decoder.Create(64, code.ToArray(), address);
        var instructions = new List<Instruction>();
        while (decoder.IP < address + (ulong)code.Length)
            instructions.Add(decoder.Decode());
        return instructions;
    }
}
