using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native;

namespace Lang.Bench.Micro;

/// <summary>Bytecode built by hand: a sum interpreted and compiled, and what one call from C# costs beside a bare function pointer.</summary>
public unsafe class ClassicInterface
{
    private const int Rounds = 10_000;

    private Vm _interpreter = null!;
    private CompiledFunction _sum = null!, _add = null!;
    private Func<long, long> _compiledSum = null!;
    private Func<long, long, long> _compiledAdd = null!, _bareAdd = null!;

    [GlobalSetup]
    public void Prepare()
    {
        BytecodeModule sum = Sum(), add = Add();
        _interpreter = new Vm(Verifier.Verify(sum).Module!, new VmOptions { Tier = ExecutionTier.Interpreter });
        _sum = Vm.Compile(sum);
        _add = Vm.Compile(add);
        _compiledSum = _sum.AsFunc<long, long>();
        _compiledAdd = _add.AsFunc<long, long, long>();
        _bareAdd = static (a, b) => CallPointer((delegate* unmanaged<long, long, long>)&NativeAdd, a, b);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _interpreter.Dispose();
        _sum.Dispose();
        _add.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Rounds)]
    public long InterpretedRound() => _interpreter.Call(0, Rounds);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public long CompiledRound() => _compiledSum(Rounds);

    /// <summary>A delegate around a function pointer, to code that C# compiled with the platform's convention.</summary>
    [Benchmark(Baseline = true)]
    public long BarePointer() => _bareAdd(1, 2);

    [Benchmark]
    public long TypedDelegate() => _compiledAdd(1, 2);

    // In a method of its own, as every such delegate has it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long CallPointer(delegate* unmanaged<long, long, long> pointer, long a, long b) => pointer(a, b);

    [UnmanagedCallersOnly]
    private static long NativeAdd(long a, long b) => a + b;

    private static BytecodeModule Add()
    {
        var code = new BytecodeBuilder("add");
        int a = code.AddParameter(TypeId.I64), b = code.AddParameter(TypeId.I64);
        code.AddInstruction(Opcode.LoadVar, a).AddInstruction(Opcode.LoadVar, b).AddInstruction(Opcode.Add).AddInstruction(Opcode.Return);
        return code.Build();
    }

    private static BytecodeModule Sum()
    {
        var code = new BytecodeBuilder("sum");
        int n = code.AddParameter(TypeId.I64), sum = code.AddVariable(TypeId.I64);
        Label loop = code.NewLabel(), done = code.NewLabel();
        code.PlaceLabel(loop).AddInstruction(Opcode.LoadVar, n).AddJump(Opcode.JumpIfFalse, done);
        code.AddInstruction(Opcode.LoadVar, sum).AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.Add).AddInstruction(Opcode.StoreVar, sum);
        code.AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.LoadConst, code.AddConstant(1)).AddInstruction(Opcode.Sub).AddInstruction(Opcode.StoreVar, n);
        code.AddJump(Opcode.Jump, loop).PlaceLabel(done).AddInstruction(Opcode.LoadVar, sum).AddInstruction(Opcode.Return);
        return code.Build();
    }
}
