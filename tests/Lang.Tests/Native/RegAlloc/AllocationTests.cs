using Lang.Native.Lir;
using Lang.Native.RegAlloc;
using Lang.Native.Target;

namespace Lang.Tests.Native.RegAlloc;

/// <summary>What allocation makes of small functions. Each result is replayed by the checker as well.</summary>
/// <remarks>Operations have no meaning here: what counts are their operands.</remarks>
public sealed class AllocationTests
{
    private const string LostAtCall = "!rax,rcx,rdx,rsi,rdi,r8,r9,r10,xmm0,xmm1,xmm2,xmm3,xmm4,xmm5,xmm6,xmm7,xmm8,xmm9,xmm10,xmm11,xmm12,xmm13,xmm14";

    /// <summary>What a compiler for x86-64 may use: no stack or frame pointer, no scratch registers.</summary>
    internal static RegisterSet Allocatable { get; } =
        (RegisterSet.AllGprs | RegisterSet.AllXmms) - Gpr.Rsp - Gpr.Rbp - Gpr.R11 - Xmm.Xmm15;

    [Fact]
    public void Coalesced_loop_phi_needs_no_moves() => Moves(
        """
        registers 4
        hint v3 = v2
        block 0 -> 1 (v1)
          Move def v0@rdi, def v1@rsi
          Move
        block 1 (v2) depth 1 loop 2 -> 2, 3
          Move v2, v0
        block 2 depth 1 -> 1 (v3)
          Move def v3, v2, late v0
          Move
        block 3
          Move v2@rax
        """).Should().Equal("5: rax <- rsi");

    [Fact] // x, y = x * x - y * y + a, 2 * x * y + b
    public void Loop_of_floats_needs_no_moves_inside()
    {
        string[] moves = Moves(
            """
            registers 15
            hint v13 = v12
            float v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10
            hint v4 = v2
            hint v5 = v3
            hint v6 = v4
            hint v7 = v6
            hint v8 = v2
            hint v9 = v8
            hint v10 = v9
            block 0 -> 1 (v0, v1, v11)
              Move def v0@xmm0, def v1@xmm1, def v11@rdi
              Move
            block 1 (v2, v3, v12) depth 1 loop 2 -> 2, 3
              Move v12
            block 2 depth 1 -> 1 (v7, v10, v13)
              Move def v4, v2, late v2
              Move def v5, v3, late v3
              Move def v8, v2, late v3
              Move def v6, v4, late v5
              Move def v9, v8, late v8
              Move def v7, v6, late v0
              Move def v10, v9, late v1
              Move def v13, v12
              Move
            block 3
              Move v2@xmm0
            """);
        moves.Where(move => InstructionOf(move) is >= 2 and < 12).Should().BeEmpty();
    }

    [Fact]
    public void Phis_that_change_places_are_swapped_through_the_scratch_register() => Moves(
        """
        registers 4
        block 0 -> 1 (v0, v1)
          Move def v0@rdi, def v1@rsi
          Move
        block 1 (v2, v3) depth 1 loop 2 -> 2, 3
          Move v2, v3
        block 2 depth 1 -> 1 (v3, v2)
          Move
        block 3
          Move v2@rax
        """).Should().Equal("1: rax <- rdi", "3: r11 <- rsi", "3: rsi <- rax", "3: rax <- r11");

    [Fact]
    public void Phi_that_is_needed_after_its_next_value_is_not_lost()
    {
        Allocation allocation = Allocate(
            """
            registers 4
            hint v2 = v1
            block 0 -> 1 (v0)
              Move def v0@rdi
              Move
            block 1 (v1) depth 1 loop 2 -> 2, 3
              Move def v2, v1
            block 2 depth 1 -> 1 (v2)
              Move
            block 3
              Move v1@rax
            """);
        allocation.LocationOf(1).Should().NotBe(allocation.LocationOf(2));
    }

    [Fact]
    public void Value_is_moved_to_a_fixed_operand_and_lives_on_elsewhere() => Listing(
        """
        registers 4
        block 0
          Move def v0@rdi, def v1@rsi
          Move v0@rax, late v1, temp v2@rdx, def v3@rax
          Move v0, v1, v3@rcx
        """).Should().Be(
        """
        block 0
          Move def v0:rdi, def v1:rsi
            rax <- rdi
          Move v0:rax, v1:rsi, temp v2:rdx, def v3:rax
            rcx <- rax
          Move v0:rdi, v1:rsi, v3:rcx

        """);

    [Fact]
    public void Operand_that_stays_in_its_fixed_register_is_not_moved() => Moves(
        """
        registers 5
        hint v2 = v0
        hint v3 = v2
        block 0
          Move def v0@rdi, def v1@rcx
          Move def v2, v0, late v1@rcx
          Move def v3, v2, late v1@rcx
          Move v3, v1
        """).Should().BeEmpty();

    [Fact]
    public void Arguments_of_a_call_change_places_at_once() => Moves(
        $"""
        registers 2
        block 0
          Move def v0@rdi, def v1@rsi
          Move v0@rsi, v1@rdi {LostAtCall}
        """).Should().HaveCount(3);

    [Fact]
    public void Value_that_lives_across_calls_in_a_loop_is_in_a_callee_saved_register()
    {
        Allocation allocation = Allocate(
            $"""
            registers 3
            block 0 -> 1
              Move def v0@rdi
              Move
            block 1 depth 1 loop 2 -> 2, 3
              Move v0@rdi, def v1@rax {LostAtCall}
            block 2 depth 1 -> 1
              Move v1, v0
            block 3
              Move v0@rax
            """);
        allocation.SpillSlots.Should().Be(0);
        allocation.UsedRegisters.Contains(Gpr.Rbx).Should().BeTrue();
        // One to the place for the whole loop, one to the argument in each iteration.
        allocation.Moves.ToArray().Where(move => move.Instruction is 2 or 3).Should().ContainSingle();
    }

    [Fact]
    public void Float_across_a_call_is_stored_once_and_loaded_before_its_next_use() => Listing(
        $"""
        registers 2
        float v0 v1
        block 0
          Move def v0@xmm0, def v1@xmm1
          Move v0
          Move {LostAtCall}
          Move
          Move v1
          Move v0, v1
        """).Should().Be(
        $"""
        block 0
          Move def v0:xmm0, def v1:xmm1
            [1] <- xmm1
          Move v0:xmm0
            [0] <- xmm0
          Move {LostAtCall}
          Move
            xmm0 <- [1]
          Move v1:xmm0
            xmm1 <- [0]
          Move v0:xmm1, v1:xmm0

        """);

    [Fact]
    public void Call_in_a_cold_block_leaves_the_hot_path_alone()
    {
        Allocation allocation = Allocate(
            $"""
            registers 6
            hint v3 = v2
            block 0 -> 1 (v1)
              Move def v0@rdi, def v1@rsi, def v4@rdx
              Move
            block 1 (v2) depth 1 loop 4 -> 2, 5
              Move v2, v0
            block 2 depth 1 -> 3, 4
              Move v2
            block 3 depth 1 cold -> 4
              Move v2@rdi, def v5@rax {LostAtCall}
              Move
            block 4 depth 1 -> 1 (v3)
              Move def v3, v2, late v4
              Move
            block 5
              Move v2@rax
            """);
        allocation.Moves.ToArray().Select(move => move.Instruction).Should().OnlyContain(i => i == 4 || i == 5 || i == 8);
        (allocation.UsedRegisters & CallingConvention.SystemV.CalleeSaved).IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData("cold", new[] { 3, 6 })] // in front of each call
    [InlineData("rare 16", new[] { 3, 6 })]
    [InlineData("rare 8", new[] { 1 })] // once, where it is defined
    public void Value_that_calls_in_cold_blocks_lose_is_stored_where_that_is_done_less_often(string cold, int[] stores)
    {
        Allocation allocation = Allocate(
            $"""
            registers 3
            block 0 -> 1
              Move def v0@rdi, def v1@rsi
              Move
            block 1 depth 1 loop 5 -> 2, 3
              Move v0
            block 2 depth 1 {cold} -> 3
              Move def v2@rax {LostAtCall}
              Move
            block 3 depth 1 -> 4, 5
              Move v0
            block 4 depth 1 {cold} -> 5
              Move {LostAtCall}
              Move
            block 5 depth 1 -> 1, 6
              Move v0
            block 6
              Move v0@rax
            """);
        allocation.Moves.ToArray().Where(move => move.To.IsSlot).Select(move => move.Instruction).Should().Equal(stores);
    }

    [Fact]
    public void Value_not_used_in_a_loop_is_spilled_in_front_of_it_and_loaded_behind_it()
    {
        Allocation allocation = Allocate(
            """
            registers 8
            hint v6 = v5
            block 0 -> 1 (v1)
              Move def v0@rdi, def v1@rsi, def v2@rdx, def v3@rcx
              Move v0
              Move
            block 1 (v5) depth 1 loop 2 -> 2, 3
              Move v5, v2, v3
            block 2 depth 1 -> 1 (v6)
              Move def v7, v5, late v2
              Move def v6, v5, late v3
              Move v7
              Move
            block 3
              Move v0, v2, v3
            """, limit: 4);
        allocation.SpillSlots.Should().Be(1);
        allocation.Moves.ToArray().Should().NotContain(move => move.Instruction > 2 && move.Instruction < 8 && (move.From.IsSlot || move.To.IsSlot));
        allocation.Moves.ToArray().Should().ContainSingle(move => move.To.IsSlot);
        allocation.Moves.ToArray().Should().ContainSingle(move => move.From.IsSlot).Which.Instruction.Should().Be(8);
    }

    [Fact] // A base case of a recursion: nothing is stored or saved before it is known that there will be a call.
    public void Path_without_a_call_stores_nothing()
    {
        Allocation allocation = Allocate(
            $"""
            registers 5
            block 0 -> 1, 2
              Move def v0@rdi
              Move v0
            block 1
              Move v0@rax
            block 2
              Move def v1, v0
              Move v1@rdi, def v2@rax {LostAtCall}
              Move def v3, v0, late v2
              Move v3@rax
            """);
        allocation.Moves.ToArray().Should().NotContain(move => move.To.IsSlot && move.Instruction < 3);
        (allocation.UsedRegisters & CallingConvention.SystemV.CalleeSaved).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Constant_is_made_where_it_is_needed_and_never_stored() => Listing(
        $"""
        registers 2
        constant v0 = 42
        block 0
          Constant def v0
          Move v0
          Move v0? {LostAtCall}
          Move v0?
          Move v0
        """).Should().Be(
        $"""
        block 0
          Constant def v0:none
            rax <- #42
          Move v0:rax
          Move v0:none {LostAtCall}
          Move v0:none
            rax <- #42
          Move v0:rax

        """);

    [Fact]
    public void Constant_of_a_loop_is_made_in_front_of_it()
    {
        string[] moves = Moves(
            """
            registers 2
            constant v0 = 42
            block 0 -> 1
              Constant def v0
              Move
            block 1 depth 1 loop 2 -> 2, 3
              Move
            block 2 depth 1 -> 1
              Move v0
            block 3
              Move
            """);
        moves.Should().Equal("1: rax <- #42");
    }

    [Fact]
    public void Constant_that_is_passed_to_a_parameter_is_made_in_its_register() => Moves(
        """
        registers 4
        constant v0 = 7
        hint v2 = v1
        block 0 -> 1 (v0)
          Constant def v0
          Move
        block 1 (v1) depth 1 loop 2 -> 2, 3
          Move def v2, v1
        block 2 depth 1 -> 1 (v2)
          Move
        block 3
          Move
        """).Should().ContainSingle().Which.Should().EndWith("<- #7");

    [Fact]
    public void Values_of_an_exit_stay_where_they_are()
    {
        LirFunction function = LirParser.Parse(
            $"""
            registers 8
            constant v6 = 3
            block 0
              Move def v0@rdi, def v1@rsi, def v2@rdx, def v3@rcx
              Constant def v6
              Move def v4@rax {LostAtCall}
              Move v4, v0?, v1?, v2?, v3?, v6?
              Move v4@rax
            """);
        Allocation allocation = Allocate(function);
        int guard = function.Instructions[3].FirstOperand;
        Enumerable.Range(guard + 1, 4).Should().OnlyContain(operand => allocation.LocationOf(operand).IsSlot || IsCalleeSaved(allocation.LocationOf(operand)));
        allocation.LocationOf(guard + 5).Should().Be(Location.None);
        allocation.Moves.ToArray().Should().NotContain(move => move.From.IsSlot);
    }

    [Fact]
    public void Slots_of_values_that_do_not_live_together_are_shared()
    {
        string call = $"  Move {LostAtCall}\n";
        Allocation allocation = Allocate(
            "registers 3\nfloat v0 v1 v2\nblock 0\n  Move def v0@xmm0\n" + call + "  Move v0\n  Move def v1\n" + call + "  Move v1\n  Move def v2\n" + call + "  Move v2\n");
        allocation.SpillSlots.Should().Be(1);
    }

    [Fact]
    public void Value_that_is_read_in_a_register_that_is_lost_and_lives_on_is_stored_before() => Moves(
        """
        registers 1
        float v0
        block 0
          Move def v0@xmm0
          Move v0 !xmm0,xmm1,xmm2,xmm3,xmm4,xmm5,xmm6,xmm7,xmm8,xmm9,xmm10,xmm11,xmm12,xmm13,xmm14
          Move v0
        """).Should().Equal("1: [0] <- xmm0", "2: xmm0 <- [0]");

    [Fact]
    public void Register_limit_keeps_to_the_first_registers_of_each_class()
    {
        Allocation allocation = Allocate(Text(values: 12), limit: 4);
        (allocation.UsedRegisters & RegisterSet.AllGprs - Gpr.R11).Should().Be(RegisterSet.Of(Gpr.Rax, Gpr.Rcx, Gpr.Rdx, Gpr.Rbx));
        Allocate(Text(values: 12)).SpillSlots.Should().Be(0);
    }

    [Fact]
    public void Seed_decides_among_free_registers()
    {
        string[] places = [.. Enumerable.Range(0, 20).Select(seed => Allocate(Text(values: 4), seed: seed).UsedRegisters.ToString())];
        places.Distinct().Should().HaveCountGreaterThan(5);
        Allocate(Text(values: 4), seed: 3).UsedRegisters.ToString().Should().Be(places[3]);
    }

    /// <summary>Values that are all made, and then all used.</summary>
    private static string Text(int values) =>
        $"registers {values}\nblock 0\n"
        + string.Concat(Enumerable.Range(0, values).Select(v => $"  Move def v{v}\n"))
        + string.Concat(Enumerable.Range(0, values).Select(v => $"  Move v{v}\n"));

    private static bool IsCalleeSaved(Location place) => place.IsRegister && CallingConvention.SystemV.CalleeSaved.Contains(place.Register);

    private static int InstructionOf(string move) => int.Parse(move.AsSpan(0, move.IndexOf(':', StringComparison.Ordinal)), null);

    private static string[] Moves(string text) =>
        [.. Allocate(text).Moves.ToArray().Select(move => $"{move.Instruction}: {move.To} <- {(move.From.Exists ? move.From.ToString() : "#" + move.Constant)}")];

    private static string Listing(string text)
    {
        LirFunction function = LirParser.Parse(text);
        return AllocationListing.Print(function, Allocate(function));
    }

    private static Allocation Allocate(string text, int limit = 0, int? seed = null) => Allocate(LirParser.Parse(text), limit, seed);

    private static Allocation Allocate(LirFunction function, int limit = 0, int? seed = null)
    {
        // With few registers nobody counts what the prologue saves.
        RegisterSet calleeSaved = limit > 0 ? default : CallingConvention.SystemV.CalleeSaved;
        var options = new AllocatorOptions { CalleeSaved = calleeSaved, RegisterLimit = limit, RandomSeed = seed };
        Allocation allocation = new LinearScan().Allocate(function, Allocatable, options);
        AllocationChecker.Check(function, allocation, Allocatable).Should().BeNull();
        return allocation;
    }
}
