using Lang.Native;
using Lang.Native.Optimizer;
using Lang.Native.Optimizer.Passes;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>Loops that run along an array until they find something poll where they leave a part of it.</summary>
public sealed class SearchLoopTests
{
    // i = FIRST; do { i += STEP; check i } while (a[i] != x)
    private static string Loop(string step = "1", string check = "cmp.below int v8, v3", string inLoop = "", string before = "v9 = cmp.below int v1, v3\n  guard v9 @s0\n  ") => $"""
        function 0
        b0: freq 1
          v0 = param ref #0
          v1 = param int #1
          v2 = param int #2
          v3 = length.arrayheader int v0
          v4 = data.arrayheader address v0
          v5 = const int {step}
          {before}jump b1
        b1: freq 8 <- b0, b1
          v7 = phi int (v1, v8)
          v8 = add int v7, v5
          v10 = {check}
          guard v10 @s1
          v11 = load.ints int v4, v8
          {inLoop}v12 = cmp.ne int v11, v2
          poll @s2
          branch v12 b1 b2
        b2: freq 1 <- b1
          return v8
        s0: function 0 offset 1 (v1) ()
        s1: function 0 offset 2 (v8) ()
        s2: function 0 offset 3 () ()
        """;

    private static string Run(string text, bool countsFuel = false) => IrText.Run(text, new PassContext { CountsFuel = countsFuel }, SearchLoops.Run, DeadCode.Run);

    [Fact]
    public void Upwards_the_end_of_a_part_is_below_the_length() =>
        Run(Loop()).Should().Be("""
            function 0
            b0: freq 1
              v0 = param ref #0
              v1 = param int #1
              v2 = param int #2
              v3 = length.arrayheader int v0
              v4 = data.arrayheader address v0
              v5 = const int 1
              v6 = cmp.below int v1, v3
              guard v6 @s0
              v7 = const int 131072
              v8 = cmp.below int v3, v7
              v9 = const int 0
              v10 = select int v8, v3, v9
              jump b1
            b1: freq 8 <- b0, b3
              v11 = phi int (v1, v13)
              v12 = phi int (v10, v15)
              v13 = add int v11, v5
              v14 = cmp.below int v13, v12
              branch v14 b3 b4
            b2: freq 1 <- b3
              return v13
            b3: freq 8 <- b1, b4
              v15 = phi int (v12, v22)
              v16 = load.ints int v4, v13
              v17 = cmp.ne int v16, v2
              branch v17 b1 b2
            b4: freq 0.0078125 <- b1
              v18 = cmp.below int v13, v3
              guard v18 @s1
              poll @s2
              v19 = const int 1024
              v20 = add int v13, v19
              v21 = cmp.below int v20, v3
              v22 = select int v21, v20, v3
              jump b3
            s0: function 0 offset 1 (v1) ()
            s1: function 0 offset 2 (v13) ()
            s2: function 0 offset 3 () ()
            """);

    [Fact]
    public void Downwards_it_is_not_negative()
    {
        string text = Run(Loop("-1"));
        text.Should().Contain("= cmp.ge int v").And.Contain("= const int 9223372036854775807").And.Contain("= const int -1024").And.Contain("= max int v");
        text.Split("poll").Should().HaveCount(2);
    }

    [Theory]
    [InlineData("-1", "cmp.below int v8, v3", "", "", "nothing tells that the first index is below the length")]
    [InlineData("2", "cmp.below int v8, v3", "", null, "the step is not one")]
    [InlineData("1", "cmp.lt int v8, v3", "", null, "the comparison is signed")]
    [InlineData("1", "cmp.below int v11, v3", "", null, "the index is no variable of the loop")]
    [InlineData("1", "cmp.below int v8, v2", "", null, "what is compared with may be negative")]
    [InlineData("1", "cmp.below int v8, v3", "call #1 (v8) @s2\n  ", null, "calls poll and cost more than polls")]
    public void Other_loops_stay_as_they_are(string step, string check, string inLoop, string? before, string because)
    {
        string text = before is null ? Loop(step, check, inLoop) : Loop(step, check, inLoop, before);
        if (check.Contains("v11", StringComparison.Ordinal))
            text = text.Replace("  guard v10 @s1\n", "", StringComparison.Ordinal).Replace($"  v10 = {check}\n", "", StringComparison.Ordinal).Replace("  poll", $"  v10 = {check}\n  guard v10 @s1\n  poll", StringComparison.Ordinal);
        Run(text).Should().Be(IrText.Run(text, DeadCode.Run), because);
    }

    [Fact]
    public void Each_round_costs_fuel() => Run(Loop(), countsFuel: true).Should().Be(IrText.Run(Loop(), DeadCode.Run));

    [Theory]
    [InlineData(40, 39, 0, 39)]
    [InlineData(5000, 4999, 0, 4999)]
    [InlineData(200_000, 199_999, 0, 199_999)]
    [InlineData(200_000, 1024, 1023, 1024)]
    [InlineData(200_000, 100_000, 5, 100_000)]
    public void Searches_find_what_there_is_up_and_down(int length, int at, int from, int expected)
    {
        Script.Run($$"""
            fn up(a, x, i) {
                while a[i] != x { i += 1 }
                return i
            }
            fn down(a, x, i) {
                while a[i] != x { i -= 1 }
                return i
            }
            let a = [0; {{length}}]
            a[{{at}}] = 7
            for k in 0..3 { print(up(a, 7, {{from}}), down(a, 7, {{length}} - 1)) }
            """, new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true }).Should().Be(string.Concat(Enumerable.Repeat($"{expected} {expected}\n", 3)));
    }

    [Theory]
    [InlineData(40, "i += 1", "index 40 is out of bounds: the array has 40 elements")]
    [InlineData(3000, "i += 1", "index 3000 is out of bounds: the array has 3000 elements")]
    [InlineData(200_000, "i += 1", "index 200000 is out of bounds: the array has 200000 elements")]
    [InlineData(40, "i -= 1", "index -1 is out of bounds: the array has 40 elements")]
    [InlineData(200_000, "i -= 1", "index -1 is out of bounds: the array has 200000 elements")]
    public void Searches_that_find_nothing_end_at_the_array_s_end(int length, string step, string expected)
    {
        string text = $$"""
            fn search(a, x, i) {
                while a[i] != x { {{step}} }
                return i
            }
            let a = [0; {{length}}]
            a[{{length / 2}}] = 5
            for k in 0..10 { print(search(a, 5, {{length / 2}})) }
            print(search(a, 7, {{length / 2}}))
            """;
        string result = Script.Run(text, new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true });
        result.Should().Be(Script.Run(text, new VmOptions { Tier = ExecutionTier.Interpreter })).And.Contain(expected);
    }
}
