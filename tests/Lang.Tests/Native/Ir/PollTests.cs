using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native.Ir;

/// <summary>No way round a loop is without a poll: else limits and cancellation would not hold in it.</summary>
public sealed class PollTests
{
    /// <summary>Whether execution can go round without meeting a poll or a call. Where tail calls became jumps, some of them are calls.</summary>
    internal static bool GoesRoundWithoutPoll(IrFunction function)
    {
        var state = new byte[function.BlockCount];
        return Enumerable.Range(0, function.BlockCount).Any(block => IsInRound(function, block, state));
    }

    private const byte OnPath = 1, Done = 2;

    private static bool IsInRound(IrFunction function, int block, byte[] state)
    {
        if (block < 0 || state[block] == Done || Polls(function, block))
            return false;
        if (state[block] == OnPath)
            return true;
        state[block] = OnPath;
        bool found = IsInRound(function, function.Block(block).Successor, state) || IsInRound(function, function.Block(block).OtherSuccessor, state);
        state[block] = Done;
        return found;
    }

    private static bool Polls(IrFunction function, int block)
    {
        for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
        {
            if (function[node].Op is IrOp.Poll or IrOp.Call or IrOp.CallValue)
                return true;
        }
        // The jump instead of a tail call: how many more there may be is counted down.
        return function.PredecessorsOf(block) is [int before] && function[function.Block(before).Last] is { Op: IrOp.Branch } branch
            && function[branch.A] is { Op: IrOp.Compare, Condition: IrCondition.Ge } compare && function[compare.B] is { Op: IrOp.Constant, Value: 0 }
            && function[compare.A].Op == IrOp.Add && CountsJumps(function, compare.A, []);
    }

    /// <summary>Whether a value is made of the number of jumps that there may be.</summary>
    private static bool CountsJumps(IrFunction function, int value, HashSet<int> seen)
    {
        IrNode node = function[value];
        return seen.Add(value) && node.Op switch
        {
            IrOp.Constant => node.Value == 256,
            IrOp.Add => CountsJumps(function, node.A, seen),
            IrOp.Phi => function.ListOf(node).ToArray().Any(operand => CountsJumps(function, operand, seen)),
            _ => false,
        };
    }

    [Theory]
    [InlineData("for i in 1..=n { BODY }")]
    [InlineData("for i in 1..=n step 3 { BODY }")]
    [InlineData("for i in n..=1 step -1 { BODY }")]
    [InlineData("for i in 0..n { BODY }")]
    [InlineData("let i = 0\nwhile true { BODY\n i += 1\n if i > n { break } }")]
    [InlineData("let i = 0\nwhile i < n { i += 1\n if i % 3 == 0 { continue }\n BODY }")]
    [InlineData("for k in 1..=n { for i in k..=n { BODY } }")]
    public void Loops_poll_whatever_their_form(string loop)
    {
        // More than is copied to test before the loop, so that the loop is entered in its middle.
        const string Body = """
            s += i ^ (s >> 3)
            if s > 1000 { s -= t * 3 }
            if s % 7 == 3 { t = t + s * i } else { t = t ^ i }
            if t > 100000 { t = s }
            s = s * 31 + t
            if s < 0 { s = i * t - s }
            """;
        VerifiedModule verified = Script.Compile($"fn f(n: int) -> int {{\nlet s = 0\nlet t = 1\n{loop.Replace("BODY", Body, StringComparison.Ordinal)}\nreturn s }}\nprint(f(10))");
        foreach (IrFunction function in new IrSource(verified).BuildAll())
            GoesRoundWithoutPoll(function).Should().BeFalse(IrPrinter.Print(function));
    }

    [Fact]
    public void Way_round_that_falls_into_its_loop_polls_or_is_left_to_other_tiers()
    {
        // L1 is entered first, and reached again only by falling through from L0, whose test is too long for a copy.
        string test = string.Concat(Enumerable.Repeat("    LOAD_VAR i\n    ADD\n", 20));
        ListingResult result = ListingReader.Read($"""
            module irregular
            entry script
            fn script() {"{"}
                var i: i64
                LOAD_CONST 0
                STORE_VAR i
                JUMP L1
            L0:
                LOAD_VAR i
            {test}    LOAD_CONST 5
                LT
                JUMP_IF_FALSE L1
                LOAD_VAR i
                LOAD_CONST 1
                ADD
                STORE_VAR i
                JUMP L0
            L1:
                LOAD_VAR i
                LOAD_CONST 100
                LT
                JUMP_IF_FALSE L2
                JUMP L0
            L2:
                RETURN
            {"}"}
            """);
        result.Errors.Should().BeEmpty();
        VerifiedModule verified = Verifier.Verify(result.Module!).Module!;
        var function = new IrFunction();
        if (new IrSource(verified).Builder.TryBuild(function, 0, -1))
            GoesRoundWithoutPoll(function).Should().BeFalse(IrPrinter.Print(function));
    }
}
