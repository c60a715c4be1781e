using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;
using Lang.Hosting;

namespace Lang.Tests.Frontend;

public sealed class CompilationTests
{
    [Fact]
    public void Script_compiles_to_a_verified_module()
    {
        CompilationResult result = Compilation.Compile("dir/hello.tl", "print(\"hello\")");
        result.Success.Should().BeTrue();
        result.Module!.Name.Should().Be("hello");
        result.Module.Source.Should().Be(new ModuleSource("dir/hello.tl", "print(\"hello\")"));
        result.Module.Functions[result.Module.Entry].Name.Should().Be("script");
    }

    [Fact]
    public void Bad_source_gives_diagnostics_and_no_module()
    {
        CompilationResult result = Compilation.Compile("x.tl", "let a = \nlet b = nope\n");
        result.Success.Should().BeFalse();
        result.Module.Should().BeNull();
        result.Diagnostics.Should().Contain(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001\uFFFF")]
    [InlineData("((((((((((")]
    [InlineData("fn")]
    [InlineData("let x = [")]
    [InlineData("return 1")]
    [InlineData("\"\ud800")]
    public void Nothing_throws_on_bad_source(string text)
    {
        Compilation.Check(new SourceText("x.tl", text)).Diagnostics.IsDefault.Should().BeFalse();
        Compilation.Compile("x.tl", text).Diagnostics.IsDefault.Should().BeFalse();
        Compilation.CompileCommand(new SourceText("x.tl", text)).Diagnostics.IsDefault.Should().BeFalse();
        Compilation.CompileExpression(text, []).Diagnostics.IsDefault.Should().BeFalse();
    }

    [Fact]
    public void Warnings_do_not_stop_a_compilation()
    {
        CompilationResult result = Compilation.Compile("x.tl", "fn f() { let unused = 1 }\nf()");
        result.Success.Should().BeTrue();
        result.Diagnostics.Should().ContainSingle().Which.Code.Should().Be("W101");
    }

    [Fact]
    public void Fully_annotated_functions_are_exported_by_themselves_and_others_on_request()
    {
        var options = new CompilationOptions
        {
            Exports = [new ExportRequest("half", [TlType.Int]), new ExportRequest("half", [TlType.Float])],
            GlobalExports = ["scale"],
        };
        const string source = "let scale = 2\nfn twice(x: int) => x * scale\nfn half(x) => x / 2\nfn hidden(x) => x";
        BytecodeModule module = Compilation.Compile("x.tl", source, options).Module!;
        module.FunctionExports.Select(export => (export.Name, module.Functions[export.Function].Parameters[0])).Should().Equal(
            ("twice", TypeId.I64), ("half", TypeId.I64), ("half", TypeId.F64));
        module.GlobalExports.Should().Equal(new GlobalExport("scale", 0));
        module.Globals.Should().Equal(new GlobalInfo("scale", TypeId.I64));
    }

    [Fact]
    public void A_function_that_returns_a_function_without_written_types_is_not_exported()
    {
        Compilation.Compile("x.tl", "fn adder(n: int) => fn(x) => x + n\nprint(adder(1)(2))").Module!.FunctionExports.Should().BeEmpty();
    }

    [Fact]
    public void Requested_export_without_a_host_type_is_an_error()
    {
        var options = new CompilationOptions { Exports = [new ExportRequest("adder", [TlType.Int])], GlobalExports = ["add"] };
        CompilationResult result = Compilation.Compile("x.tl", "fn adder(n) => fn(x) => x + n\nlet add = adder(1)\nprint(add(2))", options);
        result.Success.Should().BeFalse();
        result.Diagnostics.Select(diagnostic => diagnostic.Code).Should().Equal("E518", "E518");
    }

    [Fact]
    public void Host_functions_become_imports()
    {
        var host = new ScriptHost();
        host.Register("now", (string[] zones) => (double)zones.Length);
        BytecodeModule module = Compilation.Compile("x.tl", "print(now([\"a\"]))", new CompilationOptions { Host = host }).Module!;
        HostImport import = module.HostImports.Should().ContainSingle().Subject;
        import.Name.Should().Be("now");
        TypeNames.Describe(module.Types, import.Parameters[0]).Should().Be("string[]");
        import.Result.Should().Be(TypeId.F64);
    }

    [Theory]
    [InlineData("x * 2 + n", "float")]
    [InlineData("n > 2 ? \"a\" : \"b\"", "string")]
    [InlineData("[n, x]", "float[]")]
    [InlineData("names[n]", "string")]
    [InlineData("f(n)", "int")]
    [InlineData("print(x)", "nothing")]
    [InlineData("error(\"no\")", "never")]
    public void Expression_with_typed_parameters_tells_its_type(string text, string type)
    {
        ImmutableArray<(string, TlType)> parameters =
        [
            ("x", TlType.Float), ("n", TlType.Int), ("names", TlType.ArrayOf(TlType.String)), ("f", TlType.FunctionOf(TlType.Int, TlType.Int)),
        ];
        ExpressionCompilationResult result = Compilation.CompileExpression(text, parameters);
        result.Diagnostics.Should().BeEmpty();
        result.ResultType!.ToString().Should().Be(type);
        FunctionExport export = result.Module!.FunctionExports.Should().ContainSingle().Subject;
        export.Name.Should().Be("expression");
        result.Module.Functions[export.Function].Parameters.Should().HaveCount(4);
    }

    [Fact]
    public void Errors_of_an_expression_have_places_in_its_text()
    {
        ExpressionCompilationResult result = Compilation.CompileExpression("1 + nope", []);
        result.ResultType.Should().BeNull();
        Diagnostic error = result.Diagnostics.Should().ContainSingle().Subject;
        error.Code.Should().Be("E201");
        error.Span.Should().Be(new SourceSpan(4, 8));
    }

    [Fact]
    public void A_type_that_cannot_be_written_is_refused_as_a_parameter()
    {
        Action compile = () => Compilation.CompileExpression("1", [("x", TlType.Never)]);
        compile.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("1 + 2", "LOAD_CONST 1\nLOAD_CONST 2\nADD\nPRINT\nRETURN")]
    [InlineData("print(7)", "LOAD_CONST 7\nPRINT\nRETURN")]
    [InlineData("let x = 7 print(x)", "LOAD_CONST 7\nSTORE_VAR x\nLOAD_VAR x\nPRINT\nRETURN")]
    public void Command_prints_the_value_of_a_lone_expression(string text, string listing)
    {
        BytecodeModule module = Compilation.CompileCommand(new SourceText("-e", text)).Module!;
        EmitHarness.ListingOf(module, module.Functions[module.Entry]).Should().Be(listing);
    }

    [Theory]
    [InlineData("1 + ", 2)]
    [InlineData("let x = ", 6)]
    public void Command_with_errors_is_reported_as_what_it_was_meant_to_be(string text, int place)
    {
        Diagnostic error = Compilation.CompileCommand(new SourceText("-e", text)).Diagnostics.First(item => item.Severity == DiagnosticSeverity.Error);
        error.Span.Start.Should().Be(place);
    }

    [Fact]
    public void Equal_source_gives_equal_modules()
    {
        const string source = "fn make(n) { let k = n  fn inc() { k += 1 return k }  return inc }\nlet a = make(1)\nprint(a(), [1.5], \"x\")\nfor i in 0..3 { print(i, a()) }";
        byte[] Bytes()
        {
            BytecodeModule module = Compilation.Compile("x.tl", source).Module!;
            return [.. module.Functions.SelectMany(function => function.Code)];
        }
        Bytes().Should().Equal(Bytes());
    }

    [Fact]
    public void Columns_on_a_long_line_count_code_points()
    {
        string line = string.Join(" + ", Enumerable.Repeat("\"\u00e9\u00e9\U0001F600\" + a[0]", 20_000));
        CompilationResult result = Compilation.Compile("x.tl", $"let a = [1]\nprint({line})");
        result.Success.Should().BeTrue();
        BytecodeModule module = result.Module!;
        int column = module.Functions[0].SourceMap.Entries.Where(entry => entry.Position.Line == 2).Max(entry => entry.Position.Column);
        column.Should().BeInRange(15 * 20_000 - 20, 15 * 20_000);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(90, false)]
    public void Closures_that_capture_one_another_nest_types_up_to_a_limit(int count, bool succeeds)
    {
        string closures = string.Concat(Enumerable.Range(1, count).Select(i => $"  let f{i} = fn(x) => f{i - 1}(x)\n"));
        CompilationResult result = Compilation.Compile("x.tl", $"fn go() {{\n  let k = 1\n  let f0 = fn(x) => x + k\n{closures}  return f{count}(1)\n}}\nprint(go())");
        result.Success.Should().Be(succeeds);
        result.Diagnostics.Select(diagnostic => diagnostic.Code).Should().Equal(succeeds ? [] : ["E516"]);
    }
}
