using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>Running loops that go on in other code, in both directions: into machine code, and back to the interpreter where a guess is wrong.</summary>
public sealed class OsrTests
{
    /// <summary>Options under which loops change places, each with a different rhythm.</summary>
    public static TheoryData<int, int, int?> Rhythms => new()
    {
        { 1, 20, null }, { 3, 50, null }, { 100, 1000, null }, { 1, 20, 5 }, { 7, 60, 9 },
    };

    private const string Nested = """
            let t = 0
            for i in 0..30 {
                let k = 0
                while true {
                    k += 1
                    if k % 5 == i % 3 { continue }
                    for j in k..40 {
                        if (i * j + k) % 11 == 7 { break }
                        t = (t * 31 + i * j - k) & 0xFFFFFF
                    }
                    if k > 12 { break }
                }
                t += k
            }
        """;

    [Theory]
    [MemberData(nameof(Rhythms))]
    public void Nested_loops_of_the_script_body(int loops, int rounds, int? failures) =>
        Check(Nested + "\nprint(t)", loops, rounds, failures).OsrEntries.Should().BePositive();

    [Theory]
    [MemberData(nameof(Rhythms))]
    public void Nested_loops_of_a_function(int loops, int rounds, int? failures) =>
        Check($"fn f() -> int {{\n{Nested}\nreturn t\n}}\nprint(f())\nprint(f())", loops, rounds, failures).OsrEntries.Should().BePositive();

    [Theory]
    [MemberData(nameof(Rhythms))]
    public void Loop_of_an_inlined_function_leaves_with_the_frames_of_all_callers(int loops, int rounds, int? failures) =>
        Check(
            """
            fn inner(a: int[], n: int, f: fn(int) -> int) -> int {
                let t = 0
                for i in 0..n {
                    if (i + n) % 97 == 96 { a.push(i) }
                    t += f(i) ^ a.len()
                }
                return t
            }
            fn middle(a: int[], n: int, f: fn(int) -> int) -> int => inner(a, n, f) + 3 * inner(a, n + 1, f)
            fn one(x: int) -> int => x + 1
            fn two(x: int) -> int => x * 2
            let a: int[] = []
            let t = 0
            for k in 0..80 { t = (t * 7 + middle(a, k, k % 20 == 19 ? two : one)) & 0xFFFFFFF }
            print(t, a.len())
            """, loops, rounds, failures).OsrEntries.Should().BePositive();

    [Theory]
    [MemberData(nameof(Rhythms))]
    public void Loop_that_is_left_in_every_round_of_another_one_is_entered_again(int loops, int rounds, int? failures) =>
        Check(
            """
            let names: string[] = []
            let t = 0
            for i in 0..200 {
                let inner = 0
                for j in 0..60 {
                    inner += j * i
                    if inner > 90000 && j > 55 { names.push("{i}:{j}") }
                }
                t += inner
            }
            print(t, names.len(), names[0], names[names.len() - 1])
            """, loops, rounds, failures).OsrEntries.Should().BeGreaterThan(1);

    // Ten entries of the operand stack wait below the loop for what it leaves on top.
    [Theory]
    [MemberData(nameof(Rhythms))]
    public void Loop_with_a_live_operand_stack(int loops, int rounds, int? failures)
    {
        string constants = string.Concat(Enumerable.Range(1, 10).Select(i => $"    LOAD_CONST {i * i}\n"));
        string sums = string.Concat(Enumerable.Repeat("    ADD\n", 10));
        BytecodeModule module = ListingReader.Read($$"""
            module waiting
            entry script

            fn script() {
                LOAD_CONST 5000
                CALL waiting
                PRINT
                RETURN
            }

            fn waiting(n: i64) -> i64 {
                var i: i64
                var t: i64
                LOAD_CONST 0
                STORE_VAR i
                LOAD_CONST 0
                STORE_VAR t
            {{constants}}L0:
                LOAD_VAR t
                LOAD_VAR i
                LOAD_CONST 7
                MOD
                ADD
                STORE_VAR t
                LOAD_VAR i
                LOAD_CONST 4000
                EQ
                JUMP_IF_FALSE L1
                LOAD_VAR t
                LOAD_CONST 1000
                ADD
                STORE_VAR t
            L1:
                LOAD_VAR i
                LOAD_CONST 1
                ADD
                STORE_VAR i
                LOAD_VAR i
                LOAD_VAR n
                LT
                JUMP_IF_TRUE L0
                LOAD_VAR t
            {{sums}}    RETURN
            }
            """).Module!;
        VerifiedModule verified = Verifier.Verify(module).Module!;
        NativeStatistics native = Run(verified, Options(loops, rounds, failures), out string output);
        output.Should().Be($"{Enumerable.Range(0, 5000).Sum(i => i % 7) + 1000 + Enumerable.Range(1, 10).Sum(i => i * i)}\n");
        native.OsrEntries.Should().BePositive();
        if (failures is null)
            native.OptimizedLoops.Should().Be(1);
    }

    private static VmOptions Options(int loops, int rounds, int? failures) => new()
    {
        CallThreshold = 2, LoopThreshold = loops, OptimizeThreshold = rounds, FailureSeed = failures, BranchThreshold = 10, CompilesInBackground = false, ChecksCompiler = true,
    };

    private static NativeStatistics Check(string source, int loops, int rounds, int? failures)
    {
        VerifiedModule module = Script.Compile(source);
        Run(module, new VmOptions { Tier = ExecutionTier.Interpreter }, out string expected);
        NativeStatistics native = Run(module, Options(loops, rounds, failures), out string output);
        output.Should().Be(expected);
        return native;
    }

    private static NativeStatistics Run(VerifiedModule module, VmOptions options, out string output)
    {
        using var stream = new MemoryStream();
        using var vm = new Vm(module, options with { Output = stream });
        vm.Run();
        output = Encoding.UTF8.GetString(stream.ToArray());
        return vm.Statistics.Native;
    }
}
