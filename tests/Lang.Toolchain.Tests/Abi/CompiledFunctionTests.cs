using Lang.Bytecode;
using Lang.Native.Target;

namespace Lang.Toolchain.Tests.Abi;

/// <summary>
/// C calls functions that the template compiler and the optimising compiler made of bytecode, and these call C and each other, for hundreds of signatures in both conventions.
/// </summary>
/// <remarks>
/// Between caller and callee stands assembly in the C library that fills what callees save and looks at it afterwards. The C functions check the
/// alignment of the stack, and poison every volatile register before they return, so that values that live on across the call must lie elsewhere.
/// </remarks>
public sealed unsafe class CompiledFunctionTests : IClassFixture<CallingConventionTests.Fixture>
{
    private const int Seed = 20260229, IntSum = 0, FloatSum = 1;

    private readonly CallingConventionTests.Fixture _fixture;

    public CompiledFunctionTests(CallingConventionTests.Fixture fixture) => _fixture = fixture;

    private IReadOnlyList<Signature> Signatures => _fixture.Signatures;

    private CLibrary C => _fixture.Library;

    [Theory]
    [InlineData("sysv", false)]
    [InlineData("win64", false)]
    [InlineData("sysv", true)]
    [InlineData("win64", true)]
    public void C_calls_compiled_functions(string name, bool isOptimized) => Check(name, isOptimized, Kind.Leaf);

    [Theory]
    [InlineData("sysv", false)]
    [InlineData("win64", false)]
    [InlineData("sysv", true)]
    [InlineData("win64", true)]
    public void Compiled_functions_call_each_other(string name, bool isOptimized) => Check(name, isOptimized, Kind.CallsNext);

    [Theory]
    [InlineData("sysv", false)]
    [InlineData("win64", false)]
    [InlineData("sysv", true)]
    [InlineData("win64", true)]
    public void Compiled_functions_call_host_functions_at_their_addresses(string name, bool isOptimized) => Check(name, isOptimized, Kind.CallsHost);

    private enum Kind
    {
        /// <summary>Sums up its arguments.</summary>
        Leaf,

        /// <summary>Calls the leaf of the next signature with its own arguments, then sums them up.</summary>
        CallsNext,

        /// <summary>Calls the host function of its signature with its arguments, then sums them up.</summary>
        CallsHost,
    }

    private void Check(string name, bool isOptimized, Kind kind)
    {
        CallingConvention convention = name == "sysv" ? CallingConvention.SystemV : CallingConvention.Win64;
        using var module = new CompiledModule(MakeModule(), convention, isOptimized, import => C.Address($"callee_{import}_{name}"));
        var random = new Random(Seed);
        *C.Global("misaligned") = 0;
        for (int n = 0; n < Signatures.Count; n++)
        {
            long[] arguments = [.. Signatures[n].Parameters.Select(parameter => parameter == ValueClass.Int
                ? random.NextInt64(long.MinValue, long.MaxValue) : BitConverter.DoubleToInt64Bits(random.NextDouble() - 0.5))];
            for (int k = 0; k < arguments.Length; k++)
                C.Global("int_values")[k] = C.Global("float_values")[k] = arguments[k];
            *C.Global("result_bits") = 0;
            *C.Global("seen_hash") = 0;
            Call($"caller_{n}_{name}", $"checked_{name}", module.AddressOf(FunctionOf(kind, n)), convention, n);
            CheckSums(module, kind, n, arguments);
            (*C.Global("misaligned")).Should().Be(0, $"signature {n} keeps the stack aligned");
        }
    }

    private void Call(string caller, string between, nint target, CallingConvention convention, int n)
    {
        const int Words = 28;
        *(nint*)C.Global("target") = target;
        for (int i = 0; i < Words; i++)
            C.Global("filled")[i] = 0x7A7A_0000_0000_0000 + i;
        new Span<long>(C.Global("left"), Words).Clear();
        // What callers save is not looked at: callers here are of the host's convention.
        if (convention == CallingConvention.SystemV)
            ((delegate* unmanaged<nint, void>)C.Address(caller))(C.Address(between));
        else
            ((delegate* unmanaged<nint, nint, void>)C.Address("call_win64"))(C.Address(caller), C.Address(between));
        int saved = convention == CallingConvention.SystemV ? 6 : Words;
        for (int i = 0; i < saved; i++)
            C.Global("left")[i].Should().Be(C.Global("filled")[i], $"signature {n} saves register {i} of those that callees save");
        (*C.Global("left_rsp")).Should().Be(*C.Global("kept_rsp"));
    }

    private void CheckSums(CompiledModule module, Kind kind, int n, long[] arguments)
    {
        (long ints, double floats) = Sums(Signatures[n], arguments);
        if (kind == Kind.CallsNext)
        {
            (long nextInts, double nextFloats) = Sums(Signatures[Next(n)], [.. PassedOn(n).Select(from => from.Index >= 0 ? arguments[from.Index] : from.Constant)]);
            ints += nextInts;
            floats += nextFloats;
        }
        module.Globals[IntSum].Should().Be(ints, $"signature {n} sums up its integers");
        module.Globals[FloatSum].Should().Be(BitConverter.DoubleToInt64Bits(floats), $"signature {n} sums up its floats");
        long result = *C.Global("result_bits");
        if (kind == Kind.CallsHost)
        {
            long hash = arguments.Aggregate(17L, (sum, argument) => unchecked(sum * 31 + argument));
            (*C.Global("seen_hash")).Should().Be(hash, $"signature {n} passes its arguments on");
            result.Should().Be(Signatures[n].Result switch
            {
                null => 0, ValueClass.Int => hash, _ => BitConverter.DoubleToInt64Bits(hash >> 12),
            });
            return;
        }
        result.Should().Be(Signatures[n].Result switch { null => 0, ValueClass.Int => ints, _ => BitConverter.DoubleToInt64Bits(floats) });
    }

    /// <summary>What the functions compute: each argument is used often, so that as many as possible live in registers.</summary>
    private static (long Ints, double Floats) Sums(Signature signature, long[] arguments)
    {
        long ints = 17;
        double floats = 0.5;
        for (int k = 0; k < arguments.Length; k++)
        {
            double value = BitConverter.Int64BitsToDouble(arguments[k]);
            if (signature.Parameters[k] == ValueClass.Int)
                ints = unchecked(((ints * 31) + arguments[k]) ^ (arguments[k] << 3));
            else
                floats = ((floats * 0.75) + value) - (value * floats);
        }
        return (ints, floats);
    }

    private int FunctionOf(Kind kind, int n) => 1 + ((int)kind * Signatures.Count) + n;

    private int Next(int n) => (n + 1) % Signatures.Count;

    /// <summary>What a function passes to the leaf of the next signature: its last argument of the wanted class first, and a constant when there is none.</summary>
    private IEnumerable<(int Index, long Constant)> PassedOn(int n)
    {
        Signature own = Signatures[n], next = Signatures[Next(n)];
        for (int k = 0; k < next.Parameters.Length; k++)
        {
            int[] fitting = [.. Enumerable.Range(0, own.Parameters.Length).Where(i => own.Parameters[i] == next.Parameters[k]).Reverse()];
            long constant = next.Parameters[k] == ValueClass.Int ? k : BitConverter.DoubleToInt64Bits(k + 0.25);
            yield return fitting.Length > 0 ? (fitting[k % fitting.Length], 0) : (-1, constant);
        }
    }

    private BytecodeModule MakeModule()
    {
        var builder = new BytecodeBuilder("abi") { Result = TypeId.None };
        builder.AddGlobal("ints", TypeId.I64);
        builder.AddGlobal("floats", TypeId.F64);
        for (int n = 0; n < Signatures.Count; n++)
            builder.AddHostImport($"callee_{n}", TypeOf(Signatures[n].Result), [.. Signatures[n].Parameters.Select(parameter => TypeOf(parameter))]);
        foreach (Kind kind in Enum.GetValues<Kind>())
        {
            for (int n = 0; n < Signatures.Count; n++)
                AddFunction(builder, kind, n);
        }
        return builder.Build();
    }

    private void AddFunction(BytecodeBuilder builder, Kind kind, int n)
    {
        Signature signature = Signatures[n];
        FunctionBuilder function = builder.AddFunction($"{kind}_{n}");
        function.Index.Should().Be(FunctionOf(kind, n));
        function.Result = TypeOf(signature.Result);
        foreach (ValueClass parameter in signature.Parameters)
            function.AddParameter(TypeOf(parameter));
        int ints = function.AddVariable(TypeId.I64), floats = function.AddVariable(TypeId.F64), result = -1;
        if (kind == Kind.CallsHost && signature.Result is not null)
            result = function.AddVariable(function.Result);
        if (kind == Kind.CallsHost)
        {
            for (int k = 0; k < signature.Parameters.Length; k++)
                function.AddInstruction(Opcode.LoadVar, k);
            function.AddInstruction(Opcode.CallHost, n);
            if (result >= 0)
                function.AddInstruction(Opcode.StoreVar, result);
        }
        if (kind == Kind.CallsNext)
            AddCallOfNext(function, n);
        AddSums(function, signature, ints, floats);
        if (kind == Kind.CallsNext)
        {
            function.AddInstruction(Opcode.LoadGlobal, IntSum).AddInstruction(Opcode.LoadVar, ints).AddInstruction(Opcode.Add).AddInstruction(Opcode.StoreVar, ints);
            function.AddInstruction(Opcode.LoadGlobal, FloatSum).AddInstruction(Opcode.LoadVar, floats).AddInstruction(Opcode.FAdd).AddInstruction(Opcode.StoreVar, floats);
        }
        function.AddInstruction(Opcode.LoadVar, ints).AddInstruction(Opcode.StoreGlobal, IntSum);
        function.AddInstruction(Opcode.LoadVar, floats).AddInstruction(Opcode.StoreGlobal, FloatSum);
        if (signature.Result is { } kindOfResult)
            function.AddInstruction(Opcode.LoadVar, result >= 0 ? result : kindOfResult == ValueClass.Int ? ints : floats);
    }

    private void AddCallOfNext(FunctionBuilder function, int n)
    {
        Signature next = Signatures[Next(n)];
        int k = 0;
        foreach ((int index, long constant) in PassedOn(n))
        {
            if (index >= 0)
                function.AddInstruction(Opcode.LoadVar, index);
            else
                function.AddInstruction(next.Parameters[k] == ValueClass.Int ? Opcode.LoadConst : Opcode.LoadFloat, function.AddConstant(constant));
            k++;
        }
        function.AddInstruction(Opcode.Call, FunctionOf(Kind.Leaf, Next(n)));
        if (next.Result is not null)
            function.AddInstruction(Opcode.Pop);
    }

    private static void AddSums(FunctionBuilder function, Signature signature, int ints, int floats)
    {
        function.AddInstruction(Opcode.LoadConst, function.AddConstant(17)).AddInstruction(Opcode.StoreVar, ints);
        function.AddInstruction(Opcode.LoadFloat, function.AddConstant(0.5)).AddInstruction(Opcode.StoreVar, floats);
        for (int k = 0; k < signature.Parameters.Length; k++)
        {
            if (signature.Parameters[k] == ValueClass.Int)
            {
                function.AddInstruction(Opcode.LoadVar, ints).AddInstruction(Opcode.LoadConst, function.AddConstant(31)).AddInstruction(Opcode.Mul)
                    .AddInstruction(Opcode.LoadVar, k).AddInstruction(Opcode.Add)
                    .AddInstruction(Opcode.LoadVar, k).AddInstruction(Opcode.LoadConst, function.AddConstant(3)).AddInstruction(Opcode.Shl)
                    .AddInstruction(Opcode.Xor).AddInstruction(Opcode.StoreVar, ints);
                continue;
            }
            function.AddInstruction(Opcode.LoadVar, floats).AddInstruction(Opcode.LoadFloat, function.AddConstant(0.75)).AddInstruction(Opcode.FMul)
                .AddInstruction(Opcode.LoadVar, k).AddInstruction(Opcode.FAdd)
                .AddInstruction(Opcode.LoadVar, k).AddInstruction(Opcode.LoadVar, floats).AddInstruction(Opcode.FMul)
                .AddInstruction(Opcode.FSub).AddInstruction(Opcode.StoreVar, floats);
        }
    }

    private static TypeId TypeOf(ValueClass? kind) => kind switch { null => TypeId.None, ValueClass.Int => TypeId.I64, _ => TypeId.F64 };
}
