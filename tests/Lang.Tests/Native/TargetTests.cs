using Lang.Native.Target;

namespace Lang.Tests.Native;

/// <summary>Registers and conventions, against the examples of the documents that define them.</summary>
public sealed class TargetTests
{
    private const ValueClass I = ValueClass.Int, F = ValueClass.Float;

    private static readonly CallingConvention[] s_both = [CallingConvention.SystemV, CallingConvention.Win64];

    [Fact] // AMD64 supplement, figures "Parameter Passing Example" and "Register Allocation Example", without its long double and with s as two scalars
    public void System_v_example_of_the_abi_document() =>
        Places(CallingConvention.SystemV, I, I, I, F, I, I, F, F, F, I, I, I).Should().Be(
            "Rdi Rsi Rdx Xmm0 Rcx R8 Xmm1 Xmm2 Xmm3 R9 [rsp+0] [rsp+8] | 16");

    [Fact] // "Example of argument passing 1 - all integers"
    public void Win64_all_integers() =>
        Places(CallingConvention.Win64, I, I, I, I, I, I).Should().Be("Rcx Rdx R8 R9 [rsp+32] [rsp+40] | 48");

    [Fact] // "Example of argument passing 2 - all floats"
    public void Win64_all_floats() =>
        Places(CallingConvention.Win64, F, F, F, F, F, F).Should().Be("Xmm0 Xmm1 Xmm2 Xmm3 [rsp+32] [rsp+40] | 48");

    [Fact] // "Example of argument passing 3 - mixed ints and floats"
    public void Win64_mixed() =>
        Places(CallingConvention.Win64, I, F, I, F, I, F).Should().Be("Rcx Xmm1 R8 Xmm3 [rsp+32] [rsp+40] | 48");

    [Fact]
    public void System_v_floats_overflow_apart_from_integers() =>
        Places(CallingConvention.SystemV, F, F, F, F, F, F, F, F, F, I, I, I, I, I, I, F, I).Should().Be(
            "Xmm0 Xmm1 Xmm2 Xmm3 Xmm4 Xmm5 Xmm6 Xmm7 [rsp+0] Rdi Rsi Rdx Rcx R8 R9 [rsp+8] [rsp+16] | 32");

    [Fact]
    public void Call_without_arguments_needs_only_the_shadow_space()
    {
        Places(CallingConvention.SystemV).Should().Be(" | 0");
        Places(CallingConvention.Win64).Should().Be(" | 32");
    }

    [Fact]
    public void Callee_sees_stack_arguments_above_the_return_address() =>
        ArgumentLocation.OnStack(32).IncomingOffset.Should().Be(40);

    [Fact]
    public void Every_register_but_the_stack_pointer_is_saved_by_exactly_one_side()
    {
        foreach (CallingConvention convention in s_both)
        {
            (convention.CalleeSaved & convention.CallerSaved).IsEmpty.Should().BeTrue();
            (convention.CalleeSaved | convention.CallerSaved | Gpr.Rsp).Should().Be(RegisterSet.AllGprs | RegisterSet.AllXmms);
        }
    }

    [Fact]
    public void Hidden_and_stub_arguments_are_volatile_and_no_arguments()
    {
        foreach (CallingConvention convention in s_both)
        {
            RegisterSet hidden = RegisterSet.Of(CallingConvention.HiddenArgument, CallingConvention.StubArgument);
            hidden.Count.Should().Be(2);
            convention.CallerSaved.Contains(hidden).Should().BeTrue();
            (RegisterSet.Of(convention.IntArguments.AsSpan()) & hidden).IsEmpty.Should().BeTrue();
        }
    }

    [Fact]
    public void Win64_saves_what_system_v_does_and_six_to_fifteen_besides()
    {
        CallingConvention.SystemV.CalleeSaved.Xmms.Count.Should().Be(0);
        RegisterSet more = CallingConvention.Win64.CalleeSaved - CallingConvention.SystemV.CalleeSaved;
        more.Gprs.Count.Should().Be(2);
        more.Contains(RegisterSet.Of(Gpr.Rsi, Gpr.Rdi)).Should().BeTrue();
        Names(more.Xmms).Should().Equal(Enumerable.Range(6, 10).Select(n => (Xmm)n));
    }

    [Fact]
    public void Host_convention_is_the_one_of_the_operating_system() =>
        CallingConvention.Host.Name.Should().Be(OperatingSystem.IsWindows() ? "win64" : "sysv");

    [Fact]
    public void Sets_keep_the_two_files_apart()
    {
        RegisterSet set = RegisterSet.Of(Gpr.R15, Gpr.Rax) | Xmm.Xmm15 | Xmm.Xmm0;
        set.Count.Should().Be(4);
        set.Contains(Gpr.Rax).Should().BeTrue();
        (set - Gpr.Rax).Contains(Gpr.Rax).Should().BeFalse();
        (set - Gpr.Rax).Contains(Xmm.Xmm0).Should().BeTrue();
        var gprs = new List<Gpr>();
        foreach (Gpr register in set.Gprs)
            gprs.Add(register);
        gprs.Should().Equal(Gpr.Rax, Gpr.R15);
        Names(set.Xmms).Should().Equal(Xmm.Xmm0, Xmm.Xmm15);
    }

    [Fact]
    public void Negated_and_swapped_conditions_mean_what_they_say()
    {
        (ConditionCode Code, Func<long, long, bool> Meaning)[] rows =
        [
            (ConditionCode.Equal, (a, b) => a == b), (ConditionCode.NotEqual, (a, b) => a != b),
            (ConditionCode.Less, (a, b) => a < b), (ConditionCode.LessOrEqual, (a, b) => a <= b),
            (ConditionCode.Greater, (a, b) => a > b), (ConditionCode.GreaterOrEqual, (a, b) => a >= b),
            (ConditionCode.Below, (a, b) => (ulong)a < (ulong)b), (ConditionCode.BelowOrEqual, (a, b) => (ulong)a <= (ulong)b),
            (ConditionCode.Above, (a, b) => (ulong)a > (ulong)b), (ConditionCode.AboveOrEqual, (a, b) => (ulong)a >= (ulong)b),
        ];
        Dictionary<ConditionCode, Func<long, long, bool>> meaning = rows.ToDictionary(row => row.Code, row => row.Meaning);
        long[] values = [long.MinValue, -1, 0, 1, long.MaxValue];
        foreach ((ConditionCode code, Func<long, long, bool> holds) in rows)
        {
            foreach ((long a, long b) in values.SelectMany(a => values.Select(b => (a, b))))
            {
                meaning[code.Negate()](a, b).Should().Be(!holds(a, b));
                meaning[code.SwapOperands()](b, a).Should().Be(holds(a, b));
            }
        }
    }

    private static string Places(CallingConvention convention, params ValueClass[] signature)
    {
        var assigner = new ArgumentAssigner(convention);
        var places = new List<string>();
        foreach (ValueClass kind in signature)
            places.Add(assigner.Next(kind).ToString());
        return $"{string.Join(' ', places)} | {assigner.OutgoingBytes}";
    }

    private static List<Xmm> Names(RegisterSet.XmmSequence registers)
    {
        var names = new List<Xmm>();
        foreach (Xmm register in registers)
            names.Add(register);
        return names;
    }
}
