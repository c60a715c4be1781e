namespace Lang.Tests.Frontend.Semantics;

public sealed class InferenceTests
{
    [Theory]
    [InlineData("let x = 1", "int")]
    [InlineData("let x = 1.0", "float")]
    [InlineData("let x = 1 + 2.0", "float")]
    [InlineData("let x = \"a\" + 1", "string")]
    [InlineData("let x = 1 + \"a\" + true", "string")]
    [InlineData("let x = 1 < 2", "bool")]
    [InlineData("let x = [1, 2]", "int[]")]
    [InlineData("let x = [1, 2.5]", "float[]")]
    [InlineData("let x = [[1, 0], [0.5, 1]]", "float[][]")]
    [InlineData("let x = [[0.5], [1], [2]]", "float[][]")]
    [InlineData("let x = [[1; 2], [0.5]]", "float[][]")]
    [InlineData("let x = [false; 3]", "bool[]")]
    [InlineData("let x = true ? 1 : 2.5", "float")]
    [InlineData("let x = true ? [1] : [2.5]", "float[]")]
    [InlineData("let x = min(1, 2.5)", "float")]
    [InlineData("let x = max(1, 2)", "int")]
    [InlineData("let x = abs(-1)", "int")]
    [InlineData("let x = sqrt(4)", "float")]
    [InlineData("let x = int(true)", "int")]
    [InlineData("let x = float(true)", "float")]
    [InlineData("let x = args()", "string[]")]
    [InlineData("let x = fn() => 1", "fn() -> int")]
    [InlineData("let x = fn(a: int) => a + 0.5", "fn(int) -> float")]
    [InlineData("let x = fn(a: int) { print(a) }", "fn(int)")]
    [InlineData("let x: (fn(int) -> int)[] = [fn(a) => a, fn(a) => a + 1]", "(fn(int) -> int)[]")]
    [InlineData("let x = 1 == 1 ? error(\"a\") : 3", "int")]
    public void Type_of_an_initialiser(string source, string expected) =>
        Checked.TypeOf(source, "x").Should().Be(expected);

    [Theory]
    [InlineData("let s = 0  for v in [0.5] { s += v }", "float")]
    [InlineData("let s = -1  s = 2.5", "float")]
    [InlineData("let s = 0  s = 1", "int")]
    [InlineData("let s = 0  let add = fn(v) { s += v }  add(0.5)", "float")]
    [InlineData("let s = 0  fn add(v) { s += v }  add(1)  add(0.5)", "float")]
    [InlineData("let t = 0  let s = 0  for i in 0..2 { s = t  t = 0.5 }", "float")]
    public void A_variable_that_begins_with_an_int_literal_is_float_where_it_is_assigned_floats(string source, string expected) =>
        Checked.TypeOf(source, "s").Should().Be(expected);

    [Fact]
    public void What_was_computed_from_a_variable_that_becomes_float_is_float_too() =>
        Checked.TypeOf("let s = 0  for i in 0..3 { let y = [s]  s = y[0] + 0.5 }  let x = [s]", "x").Should().Be("float[]");

    [Fact]
    public void A_closure_makes_a_variable_of_a_finished_instance_float()
    {
        const string source = "fn counter() { let c = 0  return fn(x) { c += x  return c } }  let f = counter()  let a = f(1)  let b = f(0.5)";
        Checked.TypeOf(source, "a").Should().Be("float");
    }

    [Theory]
    [InlineData("let x = []  x.push(1)", "int[]")]
    [InlineData("let x = []  x.push([])  x[0].push(\"a\")", "string[][]")]
    [InlineData("let x = []  x = [1.5]", "float[]")]
    [InlineData("let x = []  x[0] = true", "bool[]")]
    [InlineData("let x = [[], [1]]", "int[][]")]
    [InlineData("let x = []  fn take(a: string[]) { }  take(x)", "string[]")]
    [InlineData("let x = []  fn fill(a) { a.push(2) }  fill(x)", "int[]")]
    [InlineData("fn make() { return [] }  let x = make()  x.push(1)", "int[]")]
    [InlineData("let x = []  let y = x  y.push(1)", "int[]")]
    [InlineData("let x = []  let f = fn(v) { x.push(v) }  f(\"a\")", "string[]")]
    [InlineData("let x = true ? [] : [1]", "int[]")]
    [InlineData("let x = []  print(x.len())  if x.len() > 0 { let y = x[0] + 1  print(y) }  x.push(7)", "int[]")]
    [InlineData("fn first(a) { return a[0] + 1 }  let x = []  if x.len() > 0 { print(first(x)) }  x.push(7)", "int[]")]
    [InlineData("let s = 0  let x = []  x.push(s)  s = 0.5", "float[]")]
    public void The_first_place_that_gives_a_type_decides_an_empty_array(string source, string expected) =>
        Checked.TypeOf(source, "x").Should().Be(expected);

    [Fact]
    public void An_empty_array_that_nothing_decides_is_an_error_at_its_place() =>
        Checked.Errors("let x = []\nprint(x.len())").Should().Equal("E401@1:9");

    [Fact]
    public void A_later_use_of_another_type_is_an_error() =>
        Checked.Errors("let x = []\nx.push(1)\nx.push(\"a\")").Should().Equal("E301@3:8");

    [Fact]
    public void An_array_that_would_contain_itself_is_an_error() =>
        Checked.Errors("let x = []\nx.push(x)").Should().StartWith("E402@2:8");

    [Theory]
    [InlineData("fn fact(n) { if n <= 1 { return 1 }  return n * fact(n - 1) }  let x = fact(5)", "int")]
    [InlineData("fn fact(n) { return n <= 1 ? 1 : n * fact(n - 1) }  let x = fact(5)", "int")]
    [InlineData("fn fib(n) => n < 2 ? n : fib(n - 1) + fib(n - 2)  let x = fib(5)", "int")]
    [InlineData("fn f(n) { if n == 0 { return 1 }  return f(n - 1) + 0.5 }  let x = f(5)", "float")]
    [InlineData("fn even(n) => n == 0 ? true : odd(n - 1)  fn odd(n) => n == 0 ? false : even(n - 1)  let x = odd(3)", "bool")]
    [InlineData("fn a(n) => n == 0 ? 1 : b(n - 1)  fn b(n) => n == 0 ? 2 : c(n - 1)  fn c(n) => n == 0 ? 0.5 : a(n - 1)  let x = b(3)", "float")]
    [InlineData("fn g(n) { if n == 0 { return [] }  let r = g(n - 1)  r.push(n)  return r }  let x = g(3)", "int[]")]
    public void Results_through_recursion_are_the_least_types(string source, string expected) =>
        Checked.TypeOf(source, "x").Should().Be(expected);

    [Fact]
    public void A_result_that_contains_itself_is_an_error() =>
        Checked.Errors("fn f(n) { if n == 0 { return [] }  return [f(n - 1)] }\nprint(f(2))").Should().ContainMatch("E402@1:*");

    [Fact]
    public void A_function_is_compiled_once_for_each_combination_of_argument_types() =>
        Checked.Instances("fn twice(x) => x + x  print(twice(1), twice(2), twice(1.5), twice(\"a\"))", "twice")
            .Should().Equal("(int) -> int", "(float) -> float", "(string) -> string");

    [Fact]
    public void A_wanted_array_goes_inwards_through_results() =>
        Checked.Instances("fn rows() { return [1, 2] }  let a: float[] = rows()  let b = rows()", "rows")
            .Should().Equal("() -> float[]", "() -> int[]");

    [Fact]
    public void A_generic_function_value_is_instantiated_where_it_is_called() =>
        Checked.Instances("fn apply(f, x) => f(x)  let id = fn(x) => x  print(apply(id, 1), apply(id, \"a\"))", "")
            .Should().Equal("(int) -> int", "(string) -> string");

    [Theory]
    [InlineData("let f: fn(int) -> float = fn(x) => x", "(int) -> float")]
    [InlineData("let f: fn(int) = fn(x) => x", "(int) -> nothing")]
    public void A_written_function_type_instantiates_with_its_parameters_and_result(string source, string expected) =>
        Checked.Instances(source, "").Should().Equal(expected);

    [Fact]
    public void An_ordinary_function_value_must_match_exactly() =>
        Checked.Errors("let f: fn(int) -> float = fn(x: int) => x").Should().Equal("E301@1:27");

    [Theory]
    [InlineData("let f = fn(x) => x\nf = fn(x) => x + 1", "E406@2:5")]
    [InlineData("let f = true ? fn(x) => x : fn(x) => x + 1", "E406@1:29")]
    [InlineData("fn add(a, b) => a + b\nfn sub(a, b) => a - b\nlet ops = [add, sub]", "E406@3:17")]
    [InlineData("fn pick(c) { if c { return fn(x) => x }\nreturn fn(x) => x + 1 }\npick(true)", "E406@2:8")]
    public void Two_generic_values_need_a_written_type_where_they_meet(string source, string expected) =>
        Checked.Errors(source).Should().Equal(expected);

    [Fact]
    public void The_types_of_a_function_that_calls_itself_with_ever_larger_types_are_bounded() =>
        Checked.Errors("fn f(x) { f([x]) }\nf(1)").Should().Equal("E404@1:11");

    [Fact]
    public void Ever_new_closures_are_bounded() =>
        Checked.Errors("fn f(g) { f(fn(x) => g(x)) }\nf(fn(x) => x)").Should().ContainMatch("E40*@1:11");

    [Theory]
    [InlineData("print(f())\nfn f() => g + 1\nlet g = 2", "")]
    [InlineData("print(f())\nfn f() => g\nlet g = f()", "E405@3:5")]
    [InlineData("let f = fn(n: int) => n == 0 ? 0 : f(n - 1)", "E405@1:5")]
    [InlineData("let f = fn(n) => n == 0 ? 0 : f(n - 1)\nprint(f(3))", "")]
    [InlineData("let f: fn(int) -> int = fn(n) => n == 0 ? 0 : f(n - 1)", "")]
    public void A_global_mentioned_before_its_let_gets_its_type_from_its_initialiser(string source, string expected) =>
        string.Join(" ", Checked.Errors(source)).Should().Be(expected);

    [Theory]
    [InlineData("fn f(n) { return f(n) }\nlet x: int = f(1)\nlet y: string = f(1)", "")]
    [InlineData("fn f() { error(\"a\") }\nlet x = f() + 1", "")]
    [InlineData("fn f(x) { if x { return 1 } error(\"a\") }\nprint(f(true) + 1)", "")]
    [InlineData("fn f(x) { while true { if x { return 1 } } }\nprint(f(true) + 1)", "")]
    [InlineData("fn f(x) { while true { if x { break } return 1 } }\nprint(f(true) + 1)", "E311@1:1")]
    public void What_never_returns_fits_everywhere(string source, string expected) =>
        string.Join(" ", Checked.Errors(source)).Should().Be(expected);

    [Fact]
    public void Long_chains_of_float_discoveries_settle() =>
        Checked.TypeOf("let a = 0  let b = 0  let c = 0  let d = 0  for i in 0..9 { a = b  b = c  c = d  d = 0.5 }  let x = a", "x").Should().Be("float");

    [Fact]
    public void Nested_instances_do_not_multiply_the_passes()
    {
        // Each level has a variable that turns float, which asks for another pass: passes must add up, not multiply.
        string source = string.Concat(Enumerable.Range(0, 40).Select(i => $"fn f{i}(x) {{ let s = 0  s += x * 0.5  return s + f{i + 1}(x) }}\n"))
            + "fn f40(x) => 1\nlet x = f0(1)";
        Checked.TypeOf(source, "x").Should().Be("float");
    }
}
