using Iced.Intel;
using Lang.Native.Memory;
using Lang.Native.Target;
using Decoder = Iced.Intel.Decoder;
using Register = Iced.Intel.Register;

namespace Lang.Tests.Native;

/// <summary>
/// Stands at each instruction of generated code in turn, with the registers and the stack as they are there, and unwinds: the caller's registers must
/// come out.
/// </summary>
/// <remarks>
/// Simulated is what makes and drops frames; whatever else writes to a register leaves rubbish there, so that a register which is neither saved nor
/// left alone is found out. Behind a return or a jump the frame is as it was behind the prologue.
/// </remarks>
internal sealed class FrameWalk
{
    private const long EntryRsp = 0x7000_0000_0008, ReturnAddress = 0x1234_5678_9ABC, Rubbish = 0x0BAD_0BAD_0BAD, Link = 0x11_1122;

    private readonly CallingConvention _convention;
    private readonly byte[] _code;
    private readonly int _begin, _end;
    private readonly FrameShape _shape;
    private readonly UnwindInfo? _info;
    private readonly MachineState _caller = new();

    private MachineState _state;
    private MachineState? _body;

    private FrameWalk(CallingConvention convention, ReadOnlySpan<byte> code, int begin, int end, FrameShape shape)
    {
        _convention = convention;
        _code = code.ToArray();
        (_begin, _end, _shape) = (begin, end, shape);
        Span<byte> record = stackalloc byte[UnwindWriter.MaxBytes];
        if (shape.Kind != FrameKind.None)
            _info = new UnwindInfo(record[..UnwindWriter.Write(shape, record)]);
        for (int i = 0; i < 16; i++)
        {
            _caller.Registers[i] = 0xCA11_0000 + i;
            _caller.Vectors[i] = (0xCA11_0100 + i, 0xCA11_0200 + i);
        }
        _caller.Rsp = EntryRsp + 8;
        _state = _caller.Copy();
        _state.Push(ReturnAddress);
    }

    /// <summary>Walks a part of code. Returns at how many places it stood.</summary>
    /// <param name="convention">Whose registers callees save.</param>
    /// <param name="code">The code the part is in.</param>
    /// <param name="begin">Offset of its first instruction.</param>
    /// <param name="end">Offset behind its last one.</param>
    /// <param name="shape">Its frame.</param>
    public static int Check(CallingConvention convention, ReadOnlySpan<byte> code, int begin, int end, FrameShape shape)
    {
        var walk = new FrameWalk(convention, code, begin, end, shape);
        if (shape.Kind == FrameKind.OfJumper)
            walk.EnterFrame();
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(walk._code, begin, end - begin), (ulong)begin);
        int places = 0;
        while (decoder.IP < (ulong)end)
        {
            int at = (int)decoder.IP;
            Instruction instruction = decoder.Decode();
            if (walk._body is null && walk._info is { } info && at >= begin + info.PrologueBytes && !MakesRoom(instruction))
                walk._body = walk._state.Copy();
            walk.CheckHere(at);
            places++;
            walk.Execute(instruction);
        }
        return places;
    }

    // The frame of one who jumped here.
    private void EnterFrame()
    {
        _state.Push(_state.Registers[(int)Gpr.Rbp]);
        _state.Registers[(int)Gpr.Rbp] = _state.Rsp;
        if (_shape.LinkBytes > 0)
            _state.Push(Link);
        foreach (Gpr register in _shape.Saved)
            _state.Push(_state.Registers[(int)register]);
        for (int n = 0; n < _shape.SavedXmms.Length; n++)
        {
            long place = _state.Registers[(int)Gpr.Rbp] - FrameShape.SavedBytes(_shape.PushedBytes, n + 1);
            (_state.Memory[place], _state.Memory[place + 8]) = _state.Vectors[(int)_shape.SavedXmms[n]];
        }
        _state.Rsp -= 256;
        foreach (Gpr register in _shape.Saved)
            _state.Registers[(int)register] = Rubbish;
        _body = _state.Copy();
    }

    private void CheckHere(int at)
    {
        MachineState unwound = _state.Copy();
        unwound.Rip = at;
        if (_info is null)
            unwound.Rip = unwound.Pop();
        else
            _info.Unwind(unwound, _code, _begin, _end);
        bool isCaller = unwound.Rip == ReturnAddress && unwound.Rsp == _caller.Rsp;
        foreach (Gpr register in _convention.CalleeSaved.Gprs)
            isCaller &= unwound.Registers[(int)register] == _caller.Registers[(int)register];
        foreach (Xmm register in _convention.CalleeSaved.Xmms)
            isCaller &= unwound.Vectors[(int)register] == _caller.Vectors[(int)register];
        if (!isCaller)
            Assert.Fail($"At {at:x} in {_begin:x} to {_end:x}: {Show(unwound)} instead of {Show(_caller)}.");
    }

    private static string Show(MachineState state) =>
        $"rip {state.Rip:x} {string.Join(' ', Enum.GetValues<Gpr>().Select(register => $"{register} {state.Registers[(int)register]:x}"))}";

    private void Execute(in Instruction instruction)
    {
        long[] registers = _state.Registers;
        switch (instruction.Code)
        {
            case Code.Push_r64:
                _state.Push(registers[NumberOf(instruction.Op0Register)]);
                break;
            case Code.Push_rm64:
                _state.Push(Link);
                break;
            case Code.Pop_r64:
                registers[NumberOf(instruction.Op0Register)] = _state.Pop();
                break;
            case Code.Mov_r64_rm64 or Code.Mov_rm64_r64 when IsFrameMove(instruction):
                registers[NumberOf(instruction.Op0Register)] = registers[NumberOf(instruction.Op1Register)];
                break;
            case Code.Mov_r64_rm64 when instruction.MemoryBase == Register.RBP && instruction.MemoryIndex == Register.None
                    && _state.Memory.TryGetValue(registers[(int)Gpr.Rbp] + (long)instruction.MemoryDisplacement64, out long saved):
                registers[NumberOf(instruction.Op0Register)] = saved;
                break;
            case Code.Movaps_xmmm128_xmm when instruction.MemoryBase == Register.RBP:
                long place = registers[(int)Gpr.Rbp] + (long)instruction.MemoryDisplacement64;
                (_state.Memory[place], _state.Memory[place + 8]) = _state.Vectors[VectorOf(instruction.Op1Register)];
                break;
            case Code.Movaps_xmm_xmmm128 when instruction.MemoryBase == Register.RBP:
                long from = registers[(int)Gpr.Rbp] + (long)instruction.MemoryDisplacement64;
                _state.Vectors[VectorOf(instruction.Op0Register)] = (_state.Memory[from], _state.Memory[from + 8]);
                break;
            case Code.Sub_rm64_imm8 or Code.Sub_rm64_imm32 when instruction.Op0Register == Register.RSP:
                _state.Rsp -= (long)instruction.GetImmediate(1);
                break;
            case Code.Add_rm64_imm8 or Code.Add_rm64_imm32 when instruction.Op0Register == Register.RSP:
                _state.Rsp += (long)instruction.GetImmediate(1);
                break;
            default:
                Write(instruction);
                break;
        }
        if (instruction.FlowControl is FlowControl.Return or FlowControl.UnconditionalBranch or FlowControl.IndirectBranch && _body is not null)
            _state = _body.Copy();
    }

    private void Write(in Instruction instruction)
    {
        if (instruction.OpCount == 0 || instruction.Op0Kind != OpKind.Register
            || instruction.Mnemonic is Mnemonic.Cmp or Mnemonic.Test or Mnemonic.Jmp or Mnemonic.Call or Mnemonic.Ucomisd)
            return;
        Register full = instruction.Op0Register.GetFullRegister();
        if (instruction.Op0Register.IsGPR() && full is not (Register.RBP or Register.RSP))
            _state.Registers[NumberOf(full)] = Rubbish;
        else if (instruction.Op0Register.IsXMM())
            _state.Vectors[VectorOf(instruction.Op0Register)] = (Rubbish, Rubbish);
    }

    // Unwind data does not describe it: moves of RSP, and the touching of pages before them.
    private static bool MakesRoom(in Instruction instruction) =>
        instruction.Op0Register == Register.RSP || instruction.Mnemonic == Mnemonic.Test && instruction.MemoryBase == Register.RBP;

    private static bool IsFrameMove(in Instruction instruction) =>
        instruction.Op0Kind == OpKind.Register && instruction.Op1Kind == OpKind.Register
        && (instruction.Op0Register, instruction.Op1Register) is (Register.RBP, Register.RSP) or (Register.RSP, Register.RBP);

    private static int NumberOf(Register register) => register - Register.RAX;

    private static int VectorOf(Register register) => register - Register.XMM0;
}
