using Lang.Bytecode;
using Lang.Bytecode.Optimization;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public class OptimizerTests
{
    [Theory]
    [InlineData("LOAD_CONST 9223372036854775807; LOAD_CONST 1; ADD; PRINT", "LOAD_CONST -9223372036854775808; PRINT")]
    [InlineData("LOAD_CONST -9223372036854775808; LOAD_CONST -1; DIV; PRINT", "LOAD_CONST -9223372036854775808; PRINT")]
    [InlineData("LOAD_CONST -7; LOAD_CONST 2; DIV; PRINT", "LOAD_CONST -3; PRINT")]
    [InlineData("LOAD_CONST -7; LOAD_CONST 2; MOD; PRINT", "LOAD_CONST -1; PRINT")]
    [InlineData("LOAD_CONST 1; LOAD_CONST 65; SHL; PRINT", "LOAD_CONST 2; PRINT")]
    [InlineData("LOAD_CONST -1; LOAD_CONST 60; USHR; PRINT", "LOAD_CONST 15; PRINT")]
    [InlineData("LOAD_CONST 3; DUP; MUL; PRINT", "LOAD_CONST 9; PRINT")]
    [InlineData("LOAD_CONST 10; LOAD_CONST 1; LOAD_CONST -4; RANGE_LAST; PRINT", "LOAD_CONST 2; PRINT")]
    [InlineData("LOAD_FLOAT 0.1; LOAD_FLOAT 0.2; FADD; WRITE_FLOAT", "LOAD_FLOAT 0.30000000000000004; WRITE_FLOAT")]
    [InlineData("LOAD_FLOAT 2.5; ROUND; WRITE_FLOAT", "LOAD_FLOAT 2.0; WRITE_FLOAT")]
    [InlineData("LOAD_CONST 3; INT_TO_FLOAT; WRITE_FLOAT", "LOAD_FLOAT 3.0; WRITE_FLOAT")]
    [InlineData("LOAD_FLOAT -0.0; LOAD_FLOAT 0.0; FMIN; WRITE_FLOAT", "LOAD_FLOAT -0.0; WRITE_FLOAT")]
    [InlineData("LOAD_CONST 2; LOAD_CONST 3; LT; NOT; WRITE_BOOL", "LOAD_CONST 0; WRITE_BOOL")]
    [InlineData("LOAD_VAR x; LOAD_CONST 0; ADD; PRINT", "LOAD_VAR x; PRINT")]
    [InlineData("LOAD_CONST 1; LOAD_CONST 2; ADD; LOAD_CONST 3; ADD; LOAD_CONST 4; ADD; PRINT", "LOAD_CONST 10; PRINT")]
    public void Constants_are_folded_as_they_would_be_computed(string before, string after) => Optimized(before).Should().Be(after);

    [Theory]
    [InlineData("LOAD_CONST 1; LOAD_CONST 0; DIV; PRINT")]
    [InlineData("LOAD_CONST 1; LOAD_CONST 0; MOD; POP")]
    [InlineData("LOAD_FLOAT 1E+20; FLOAT_TO_INT; PRINT")]
    [InlineData("LOAD_CONST 1; LOAD_CONST 2; LOAD_CONST 0; RANGE_LAST; PRINT")]
    [InlineData("LOAD_CONST 0; ASSERT")]
    [InlineData("LOAD_CONST 0; CHECK_STEP; POP")]
    [InlineData("LOAD_FLOAT 0.5; SIN; WRITE_FLOAT")]
    [InlineData("LOAD_FLOAT 0.0; LOAD_FLOAT 0.0; FDIV; WRITE_FLOAT")]
    [InlineData("LOAD_VAR x; LOAD_VAR x; DIV; POP")]
    public void What_fails_or_may_differ_between_platforms_is_left_to_run_time(string code) => Optimized(code).Should().Be(code);

    [Theory]
    [InlineData("LOAD_VAR x; POP", "")]
    [InlineData("LOAD_VAR x; LOAD_VAR x; MUL; NEG; POP", "")]
    [InlineData("LOAD_VAR x; DUP; POP; PRINT", "LOAD_VAR x; PRINT")]
    [InlineData("LOAD_CONST 5; STORE_VAR unread", "")]
    [InlineData("RETURN; LOAD_CONST 5; PRINT", "RETURN")]
    [InlineData("LOAD_CONST 1; ASSERT", "")]
    [InlineData("LOAD_VAR x; LOAD_CONST 3; LT; NOT; WRITE_BOOL", "LOAD_VAR x; LOAD_CONST 3; GE; WRITE_BOOL")]
    [InlineData("LOAD_FLOAT 0.5; CLOCK; FLT; NOT; WRITE_BOOL", "LOAD_FLOAT 0.5; CLOCK; FLT; NOT; WRITE_BOOL")]
    public void Values_nobody_reads_and_code_nobody_reaches_go(string before, string after) => Optimized(before).Should().Be(after);

    [Theory]
    [InlineData("LOAD_VAR x; JUMP_IF_FALSE a; JUMP b; a: LOAD_VAR x; PRINT; b: RETURN", "LOAD_VAR x; JUMP_IF_TRUE L0; LOAD_VAR x; PRINT; L0: RETURN")]
    [InlineData("LOAD_VAR x; JUMP_IF_TRUE a; RETURN; a: JUMP b; c: RETURN; b: LOAD_VAR x; PRINT; JUMP c", "LOAD_VAR x; JUMP_IF_TRUE L0; RETURN; L0: LOAD_VAR x; PRINT; RETURN")]
    [InlineData("JUMP a; a: LOAD_VAR x; PRINT", "LOAD_VAR x; PRINT")]
    [InlineData("LOAD_VAR x; JUMP_IF_TRUE a; a: LOAD_VAR x; PRINT", "LOAD_VAR x; PRINT")]
    [InlineData("LOAD_CONST 0; JUMP_IF_TRUE a; LOAD_CONST 4; PRINT; a:", "LOAD_CONST 4; PRINT")]
    [InlineData("LOAD_CONST 1; JUMP_IF_TRUE a; LOAD_CONST 4; PRINT; a:", "")]
    [InlineData("LOAD_VAR x; LOAD_CONST 0; NE; NOT; JUMP_IF_FALSE a; LOAD_CONST 4; PRINT; a:", "LOAD_VAR x; LOAD_CONST 0; EQ; JUMP_IF_FALSE L0; LOAD_CONST 4; PRINT; L0:")]
    [InlineData("a: JUMP a", "L0: JUMP L0")]
    [InlineData("a: JUMP b; b: JUMP a", "L0: JUMP L0")]
    public void Jumps_take_the_shortest_way(string before, string after) => Optimized(before).Should().Be(after);

    [Fact]
    public void A_short_circuit_condition_jumps_where_its_value_leads() =>
        Optimized("LOAD_VAR x; JUMP_IF_FALSE no; LOAD_VAR x; LOAD_CONST 3; LT; JUMP test; no: LOAD_CONST 0; test: JUMP_IF_FALSE end; LOAD_CONST 4; PRINT; end:")
            .Should().Be("LOAD_VAR x; JUMP_IF_FALSE L0; LOAD_VAR x; LOAD_CONST 3; LT; JUMP_IF_FALSE L0; LOAD_CONST 4; PRINT; L0:");

    [Fact]
    public void What_stays_keeps_its_place_in_the_source()
    {
        VerifiedModule module = Verified("LOAD_CONST 2 @1:1+1; LOAD_CONST 0 @1:5+1; DIV @1:3+1; LOAD_CONST 1 @2:1+1; LOAD_CONST 2; ADD @2:3+1; PRINT @2:1+5; PRINT @3:1+5");

        Body(BytecodeOptimizer.Optimize(module)).Should().Be("LOAD_CONST 2 @1:1+1; LOAD_CONST 0 @1:5+1; DIV @1:3+1; LOAD_CONST 3 @2:3+1; PRINT @2:1+5; PRINT @3:1+5");
    }

    [Theory]
    [MemberData(nameof(OpcodeTableTests.All), MemberType = typeof(OpcodeTableTests))]
    public void Every_opcode_still_verifies_when_optimised_and_nothing_is_left_to_do(Opcode opcode) =>
        ShouldSettle(Verifier.Verify(OpcodePrograms.Executing(opcode)).Module!);

    [Fact]
    public void Whole_modules_still_verify_when_optimised() => ShouldSettle(Verifier.Verify(SampleModules.Everything()).Module!);

    private static void ShouldSettle(VerifiedModule module)
    {
        BytecodeModule once = BytecodeOptimizer.Optimize(module);
        VerificationResult verified = Verifier.Verify(once);
        verified.Errors.Should().BeEmpty();
        ModuleWriter.Write(BytecodeOptimizer.Optimize(verified.Module!)).Should().Equal(ModuleWriter.Write(once));
    }

    private static string Optimized(string code)
    {
        VerifiedModule module = Verified(code);
        ShouldSettle(module);
        return Body(BytecodeOptimizer.Optimize(module));
    }

    private static VerifiedModule Verified(string code)
    {
        string body = code.Replace("; ", "\n", StringComparison.Ordinal).Replace(": ", ":\n", StringComparison.Ordinal);
        ListingResult listing = ListingReader.Read($"entry main\nfn main() {{\n}}\nfn code(x: i64) {{\nvar unread: i64\n{body}\n}}\n");
        listing.Errors.Should().BeEmpty();
        VerificationResult result = Verifier.Verify(listing.Module!);
        result.Errors.Should().BeEmpty();
        return result.Module!;
    }

    private static string Body(BytecodeModule module)
    {
        string[] lines = ListingWriter.Write(module).Split("var unread: i64\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string body = string.Join("; ", lines.SkipLast(1).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        return body.Replace(":; ", ": ", StringComparison.Ordinal);
    }
}
