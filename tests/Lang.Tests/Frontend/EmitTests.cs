using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;
using static Lang.Tests.Frontend.EmitHarness;

namespace Lang.Tests.Frontend;

public sealed class EmitTests
{
    private readonly EmitHarness _script = new();

    [Fact]
    public void Local_variables_live_in_the_frame()
    {
        VariableSymbol x = _script.Variable("x", TlType.Int);
        _script.Listing(Let(x, Int(1)), Set(x, Add(Read(x, TlType.Int), Int(41))), Do(Print(Read(x, TlType.Int)))).Should().Be("""
            LOAD_CONST 1
            STORE_VAR x
            LOAD_VAR x
            LOAD_CONST 41
            ADD
            STORE_VAR x
            LOAD_VAR x
            PRINT
            RETURN
            """);
    }

    [Fact]
    public void Adjacent_constant_text_is_written_at_once()
    {
        VariableSymbol x = _script.Variable("x", TlType.Int);
        _script.Listing(Let(x, Int(1)), Do(Print(String("a"), Int(7), Read(x, TlType.Int), Bool(true)))).Should().EndWith("""
            LOAD_STRING "a 7 "
            WRITE_STRING
            LOAD_VAR x
            WRITE_INT
            LOAD_STRING " true\n"
            WRITE_STRING
            RETURN
            """);
    }

    [Fact]
    public void Print_evaluates_all_arguments_before_it_writes()
    {
        Instance f = _script.Function("f", TlType.Int);
        f.Body = Block(Return(Int(1)));
        _script.Listing(Do(Print(String("a"), Call(f), Call(f)))).Should().Be("""
            CALL f
            STORE_VAR #0
            CALL f
            LOAD_STRING "a "
            WRITE_STRING
            LOAD_VAR #0
            WRITE_INT
            LOAD_STRING " "
            WRITE_STRING
            WRITE_INT
            LOAD_STRING "\n"
            WRITE_STRING
            RETURN
            """);
    }

    [Fact]
    public void Half_open_range_tests_once_before_and_once_per_iteration()
    {
        VariableSymbol n = _script.Variable("n", TlType.Int), i = LoopVariable("i");
        _script.Listing(Let(n, Int(5)), new BoundForRange(i, Int(0), Read(n, TlType.Int), inclusive: false, step: null, Block(Do(Print(Read(i, TlType.Int)))), default))
            .Should().Be("""
            LOAD_CONST 5
            STORE_VAR n
            LOAD_CONST 0
            STORE_VAR i
            LOAD_VAR i
            LOAD_VAR n
            LT
            JUMP_IF_FALSE 18
            LOAD_VAR i
            PRINT
            LOAD_VAR i
            LOAD_CONST 1
            ADD
            STORE_VAR i
            LOAD_VAR i
            LOAD_VAR n
            LT
            JUMP_IF_TRUE 8
            RETURN
            """);
    }

    [Fact]
    public void Inclusive_range_compares_before_it_steps()
    {
        VariableSymbol n = _script.Variable("n", TlType.Int), i = LoopVariable("i");
        _script.Listing(Let(n, Int(long.MaxValue)), new BoundForRange(i, Int(0), Read(n, TlType.Int), inclusive: true, step: null, Block(), default)).Should().EndWith("""
            LE
            JUMP_IF_FALSE 17
            JUMP 13
            LOAD_VAR i
            LOAD_CONST 1
            ADD
            STORE_VAR i
            LOAD_VAR i
            LOAD_VAR n
            NE
            JUMP_IF_TRUE 9
            RETURN
            """);
    }

    [Fact]
    public void Range_with_constant_bounds_is_entered_without_a_test()
    {
        string listing = _script.Listing(new BoundForRange(LoopVariable("i"), Int(0), Int(9), inclusive: true, step: null, Block(), default));
        listing.Should().StartWith("LOAD_CONST 0\nSTORE_VAR i\nLOAD_VAR i\nLOAD_CONST 1\n").And.Contain("LOAD_CONST 10\nLT");
    }

    [Fact]
    public void Constant_step_runs_up_to_the_last_value()
    {
        VariableSymbol n = _script.Variable("n", TlType.Int);
        string listing = _script.Listing(
            Let(n, Int(5)), new BoundForRange(LoopVariable("i"), Read(n, TlType.Int), Int(0), inclusive: false, Op(Opcode.Neg, TlType.Int, Int(2)), Block(), default));
        listing.Should().Contain("LOAD_CONST 0\nGT\nJUMP_IF_FALSE").And.Contain("LOAD_VAR i\nLOAD_CONST 1\nLOAD_CONST -2\nRANGE_LAST\nSTORE_VAR #2\nJUMP");
    }

    [Fact]
    public void Variable_step_is_checked_before_the_range_is_found_empty()
    {
        VariableSymbol s = _script.Variable("s", TlType.Int);
        string listing = _script.Listing(
            Let(s, Int(5)), new BoundForRange(LoopVariable("i"), Int(0), Int(9), inclusive: false, Read(s, TlType.Int), Block(), default));
        listing.Should().MatchRegex("LOAD_VAR s\nCHECK_STEP\nLOAD_CONST 0\nGT\nJUMP_IF_FALSE .*\nLOAD_VAR i\nLOAD_CONST 9\nLT");
    }

    [Fact]
    public void While_loop_has_its_test_at_the_bottom()
    {
        VariableSymbol x = _script.Variable("x", TlType.Int);
        _script.Listing(Let(x, Int(0)), new BoundWhile(Less(Read(x, TlType.Int), Int(9)), Block(Do(Print(Int(1)))), default)).Should().EndWith("""
            JUMP 5
            LOAD_CONST 1
            PRINT
            LOAD_VAR x
            LOAD_CONST 9
            LT
            JUMP_IF_TRUE 3
            RETURN
            """);
    }

    [Fact]
    public void Endless_loop_has_no_test_and_nothing_after_it()
    {
        _script.Listing(new BoundWhile(Bool(true), Block(Do(Print(Int(1)))), default), Do(Print(Int(2)))).Should().Be("LOAD_CONST 1\nPRINT\nJUMP 0");
    }

    [Fact]
    public void Break_makes_the_code_after_an_endless_loop_reachable()
    {
        _script.Listing(new BoundWhile(Bool(true), Block(new BoundBreak(default), Do(Print(Int(1)))), default), Do(Print(Int(2)))).Should().Be("JUMP 1\nLOAD_CONST 2\nPRINT\nRETURN");
    }

    [Fact]
    public void Conditions_become_jumps_without_a_bool()
    {
        VariableSymbol x = _script.Variable("x", TlType.Int);
        BoundExpression small = Less(Read(x, TlType.Int), Int(3)), large = Less(Int(7), Read(x, TlType.Int));
        BoundExpression neither = Op(Opcode.Not, TlType.Bool, new BoundLogical(isAnd: false, [small, large], default));
        _script.Listing(Let(x, Int(5)), new BoundIf([(neither, Block(Do(Print(Int(1)))))], null, default)).Should().Be("""
            LOAD_CONST 5
            STORE_VAR x
            LOAD_VAR x
            LOAD_CONST 3
            LT
            JUMP_IF_TRUE 12
            LOAD_CONST 7
            LOAD_VAR x
            LT
            JUMP_IF_TRUE 12
            LOAD_CONST 1
            PRINT
            RETURN
            """);
    }

    [Fact]
    public void Logical_value_is_that_of_the_operand_that_decides()
    {
        VariableSymbol a = _script.Variable("a", TlType.Bool), b = _script.Variable("b", TlType.Bool);
        _script.Listing(Let(a, Bool(true)), Let(b, new BoundLogical(isAnd: true, [Read(a, TlType.Bool), Read(a, TlType.Bool)], default))).Should().EndWith("""
            LOAD_VAR a
            JUMP_IF_FALSE 6
            LOAD_VAR a
            JUMP 7
            LOAD_CONST 0
            STORE_VAR b
            RETURN
            """);
    }

    [Fact]
    public void Nothing_is_emitted_after_an_error()
    {
        _script.Listing(Do(Print(Add(Int(1), Fail()))), Do(Print(Int(2)))).Should().Be("LOAD_CONST 1\nLOAD_STRING \"no\"\nERROR");
    }

    [Fact]
    public void A_branch_that_never_ends_leaves_the_other_ones_value()
    {
        VariableSymbol x = _script.Variable("x", TlType.Int);
        var choice = new BoundConditional(Less(Int(1), Int(2)), Fail(), Int(3), TlType.Int, default);
        _script.Listing(Let(x, choice)).Should().EndWith("ERROR\nLOAD_CONST 3\nSTORE_VAR x\nRETURN");
    }

    [Fact]
    public void A_call_that_never_returns_ends_its_path()
    {
        Instance f = _script.Function("f", TlType.Never);
        f.Body = Block(Return(Call(f)));
        BytecodeModule module = _script.Emit(Do(Print(Call(f))));
        ListingOf(module, module.Functions[1]).Should().Be("CALL f\nLOAD_STRING \"unreachable\"\nERROR");
    }

    [Fact]
    public void Captured_and_assigned_variable_lives_in_a_cell_made_by_its_let()
    {
        Instance outer = _script.Function("outer", TlType.Int);
        VariableSymbol count = _script.Variable("count", TlType.Int, outer);
        count.IsCaptured = count.IsAssigned = true;
        Instance inner = _script.Function("inner", TlType.Nothing, outer, [count]);
        inner.Body = Block(Set(count, Add(Read(count, TlType.Int), Int(1))));
        var type = new GenericFunctionType(inner.Function, outer);
        outer.Body = Block(
            Let(count, Int(0)), new BoundLocalFunction(inner.Function, type, default),
            Do(CallWith(new BoundFunctionName(inner.Function, type, default), inner)), Return(Read(count, TlType.Int)));
        BytecodeModule module = _script.Emit(Do(Print(Call(outer))));
        ListingOf(module, module.Functions[1]).Should().Be("""
            LOAD_CONST 0
            NEW_CELL cell i64
            STORE_VAR count
            LOAD_VAR count
            NEW_ENV env inner(cell i64)
            STORE_VAR inner
            LOAD_VAR inner
            CALL inner
            LOAD_VAR count
            CELL_GET
            RETURN
            """);
        ListingOf(module, module.Functions[2]).Should().Be("""
            LOAD_VAR inner
            ENV_GET 0
            LOAD_VAR inner
            ENV_GET 0
            CELL_GET
            LOAD_CONST 1
            ADD
            CELL_SET
            RETURN
            """);
    }

    [Fact]
    public void Assigned_parameter_that_a_closure_captures_moves_into_a_cell()
    {
        Instance outer = _script.Function("outer", TlType.Nothing, ("p", TlType.Int));
        VariableSymbol p = outer.Parameters[0];
        p.IsCaptured = p.IsAssigned = true;
        outer.Body = Block(Set(p, Int(2)));
        BytecodeModule module = _script.Emit(Do(Call(outer, Int(1))));
        ListingOf(module, module.Functions[1]).Should().Be("LOAD_VAR p\nNEW_CELL cell i64\nSTORE_VAR p\nLOAD_VAR p\nLOAD_CONST 2\nCELL_SET\nRETURN");
    }

    [Fact]
    public void Call_of_a_global_function_value_checks_it_after_the_arguments()
    {
        var function = new FunctionSymbol("", null, _script.Script);
        var type = new GenericFunctionType(function, null);
        VariableSymbol f = _script.Global("f", type);
        Instance target = _script.Function("", TlType.Int, ("x", TlType.Int));
        target.Body = Block(Return(Int(1)));
        string listing = _script.Listing(Let(f, new BoundClosure(function, type, default)), Do(Print(CallWith(Read(f, type), target, Int(9)))));
        listing.Should().EndWith("""
            LOAD_GLOBAL f
            LOAD_CONST 9
            CHECK_SET 1
            CALL 
            STORE_VAR #0
            POP
            LOAD_VAR #0
            PRINT
            RETURN
            """);
    }

    [Fact]
    public void Operands_nested_a_thousand_deep_spill_and_verify()
    {
        Instance f = _script.Function("f", TlType.Int, ("a", TlType.Int), ("b", TlType.Int), ("c", TlType.Int));
        f.Body = Block(Return(Int(1)));
        BoundExpression nested = Int(0);
        for (int i = 0; i < 1000; i++)
            nested = Call(f, Int(i), Int(i), nested);
        _script.Emit(Do(Print(nested))).Functions[0].Code.Length.Should().BeLessThan(30_000);
    }

    [Fact]
    public void Calls_with_two_hundred_arguments_nest()
    {
        Instance f = _script.Function("f", TlType.Int, [.. Enumerable.Range(0, 200).Select(i => ($"p{i}", TlType.Int))]);
        f.Body = Block(Return(Int(1)));
        BoundExpression nested = Int(0);
        for (int i = 0; i < 50; i++)
            nested = Call(f, [.. Enumerable.Repeat<BoundExpression>(Int(i), 199), nested]);
        _script.Emit(Do(Print(nested)));
    }

    [Fact]
    public void Chains_of_first_operands_have_no_limit()
    {
        Instance f = _script.Function("f", TlType.Int, ("a", TlType.Int));
        f.Body = Block(Return(Int(1)));
        BoundExpression call = Int(0), sum = Int(0);
        for (int i = 0; i < 100_000; i++)
            (call, sum) = (Call(f, call), Add(sum, Int(1)));
        ImmutableArray<BoundLink> links = [.. Enumerable.Repeat(new BoundLink(Conversion.None, Int(2), Opcode.Add, default), 100_000)];
        _script.Emit(Do(Print(call)), Do(Print(sum)), Do(Print(new BoundChain(Int(1), links, TlType.Int, default))));
    }

    [Fact]
    public void Deep_nesting_needs_no_deep_thread()
    {
        BoundStatement statement = Do(Print(Int(1)));
        BoundExpression value = Int(0);
        for (int i = 0; i < 20_000; i++)
        {
            statement = new BoundWhile(Bool(true), Block(statement), default);
            value = Add(Int(1), new BoundConditional(Less(value, Int(2)), Int(1), Int(2), TlType.Int, default));
        }
        _script.Emit(Do(Print(value)), statement);
    }

    [Fact]
    public void Long_array_is_built_in_chunks()
    {
        var type = new ArrayType(TlType.Int);
        VariableSymbol a = _script.Variable("a", type);
        string listing = _script.Listing(Let(a, new BoundArray([.. Enumerable.Range(0, 150).Select(i => Int(i))], type, default)));
        listing.Should().Contain("NEW_ARRAY i64[] 64").And.Contain("ARRAY_APPEND 64").And.EndWith("LOAD_CONST 149\nARRAY_APPEND 22\nSTORE_VAR a\nRETURN");
    }

    [Fact]
    public void Missing_end_of_a_slice_is_the_length()
    {
        VariableSymbol s = _script.Variable("s", TlType.String);
        _script.Listing(Let(s, new BoundSlice(String("abc"), null, null, TlType.String, default))).Should().Be("""
            LOAD_STRING "abc"
            LOAD_CONST 0
            DUP2
            POP
            STRING_LEN
            STRING_SLICE
            STORE_VAR s
            RETURN
            """);
    }

    [Fact]
    public void Slots_are_used_again_after_their_block()
    {
        BoundStatement OneBlock() => Block(Let(_script.Variable("t", TlType.Int), Int(1)));
        _script.Emit(OneBlock(), OneBlock(), OneBlock()).Functions[0].Variables.Should().HaveCount(1);
    }

    [Fact]
    public void Too_many_variables_are_an_error()
    {
        ImmutableArray<BoundStatement> Lets(int count) => [.. Enumerable.Range(0, count).Select(i => Let(_script.Variable($"v{i}", TlType.Int), Int(i)))];
        _script.TryEmit(Lets(Limits.Variables)).Diagnostics.Should().BeEmpty();
        (BytecodeModule? module, ImmutableArray<Diagnostic> diagnostics) = _script.TryEmit(Lets(Limits.Variables + 1));
        module.Should().BeNull();
        diagnostics.Should().ContainSingle().Which.Code.Should().Be("E510");
    }

    [Fact]
    public void Too_deep_types_are_an_error()
    {
        TlType Nested(int depth) => Enumerable.Range(1, depth - 1).Aggregate(TlType.Int, (element, _) => new ArrayType(element));
        ImmutableArray<Diagnostic> Emit(int depth)
        {
            TlType type = Nested(depth);
            return _script.TryEmit(Let(_script.Variable("a", type), new BoundArray([], type, default))).Diagnostics;
        }
        Emit(Limits.TypeDepth).Should().BeEmpty();
        Emit(Limits.TypeDepth + 1).Should().ContainSingle().Which.Code.Should().Be("E516");
        Emit(50_000).Should().ContainSingle().Which.Code.Should().Be("E516");
    }

    private VariableSymbol LoopVariable(string name)
    {
        var variable = new VariableSymbol(name, default, _script.Script) { IsLoopVariable = true };
        _script.Entry.SetType(variable, TlType.Int);
        return variable;
    }
}
