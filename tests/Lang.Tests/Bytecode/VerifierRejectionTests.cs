using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public class VerifierRejectionTests
{
    [Theory]
    [InlineData(new byte[] { 200 }, 0, "unknown opcode 200")]
    [InlineData(new byte[] { 0 }, 0, "operand 1 of LOAD_CONST is cut off")]
    [InlineData(new byte[] { 15, 0, 0, 0 }, 0, "operand 1 of JUMP is cut off")]
    [InlineData(new byte[] { 0, 0x80, 0 }, 0, "not in its shortest form")]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, 0, "too large")]
    [InlineData(new byte[] { 0, 3 }, 0, "LOAD_CONST names constant 3, but there are only 1")]
    [InlineData(new byte[] { 1, 1 }, 0, "LOAD_VAR names variable 1, but there are only 1")]
    [InlineData(new byte[] { 17, 9 }, 0, "CALL names function 9, but there are only 1")]
    [InlineData(new byte[] { (byte)Opcode.LoadGlobal, 0 }, 0, "LOAD_GLOBAL names global 0, but there are only 0")]
    [InlineData(new byte[] { (byte)Opcode.LoadString, 0 }, 0, "LOAD_STRING names string 0, but there are only 0")]
    [InlineData(new byte[] { (byte)Opcode.NewEnv, 77 }, 0, "NEW_ENV names type 77, but there are only 4")]
    [InlineData(new byte[] { (byte)Opcode.CallHost, 0 }, 0, "CALL_HOST names host import 0, but there are only 0")]
    [InlineData(new byte[] { 15, 1, 0, 0, 0 }, 0, "does not lead to the start of an instruction")]
    [InlineData(new byte[] { 15, 0xF0, 0xFF, 0xFF, 0xFF }, 0, "does not lead to the start of an instruction")]
    [InlineData(new byte[] { 0, 0, 21, 15, 0xF9, 0xFF, 0xFF, 0xFF }, 3, "does not lead to the start of an instruction")]
    [InlineData(new byte[] { 18, 0, 9 }, 1, "names constant 9")]
    public void Malformed_code_is_rejected_at_its_offset_even_where_nothing_leads(byte[] code, int offset, string reason)
    {
        VerificationError error = Only(Module(f => f with { Code = [.. code], Constants = [5], Variables = [TypeId.I64] }));

        (error.Function, error.FunctionName, error.Offset).Should().Be((0, "f", offset));
        error.Reason.Should().Contain(reason);
        error.ToString().Should().StartWith($"function 0 (f), offset {offset}: ");
    }

    [Fact]
    public void A_stack_of_255_slots_is_accepted_and_one_of_256_is_not()
    {
        byte[] Pushes(int count) => [.. Enumerable.Repeat(new byte[] { 0, 0 }, count).SelectMany(pair => pair)];

        Verifier.Verify(Module(f => f with { Code = [.. Pushes(255)], Constants = [5] })).Module!.SlotsOf(0).MaxDepth.Should().Be(255);
        Only(Module(f => f with { Code = [.. Pushes(256)], Constants = [5] })).Reason.Should().Contain("beyond 255 slots");
    }

    [Fact]
    public void A_function_without_result_returns_nothing_and_one_with_a_result_must_push_it()
    {
        new TestCode { Result = TypeId.F64 }.Int(1).Op(Opcode.Return).Reject("RETURN: the result is bool, not f64");
        new TestCode { Result = TypeId.F64 }.Op(Opcode.Return).Reject("RETURN: the result is missing");
        new TestCode().Op(Opcode.Return).Accept();
    }

    [Fact]
    public void Where_bool_is_wanted_other_integers_are_rejected()
    {
        new TestCode().Int(2).Op(Opcode.Not).Reject("operand a is i64, not bool");
        new TestCode().Int(1).Op(Opcode.Not).Op(Opcode.Pop).Accept();
        new TestCode().Int(2).Op(Opcode.WriteBool).Reject("not bool");
        new TestCode().Int(1).Int(0).Op(Opcode.And).Op(Opcode.WriteBool).Accept();
        new TestCode().Int(1).Int(2).Op(Opcode.And).Op(Opcode.WriteBool).Reject("not bool");
    }

    [Fact]
    public void Arrays_are_invariant()
    {
        var code = new TestCode();
        TypeId ints = code.Types.Array(TypeId.I64), bools = code.Types.Array(TypeId.Bool);
        code.Op(Opcode.NewArray, bools.Index, 0).Op(Opcode.StoreVar, code.Variable(ints)).Reject("the value is bool[], not i64[]");
    }

    [Fact]
    public void Arguments_are_checked_against_the_signature()
    {
        var code = new TestCode();
        FunctionBuilder callee = code.Builder.AddFunction("callee");
        callee.AddParameter(TypeId.I64);
        callee.AddParameter(TypeId.String);
        code.Int(1).Int(2).Op(Opcode.Call, callee.Index).Reject("CALL: argument 2 is i64, not string");
    }

    [Fact]
    public void A_function_value_is_called_with_its_own_type_only()
    {
        var code = new TestCode();
        TypeId procedure = code.Types.Function([], TypeId.None), other = code.Types.Function([], TypeId.I64);
        FunctionBuilder callee = code.Builder.AddFunction("callee");
        callee.Result = TypeId.None;
        code.Op(Opcode.NewFunction, callee.Index).Op(Opcode.CallValue, other.Index).Reject("the function value is fn(), not fn() -> i64");
        procedure.Exists.Should().BeTrue();
    }

    [Fact]
    public void The_type_of_a_new_function_value_must_be_in_the_table()
    {
        var code = new TestCode();
        code.Op(Opcode.NewFunction, code.Builder.AddFunction("callee").Index).Reject("not in the module's type table");
    }

    [Fact]
    public void A_function_variable_may_be_read_before_it_is_assigned()
    {
        var code = new TestCode();
        TypeId procedure = code.Types.Function([], TypeId.None);
        code.Op(Opcode.LoadVar, code.Variable(procedure)).Op(Opcode.CallValue, procedure.Index);
        code.Slots().ReadBeforeAssigned.Should().Equal(true);
    }

    [Theory]
    [InlineData(Opcode.StoreGlobal)]
    [InlineData(Opcode.StoreVar)]
    public void An_environment_that_may_be_unset_is_stored_nowhere(Opcode store)
    {
        var code = new TestCode();
        TypeId environment = code.Types.Environment("f", []);
        code.Builder.AddGlobal("f", environment);
        code.Variable(environment);
        code.Op(Opcode.LoadGlobal, 0).Op(Opcode.Dup).Op(Opcode.Pop).Op(store, 0).Reject("may be unset");
    }

    [Fact]
    public void A_check_on_one_path_does_not_make_an_environment_set_on_the_other()
    {
        var code = new TestCode();
        code.Builder.AddGlobal("f", code.Types.Environment("f", [TypeId.I64]));
        Label join = code.NewLabel();
        code.Op(Opcode.LoadGlobal, 0).Int(1).Jump(Opcode.JumpIfFalse, join).Op(Opcode.CheckSet, 0).Place(join).Op(Opcode.EnvGet, 0).Op(Opcode.Print);
        code.Reject("may be unset");
    }

    [Theory]
    [InlineData(Opcode.ValueToString)]
    [InlineData(Opcode.WriteValue)]
    public void Cells_and_bare_environments_do_not_print(Opcode print)
    {
        var code = new TestCode();
        TypeId cell = code.Types.Cell(TypeId.I64);
        code.Int(1).Op(Opcode.NewCell, cell.Index).Op(print, cell.Index).Reject("neither a function nor an array of values that print");
    }

    [Fact]
    public void Every_faulty_function_is_named()
    {
        var code = new TestCode();
        code.Op(Opcode.Add);
        code.Builder.AddFunction("second").AddInstruction(Opcode.Mul);

        code.Verify().Errors.Select(error => error.FunctionName).Should().Equal("test", "second");
    }

    [Theory]
    [MemberData(nameof(FaultyModules))]
    public void Faults_outside_the_code_are_rejected(string reason, BytecodeModule module) => Only(module).Reason.Should().Contain(reason);

    public static TheoryData<string, BytecodeModule> FaultyModules()
    {
        var missing = new TypeId(9);
        var types = new TypeTable();
        TypeId cell = types.Cell(TypeId.I64), environment = types.Environment("f", []);
        BytecodeModule With(Change change) => Module(change, types);
        return new TheoryData<string, BytecodeModule>
        {
            { "the entry is function 3", Module(entry: 3) },
            { "the entry function takes arguments", With(f => f with { Parameters = [TypeId.I64], Variables = [TypeId.I64] }) },
            { "do not begin with its environment and parameters", With(f => f with { Parameters = [TypeId.I64] }) },
            { "do not begin with its environment and parameters", With(f => f with { Environment = environment, Variables = [TypeId.I64] }) },
            { "environment's type is no environment", With(f => f with { Environment = TypeId.I64, Variables = [TypeId.I64] }) },
            { "a variable's type does not exist", With(f => f with { Variables = [missing] }) },
            { "names a type that does not exist", With(f => f with { Result = missing }) },
            { "more than 200 parameters", With(f => f with { Parameters = [.. Enumerable.Repeat(TypeId.I64, 201)] }) },
            { "more than 65000 variables", With(f => f with { Variables = [.. Enumerable.Repeat(TypeId.I64, 65_001)] }) },
            { "names more variables than it has", With(f => f with { VariableNames = ["x"] }) },
            { "source map is not in order", With(f => f with { SourceMap = new SourceMap([new(0, new(1, 1, 1)), new(0, new(2, 1, 1))]) }) },
            { "source map is not in order", With(f => f with { SourceMap = new SourceMap([new(0, new(0, 1, 1))]) }) },
            { "entry inside an instruction", With(f => f with { Code = [0, 0], Constants = [1], SourceMap = new SourceMap([new(1, new(1, 1, 1))]) }) },
            { "a list of the function was never set", With(f => f with { Constants = default }) },
            { "global 0 is a cell", Module(types: types, globals: [new GlobalInfo("c", cell)]) },
            { "global 0 has no type", Module(globals: [new GlobalInfo("c", missing)]) },
            { "cannot go to the host", Module(types: types, imports: [new HostImport("h", [cell], TypeId.None)]) },
            { "names a type that does not exist", Module(imports: [new HostImport("h", [missing], TypeId.None)]) },
            { "names function 7", Module(exports: [new FunctionExport("f", 7)]) },
            { "nests deeper than 64", Module(types: Nested(65)) },
            { "an array or cell has one item", Module(types: Odd(new BytecodeType(TypeKind.Array, TypeId.None, [], ""))) },
            { "a basic type stands in the wrong place", Module(types: Odd(new BytecodeType(TypeKind.I64, TypeId.None, [], "x"))) },
            { "unknown kind 99", Module(types: Odd(new BytecodeType((TypeKind)99, TypeId.None, [], ""))) },
            { "more than 200 fields", Module(types: Odd(new BytecodeType(TypeKind.Environment, TypeId.None, [.. Enumerable.Repeat(TypeId.I64, 201)], ""))) },
        };
    }

    [Fact]
    public void Limits_are_accepted_on_their_inner_side()
    {
        Verifier.Verify(Module(types: Nested(63))).Errors.Should().BeEmpty();
        Verifier.Verify(Module(f => f with { Variables = [.. Enumerable.Repeat(TypeId.I64, 65_000)] })).Errors.Should().BeEmpty();
    }

    private static VerificationError Only(BytecodeModule module) => Verifier.Verify(module).Errors.Should().ContainSingle().Subject;

    private static TypeTable Nested(int levels)
    {
        var types = new TypeTable();
        TypeId type = TypeId.I64;
        for (int i = 0; i < levels; i++)
            type = types.Array(type);
        return types;
    }

    private static TypeTable Odd(BytecodeType type)
    {
        var types = new TypeTable();
        types.Intern(type);
        return types;
    }

    private delegate Parts Change(Parts parts);

    /// <summary>What a test can change of an empty function.</summary>
    private sealed record Parts
    {
        public TypeId Environment { get; init; } = TypeId.None;
        public ImmutableArray<TypeId> Parameters { get; init; } = [];
        public TypeId Result { get; init; } = TypeId.None;
        public ImmutableArray<TypeId> Variables { get; init; } = [];
        public ImmutableArray<string> VariableNames { get; init; } = [];
        public ImmutableArray<long> Constants { get; init; } = [];
        public ImmutableArray<byte> Code { get; init; } = [];
        public SourceMap SourceMap { get; init; } = SourceMap.Empty;
    }

    private static BytecodeModule Module(
        Change? change = null, TypeTable? types = null, ImmutableArray<GlobalInfo>? globals = null, ImmutableArray<HostImport>? imports = null,
        ImmutableArray<FunctionExport>? exports = null, int entry = 0)
    {
        Parts parts = change?.Invoke(new Parts()) ?? new Parts();
        return new BytecodeModule
        {
            Name = "m",
            Types = types ?? new TypeTable(),
            Functions =
            [
                new FunctionInfo
                {
                    Name = "f", Environment = parts.Environment, Parameters = parts.Parameters, Result = parts.Result, Variables = parts.Variables,
                    VariableNames = parts.VariableNames, Constants = parts.Constants, Code = parts.Code, SourceMap = parts.SourceMap,
                },
            ],
            Globals = globals ?? [],
            HostImports = imports ?? [],
            FunctionExports = exports ?? [],
            Entry = entry,
        };
    }
}
