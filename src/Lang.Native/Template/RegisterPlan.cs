using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native.Target;

namespace Lang.Native.Template;

/// <summary>
/// Reads a function once, before code is written, and decides which variables live in registers throughout: those used most, loops counting
/// eightfold for each level.
/// </summary>
/// <remarks>
/// Integers and references get registers that callees save, so that a call costs them nothing. A leaf, which calls nothing, takes volatile ones
/// first: it then saves none, and its arguments stay where they come in. For floats there are no registers that both conventions save whole,
/// so their variables always get volatile ones, which every call saves around itself: worth it where uses outweigh calls.
/// </remarks>
internal sealed partial class RegisterPlan
{
    /// <summary>No register: the variable lives in its slot.</summary>
    public const byte None = 0xFF;

    /// <summary>Uses below which a register is not worth saving and restoring it.</summary>
    private const long FewUses = 3;

    /// <summary>What operations need for themselves, and what carries an environment: never a variable's.</summary>
    private static readonly RegisterSet s_neverVariables = RegisterSet.Of(Gpr.Rax, Gpr.Rcx, Gpr.Rdx, CallingConvention.HiddenArgument);

    private readonly BytecodeModule _module;
    private readonly CallingConvention _convention;
    private readonly RegisterSet _temporaries, _leafGprs;
    private readonly Gpr[] _savedGprs;
    private readonly Xmm[] _xmms;

    private byte[] _registers = new byte[16];

    /// <param name="module">Whose functions are compiled.</param>
    /// <param name="convention">The convention of the code.</param>
    /// <param name="scratch">A register that is free at any point.</param>
    /// <param name="roundingCalls">Whether rounding a float is left to the interpreter's code.</param>
    public RegisterPlan(BytecodeModule module, CallingConvention convention, Gpr scratch, bool roundingCalls)
    {
        _module = module;
        _convention = convention;
        _callsInLoops = Calls | (roundingCalls ? Rounds : (byte)0);
        _savedGprs = (convention.CalleeSaved - Gpr.Rbp).Gprs.ToArray();
        RegisterSet volatiles = (convention.CallerSaved & RegisterSet.AllGprs) - scratch;
        _leafGprs = volatiles - s_neverVariables;
        Xmm[] floats = convention.CallerSaved.Xmms.ToArray();
        int temporaries = Math.Min(6, floats.Length - 2);
        ScratchXmm = floats[^1];
        _xmms = floats[temporaries..^1];
        _temporaries = volatiles | RegisterSet.Of(floats.AsSpan(0, temporaries));
    }

    /// <summary>Free at any point.</summary>
    public Xmm ScratchXmm { get; }

    /// <summary>Registers of callees that the function uses.</summary>
    public RegisterSet Saved { get; private set; }

    /// <summary>Vector registers that hold variables.</summary>
    public RegisterSet FloatRegisters { get; private set; }

    /// <summary>Registers for entries of the operand stack.</summary>
    public RegisterSet Temporaries { get; private set; }

    /// <summary>What holds the rounds that are left of a strip, in loops that <see cref="StripLoopAt"/> names.</summary>
    public Gpr StripRegister { get; private set; }

    /// <summary>The register of a variable, or <see cref="None"/>.</summary>
    public byte RegisterOf(int variable) => _registers[variable];

    /// <summary>Reads a function.</summary>
    public void Make(FunctionInfo function, SlotTypes slots)
    {
        Read(function.Code.AsSpan(), slots);
        int variables = function.Variables.Length;
        Grow(ref _uses, variables);
        Grow(ref _registers, variables);
        Array.Clear(_uses, 0, variables);
        Array.Fill(_registers, None, 0, variables);
        CountUses();
        (Saved, FloatRegisters, Temporaries) = (default, default, _temporaries);
        FindStripLoops();
        if (IsLeaf)
            GiveVolatile(function);
        else
            TakeStripRegister(CallingConvention.HiddenArgument);
        foreach (Gpr register in _savedGprs)
        {
            if (!TryGive((byte)register, isFloat: false, FewUses, function))
                break;
            Saved |= register;
        }
        foreach (Xmm register in _xmms)
        {
            if (!TryGive((byte)register, isFloat: true, Math.Max(FewUses, 2 * _calls), function))
                break;
            FloatRegisters |= register;
        }
    }

    // Arguments stay in their registers. The rest get registers in which no argument comes: the prologue need not mind the order of its moves.
    private void GiveVolatile(FunctionInfo function)
    {
        RegisterSet arriving = default;
        var assigner = new ArgumentAssigner(_convention);
        int variable = function.Environment.Exists ? 1 : 0;
        foreach (TypeId parameter in function.Parameters)
        {
            ArgumentLocation location = assigner.Next(TemplateCompiler.ClassOf(parameter));
            if (location.IsGpr)
            {
                arriving |= location.Gpr;
                if (_uses[variable] > 0 && _leafGprs.Contains(location.Gpr))
                {
                    _registers[variable] = (byte)location.Gpr;
                    Temporaries -= location.Gpr;
                }
            }
            variable++;
        }
        // Instructions need all that no variable ever has.
        RegisterSet.GprSequence others = (_leafGprs - arriving).Gprs;
        if (!others.MoveNext())
            _stripLoops.Clear();
        else
            TakeStripRegister(others.Current);
        foreach (Gpr register in (_leafGprs - arriving).Gprs)
        {
            if (HasStripLoops && register == StripRegister)
                continue;
            if (!TryGive((byte)register, isFloat: false, 1, function))
                return;
            Temporaries -= register;
        }
    }

    // Gives a register to the variable that is used most among those without one.
    private bool TryGive(byte register, bool isFloat, long atLeast, FunctionInfo function)
    {
        int best = -1;
        long most = atLeast - 1;
        for (int i = 0; i < function.Variables.Length; i++)
        {
            if (_uses[i] > most && _registers[i] == None && (function.Variables[i] == TypeId.F64) == isFloat)
                (best, most) = (i, _uses[i]);
        }
        if (best < 0)
            return false;
        _registers[best] = register;
        return true;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[Math.Max(length, 2 * array.Length)];
    }
}
