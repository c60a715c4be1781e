using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public class ListingTests
{
    [Fact]
    public void A_listing_shows_names_constants_labels_and_positions()
    {
        ListingWriter.Write(SampleModules.Everything()).Should().Be("""
            module everything
            entry everything
            source "everything.tl"
            type t4 = i64[]
            type t5 = cell i64
            type t6 = env next(cell i64, string)
            type t7 = fn(i64) -> i64
            string "a \"name\"\né"
            string "mean"
            string "\xFF\0x"
            global total: i64
            host report(string, f64)
            export fn sum = sum
            export global total = total

            fn everything() {
                var f: fn(i64) -> i64
                LOAD_CONST 0                            @1:1+5
                NEW_CELL cell i64
                LOAD_STRING "a \"name\"\né"
                NEW_ENV env next(cell i64, string)
                NEW_FUNCTION next
                STORE_VAR f
                LOAD_VAR f                              @2:1+7
                LOAD_CONST -5
                CALL_VALUE fn(i64) -> i64
                LOAD_CONST -9223372036854775808
                NEW_ARRAY i64[] 2
                CALL sum
                STORE_GLOBAL total
                LOAD_STRING "mean"
                LOAD_FLOAT 0.1
                CALL_HOST report
            }

            fn next [$0: env next(cell i64, string)] (by: i64) -> i64 {
                LOAD_VAR $0
                ENV_GET 0
                DUP
                CELL_GET
                LOAD_VAR by
                ADD
                CELL_SET
                LOAD_VAR $0
                ENV_GET 0
                CELL_GET
                RETURN
            }

            fn sum(xs: i64[]) -> i64 {
                var i: i64
                var s: i64
                JUMP L1
            L0:
                LOAD_VAR s                              @4:9+10
                LOAD_VAR xs
                LOAD_VAR i
                ARRAY_GET
                ADD
                STORE_VAR s
                LOAD_VAR i
                LOAD_CONST 1
                ADD
                STORE_VAR i
            L1:
                LOAD_VAR i                              @3:11+12
                LOAD_VAR xs
                ARRAY_LEN
                LT
                JUMP_IF_TRUE L0
                LOAD_VAR s
            }

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_module_survives_its_listing_byte_for_byte()
    {
        foreach (BytecodeModule module in (BytecodeModule[])[SampleModules.Everything(), SampleModules.Product(), SampleModules.Quotient()])
            ShouldSurvive(module);
    }

    [Fact]
    public void Names_that_clash_or_are_no_names_get_symbols_of_their_own()
    {
        BytecodeModule module = new()
        {
            Name = "odd name",
            Types = new TypeTable(),
            Functions = [Named("f"), Named("f"), Named(""), Named("a b"), Named("f$0"), Named("fn")],
            Globals = [new GlobalInfo("g", TypeId.I64), new GlobalInfo("g", TypeId.F64), new GlobalInfo("é", TypeId.Bool)],
            FunctionExports = [new FunctionExport("f", 1), new FunctionExport("x y", 0)],
            Entry = 2,
        };

        ShouldSurvive(module);

        ListingWriter.Write(module).Should().Contain("fn f$1()").And.Contain("fn $3 \"a b\"()").And.Contain("global $2 \"é\": bool");
    }

    [Fact]
    public void Pools_with_double_unused_or_reordered_entries_are_declared()
    {
        var code = new CodeWriter();
        foreach (int constant in (int[])[2, 0, 1])
            code.Write(Opcode.LoadConst, constant);
        code.Write(Opcode.LoadFloat, 3);
        code.Write(Opcode.LoadString, 1);
        var function = new FunctionInfo
        {
            Name = "f", Parameters = [], Result = TypeId.None, Variables = [], Code = code.Finish().Code,
            Constants = [5, 5, 7, BitConverter.DoubleToInt64Bits(double.NaN), 9],
        };
        var module = new BytecodeModule { Name = "m", Types = new TypeTable(), Functions = [function], Strings = ["a"u8.ToArray(), "a"u8.ToArray()], Entry = 0 };

        ShouldSurvive(module);

        ListingWriter.Write(module).Should().Contain("LOAD_CONST #1").And.Contain("LOAD_STRING #1").And.Contain("LOAD_FLOAT 0xFFF8000000000000");
    }

    [Fact]
    public void Powers_of_two_keep_their_bits()
    {
        var code = new TestCode();
        for (int exponent = -1074; exponent < 1024; exponent++)
            code.Float(Math.ScaleB(1.0, exponent)).Op(Opcode.WriteFloat);

        ShouldSurvive(code.Build());
    }

    [Fact]
    public void Long_types_are_written_by_their_alias()
    {
        var module = new BytecodeModule { Name = "m", Types = new TypeTable(), Functions = [Named("f")], Entry = 0 };
        TypeId type = TypeId.I64;
        for (int i = 0; i < 40; i++)
            type = module.Types.Array(module.Types.Function([type, type], type));

        ShouldSurvive(module);

        ListingWriter.Write(module).Length.Should().BeLessThan(5000);
    }

    [Fact]
    public void Listings_are_pleasant_to_write_by_hand()
    {
        ListingResult result = ListingReader.Read("""
            module squares          // comments, blank lines and any indentation are fine

            fn main() {
              var i: i64
              top:
                LOAD_VAR i
                CALL square     // declared below
                PRINT
                LOAD_VAR i
                LOAD_CONST 0x1
                ADD
                DUP
                STORE_VAR i
                LOAD_CONST 10
                LT
                JUMP_IF_TRUE top
            }

            fn square(x: i64) -> i64 {
                LOAD_VAR x
                DUP
                MUL
            }
            """);

        result.Errors.Should().BeEmpty();
        Verifier.Verify(result.Module!).Errors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("fn f() {\n    FROB\n}", "2:5: there is no opcode FROB")]
    [InlineData("fn f() {\n    LOAD_VAR x\n}", "2:14: there is no variable x")]
    [InlineData("fn f() {\n    JUMP away\n}", "2:10: there is no label away in this function")]
    [InlineData("fn f() {\nl:\nl:\n}", "3:1: the label l stands here a second time")]
    [InlineData("fn f() {\n    ADD 1\n}", "2:9: expected the end of the line, found 1")]
    [InlineData("fn f() {\n    LOAD_CONST\n}", "2:15: expected an integer, found the end of the line")]
    [InlineData("fn f() {\n    LOAD_CONST 9223372036854775808\n}", "2:16: 9223372036854775808 is not a 64-bit integer")]
    [InlineData("fn f() {\n    LOAD_FLOAT 1.2.3\n}", "2:16: 1.2.3 is not a float")]
    [InlineData("fn f() {\n    LOAD_STRING \"a\n}", "2:17: the string does not end on its line")]
    [InlineData("fn f() {\n    LOAD_STRING \"\\q\"\n}", "2:18: unknown escape; known are \\n \\t \\r \\0 \\\\ \\\" \\xNN \\u{N}")]
    [InlineData("fn f() {\n    NEW_ARRAY int[] 1\n}", "2:15: there is no type int")]
    [InlineData("fn f() {\n    CHECK_SET -1\n}", "2:15: -1 is not a count")]
    [InlineData("fn f() {", "1:4: the function has no closing brace")]
    [InlineData("fn f() {\n}\nfn f() {\n}", "3:4: f is declared twice")]
    [InlineData("fn f(a: i64, a: i64) {\n}", "1:14: a is declared twice")]
    [InlineData("frob", "1:1: expected module, entry, source, type, string, global, input, host, export or fn")]
    [InlineData("entry main", "1:7: there is no function main")]
    [InlineData("export f = g", "1:8: expected fn or global")]
    [InlineData("global g", "1:9: expected ':', found the end of the line")]
    [InlineData("type i64 = f64", "1:6: i64 is a type already")]
    [InlineData("module a ;", "1:10: unexpected ';'")]
    public void Mistakes_are_reported_with_line_and_column(string listing, string error)
    {
        ListingResult result = ListingReader.Read(listing);

        result.Module.Should().BeNull();
        result.Errors.Select(found => found.ToString()).Should().Equal(error);
    }

    [Fact]
    public void Every_wrong_line_is_reported_once()
    {
        ListingResult result = ListingReader.Read("fn f() {\n    LOAD_VAR x y z\n    FROB 1 2\n    JUMP nowhere\n}\nfrob\n");

        result.Errors.Select(error => error.Line).Should().Equal(2, 3, 4, 6);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("fn(")]
    [InlineData("cell ")]
    [InlineData("fn() -> ")]
    public void Types_that_nest_without_end_are_an_error(string part) =>
        ListingReader.Read("global g: " + string.Concat(Enumerable.Repeat(part, 100_000))).Errors.Should().ContainSingle().Which.Message.Should().Contain("nest deeper than 64");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Damaged_listings_never_throw(int seed)
    {
        string listing = ListingWriter.Write(SampleModules.Everything());
        const string Marks = "\"\\#@:()[]{}=,+-$x0 \n\u00e9\ud83d";
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++)
        {
            var damaged = new StringBuilder(listing);
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int at = random.Next(damaged.Length - 20);
                if (random.Next(3) == 0)
                    damaged.Remove(at, random.Next(20));
                else
                    damaged[at] = Marks[random.Next(Marks.Length)];
            }
            ListingResult result = ListingReader.Read(damaged.ToString());
            if (result.Errors.IsEmpty != (result.Module is not null))
                Assert.Fail($"seed {seed}, round {round}: neither or both of module and errors");
            if (result.Module is { } module)
                Verifier.Verify(module);
        }
    }

    /// <summary>Module to listing to module gives the same container, listing to module to listing the same text.</summary>
    internal static void ShouldSurvive(BytecodeModule module)
    {
        string listing = ListingWriter.Write(module);
        ListingResult result = ListingReader.Read(listing);
        result.Errors.Should().BeEmpty();
        ListingWriter.Write(result.Module!).Should().Be(listing);
        ModuleWriter.Write(result.Module!).Should().Equal(ModuleWriter.Write(WithoutSourceText(module)));
    }

    private static BytecodeModule WithoutSourceText(BytecodeModule module) =>
        new(module) { Source = module.Source is { } source ? source with { Text = null } : null };

    private static FunctionInfo Named(string name) => new() { Name = name, Parameters = [], Result = TypeId.None, Variables = [], Code = [] };
}
