using System.Collections.Immutable;
using Lang.Native.Memory;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Toolchain.Tests.Abi;

/// <summary>Calls from generated code to C and from C to generated code, of random signatures, in both conventions.</summary>
/// <remarks>
/// C poisons every volatile register before it returns. The probe fills every register before a call, checks what must be saved after it,
/// and the functions in C check the alignment of the stack.
/// </remarks>
public sealed unsafe class CallingConventionTests : IClassFixture<CallingConventionTests.Fixture>
{
    private const int Signatures = 300, MaxParameters = 14, Seed = 20260117;
    private const int ProbePlace = 0, CallPlace = 4096, BridgePlace = 8192, EntryPlace = 12288, HandlerSlot = Probe.End;
    private const long Answer = 0x4028_8000_0000_1234, Index = 77, Environment = 0x1122_3344_5566_7788;

    private readonly Fixture _fixture;

    public CallingConventionTests(Fixture fixture) => _fixture = fixture;

    private ExecutableMemory Memory => _fixture.Memory;

    private CLibrary C => _fixture.Library;

    [Theory]
    [InlineData("sysv")]
    [InlineData("win64")]
    public void Generated_code_calls_C(string name) => ForEach(name, (n, convention, signature, arguments) =>
    {
        var probe = new Probe(Memory, ProbePlace, convention, signature);
        probe.Call(C.Address($"callee_{n}_{name}"), arguments);
        CheckHash(signature, arguments, probe.IntResult, probe.FloatResultBits);
    });

    [Theory]
    [InlineData("sysv")]
    [InlineData("win64")]
    public void Entry_thunk_calls_C(string name) => ForEach(name, (n, convention, signature, arguments) =>
    {
        var emitter = new Emitter(256);
        Thunks.EmitEntry(ref emitter, CallingConvention.Host, convention, signature);
        var thunk = (nint)Memory.Write(EntryPlace, emitter.Code, emitter.Relocations);
        long* slots = stackalloc long[MaxParameters + 1];
        arguments.CopyTo(new Span<long>(slots, MaxParameters));
        var probe = new Probe(Memory, ProbePlace, CallingConvention.Host, new Signature([ValueClass.Int, ValueClass.Int], null));
        probe.Call(thunk, [C.Address($"callee_{n}_{name}"), (nint)slots]);
        CheckHash(signature, arguments, slots[0], slots[0]);
    });

    [Theory]
    [InlineData("sysv")]
    [InlineData("win64")]
    public void Generated_code_calls_a_bridge(string name) => ForEach(name, (_, convention, signature, arguments) =>
    {
        var probe = new Probe(Memory, ProbePlace, convention, signature);
        probe.Call(EmitBridge(convention, signature), arguments, Index, Environment);
        CheckSeen(arguments);
        (*C.Global("seen_index")).Should().Be(Index);
        (*C.Global("seen_environment")).Should().Be(Environment);
        if (signature.Result is { } result)
            (result == ValueClass.Int ? probe.IntResult : probe.FloatResultBits).Should().Be(Answer);
    });

    [Theory]
    [InlineData("sysv")]
    [InlineData("win64")]
    public void C_calls_a_bridge(string name) => ForEach(name, (n, convention, signature, arguments) =>
    {
        var probe = new Probe(Memory, CallPlace, convention, new Signature([ValueClass.Int], null));
        *C.Global("result_bits") = 0;
        probe.Call(C.Address($"caller_{n}_{name}"), [EmitBridge(convention, signature)]);
        CheckSeen(arguments);
        (*C.Global("result_bits")).Should().Be(signature.Result is null ? 0 : Answer);
    });

    private delegate void Check(int number, CallingConvention convention, Signature signature, long[] arguments);

    private void ForEach(string name, Check check)
    {
        CallingConvention convention = name == "sysv" ? CallingConvention.SystemV : CallingConvention.Win64;
        *(nint*)(Memory.Base + HandlerSlot) = C.Address($"handler_{name}");
        *C.Global("answer_bits") = Answer;
        *C.Global("misaligned") = 0;
        var random = new Random(Seed);
        for (int n = 0; n < _fixture.Signatures.Count; n++)
        {
            Signature signature = _fixture.Signatures[n];
            long[] arguments = [.. signature.Parameters.Select(parameter =>
                parameter == ValueClass.Int ? random.NextInt64(long.MinValue, long.MaxValue) : BitConverter.DoubleToInt64Bits(random.NextDouble() - 0.5))];
            for (int k = 0; k < arguments.Length; k++)
                C.Global("int_values")[k] = C.Global("float_values")[k] = arguments[k];
            *C.Global("slot_count") = arguments.Length;
            check(n, convention, signature, arguments);
            (*C.Global("misaligned")).Should().Be(0, $"signature {n} of seed {Seed} keeps the stack aligned");
        }
    }

    private nint EmitBridge(CallingConvention convention, Signature signature)
    {
        var emitter = new Emitter(256);
        Thunks.EmitBridge(ref emitter, convention, signature, Mem.InRange(HandlerSlot));
        return (nint)Memory.Write(BridgePlace, emitter.Code, emitter.Relocations);
    }

    private void CheckSeen(long[] arguments) => new Span<long>(C.Global("seen"), arguments.Length).ToArray().Should().Equal(arguments);

    private void CheckHash(Signature signature, long[] arguments, long intResult, long floatBits)
    {
        long hash = arguments.Aggregate(17L, (sum, argument) => unchecked(sum * 31 + argument));
        (*C.Global("seen_hash")).Should().Be(hash);
        if (signature.Result == ValueClass.Int)
            intResult.Should().Be(hash);
        else if (signature.Result == ValueClass.Float)
            BitConverter.Int64BitsToDouble(floatBits).Should().Be(hash >> 12);
    }

    /// <summary>The signatures, their functions in C, and memory to run code in.</summary>
    public sealed class Fixture : IDisposable
    {
        public Fixture()
        {
            var random = new Random(Seed);
            Signatures = [.. Enumerable.Range(0, CallingConventionTests.Signatures).Select(n => Make(random, n))];
            Library = new CLibrary(Signatures);
            Memory = ExecutableMemory.TryReserve(1, 1, out MemoryRefusal refusal) ?? throw new InvalidOperationException(refusal.Describe());
        }

        internal IReadOnlyList<Signature> Signatures { get; }

        internal CLibrary Library { get; }

        internal ExecutableMemory Memory { get; }

        public void Dispose()
        {
            Memory.Dispose();
            Library.Dispose();
        }

        // Every length comes in turn, with only integers, only floats, and mixed ones.
        private static Signature Make(Random random, int n)
        {
            int floats = n / (MaxParameters + 1) % 4 switch { 0 => 0, 1 => 100, _ => random.Next(10, 91) };
            ImmutableArray<ValueClass> parameters = [.. Enumerable.Range(0, n % (MaxParameters + 1))
                .Select(_ => random.Next(100) < floats ? ValueClass.Float : ValueClass.Int)];
            return new(parameters, random.Next(5) switch { 0 => null, 1 or 2 => ValueClass.Float, _ => ValueClass.Int });
        }
    }
}
