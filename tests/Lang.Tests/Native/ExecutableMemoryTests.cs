using System.Globalization;
using System.Runtime.CompilerServices;
using Lang.Native.Memory;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Tests.Native;

/// <summary>Code runs from its place, no page can be written and executed, and everything goes back.</summary>
public sealed unsafe class ExecutableMemoryTests
{
    private const int Kilobytes64 = 64 << 10;

    [Fact]
    public void Code_written_through_one_view_runs_through_the_other()
    {
        using ExecutableMemory memory = Reserve();
        var code = (delegate* unmanaged<long, long, long>)memory.Write(128, AddTwo(), []);
        code(40, 2).Should().Be(42);
        ((nint)memory.WritableCode).Should().NotBe((nint)memory.Code);
    }

    [Fact]
    public void Code_can_be_replaced_while_its_pages_stay_executable()
    {
        using ExecutableMemory memory = Reserve();
        for (int value = 0; value < 100; value++)
        {
            var code = (delegate* unmanaged<long>)memory.Write(value % 3 * 64, Constant(value), []);
            code().Should().Be(value);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096 + 64)]
    [InlineData(3 << 20)]
    public void Code_reaches_the_data_area_from_any_place(int place)
    {
        using ExecutableMemory memory = Reserve(Kilobytes64, 4 << 20);
        memory.CommitCode(place + 4096).Should().Be(MemoryRefusal.None);
        var emitter = new Emitter(64);
        emitter.Arithmetic(ArithmeticOp.Add, Mem.InRange(24), 1);
        emitter.Mov(Gpr.Rax, Mem.InRange(24));
        emitter.Ret();
        var code = (delegate* unmanaged<long>)memory.Write(place, emitter.Code, emitter.Relocations);
        *(long*)(memory.Base + 24) = 41;
        code().Should().Be(42);
        (*(long*)(memory.Base + 24)).Should().Be(42);
    }

    [Fact]
    public void No_page_is_writable_and_executable()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using ExecutableMemory memory = Reserve(2 * Kilobytes64, 4 * Kilobytes64);
        memory.CommitCode(2 * Kilobytes64).Should().Be(MemoryRefusal.None);
        ProtectionAt(memory.Base).Should().Be("rw-s");
        ProtectionAt(memory.Base + Kilobytes64).Should().Be("---s", "it is not committed");
        ProtectionAt(memory.Code).Should().Be("r-xs");
        ProtectionAt(memory.Code + 2 * Kilobytes64 - 1).Should().Be("r-xs");
        ProtectionAt(memory.Code + 2 * Kilobytes64).Should().Be("---s");
        ProtectionAt(memory.WritableCode).Should().Be("rw-s");
        ProtectionAt(memory.WritableCode + 2 * Kilobytes64).Should().Be("---s");
    }

    [Fact]
    public void Debuggable_code_lies_in_private_memory_and_runs()
    {
        using ExecutableMemory memory = ExecutableMemory.TryReserveDebuggable(Kilobytes64, Kilobytes64, out MemoryRefusal refusal)!;
        refusal.Should().Be(MemoryRefusal.None);
        var code = (delegate* unmanaged<long, long, long>)memory.Write(128, AddTwo(), []);
        code(40, 2).Should().Be(42);
        if (OperatingSystem.IsLinux())
            ProtectionAt(memory.Code).Should().EndWith("p", "the system writes breakpoints into private memory only");
    }

    [Fact]
    public void Dispose_frees_both_views_and_may_be_repeated()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Large enough that nothing else takes just these addresses in the meantime.
        ExecutableMemory memory = Reserve(Kilobytes64, 1 << 30);
        byte* middle = memory.Code + (1 << 29), writable = memory.WritableCode + (1 << 29);
        ProtectionAt(middle).Should().NotBeNull();
        memory.Dispose();
        memory.Dispose();
        ProtectionAt(middle).Should().NotBe("---s");
        ProtectionAt(writable).Should().NotBe("---s");
        FluentActions.Invoking(() => memory.CommitData(1 << 20)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Finalizer_frees_what_was_forgotten()
    {
        var mapper = new RefusingMapper();
        Forget(mapper);
        for (int i = 0; i < 10 && mapper.Released == 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        mapper.Released.Should().Be(1);
    }

    [Fact]
    public void More_than_reserved_is_refused()
    {
        using ExecutableMemory memory = Reserve(1, 1);
        memory.CodeBytes.Should().Be(Kilobytes64);
        memory.CommitCode(Kilobytes64).Should().Be(MemoryRefusal.None);
        memory.CommitCode(Kilobytes64 + 1).Should().Be(MemoryRefusal.RangeIsFull);
        FluentActions.Invoking(() => memory.Write(Kilobytes64 - 1, AddTwo(), [])).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Committed_data_is_zero_and_keeps_what_was_written()
    {
        using ExecutableMemory memory = Reserve(4 * Kilobytes64, Kilobytes64);
        memory.Base[0] = 7;
        memory.CommitData(4 * Kilobytes64).Should().Be(MemoryRefusal.None);
        memory.Base[0].Should().Be(7);
        new Span<byte>(memory.Base + 1, 4 * Kilobytes64 - 1).IndexOfAnyExcept((byte)0).Should().Be(-1);
    }

    [Fact]
    public void Platform_without_executable_pages_is_a_named_refusal()
    {
        var mapper = new RefusingMapper { CodeRefusal = MemoryRefusal.ExecutionForbidden };
        ExecutableMemory.TryReserve(mapper, 1, 1, out MemoryRefusal refusal).Should().BeNull();
        refusal.Should().Be(MemoryRefusal.ExecutionForbidden);
        refusal.Describe().Should().Be("the system forbids executable memory");
        mapper.Released.Should().Be(1, "what was reserved goes back");
    }

    [Fact]
    public void Range_that_cannot_be_reserved_is_a_named_refusal()
    {
        var mapper = new RefusingMapper { ReserveRefusal = MemoryRefusal.NoAddressSpace };
        ExecutableMemory.TryReserve(mapper, 1, 1, out MemoryRefusal refusal).Should().BeNull();
        refusal.Should().Be(MemoryRefusal.NoAddressSpace);
        mapper.Released.Should().Be(0);
    }

    [Fact]
    public void Unknown_platform_is_a_named_refusal()
    {
        ExecutableMemory.TryReserve(null, 1, 1, out MemoryRefusal refusal).Should().BeNull();
        refusal.Should().Be(MemoryRefusal.UnsupportedPlatform);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(IPageMapper mapper) =>
        ExecutableMemory.TryReserve(mapper, 1, 1, out _).Should().NotBeNull();

    private static ExecutableMemory Reserve(int dataBytes = 1, int codeBytes = 1)
    {
        ExecutableMemory? memory = ExecutableMemory.TryReserve(dataBytes, codeBytes, out MemoryRefusal refusal);
        refusal.Should().Be(MemoryRefusal.None);
        return memory!;
    }

    private static byte[] AddTwo()
    {
        var emitter = new Emitter(64);
        CallingConvention host = CallingConvention.Host;
        emitter.Lea(host.IntResult, Mem.At(host.IntArguments[0], host.IntArguments[1], 1));
        emitter.Ret();
        return emitter.Code.ToArray();
    }

    private static byte[] Constant(long value)
    {
        var emitter = new Emitter(64);
        emitter.MovImmediate(Gpr.Rax, value);
        emitter.Ret();
        return emitter.Code.ToArray();
    }

    /// <summary>The protection of the mapping that holds an address, as /proc/self/maps writes it; null when there is none.</summary>
    private static string? ProtectionAt(byte* address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] words = line.Split(' ', '-');
            ulong start = ulong.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ulong end = ulong.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if ((ulong)address >= start && (ulong)address < end)
                return line.Split(' ')[1];
        }
        return null;
    }

    /// <summary>Hands out addresses that no one touches, or refuses.</summary>
    private sealed class RefusingMapper : IPageMapper
    {
        private int _released;

        public MemoryRefusal ReserveRefusal { get; init; }

        public MemoryRefusal CodeRefusal { get; init; }

        public int Released => Volatile.Read(ref _released);

        public MemoryRefusal Reserve(int dataBytes, int codeBytes, out MappedRange range)
        {
            range = ReserveRefusal == MemoryRefusal.None ? new((byte*)4096, (byte*)8192, dataBytes, codeBytes) : default;
            return ReserveRefusal;
        }

        public MemoryRefusal CommitData(in MappedRange range, int offset, int bytes) => MemoryRefusal.None;

        public MemoryRefusal CommitCode(in MappedRange range, int offset, int bytes) => CodeRefusal;

        public void FlushInstructions(byte* address, int bytes)
        {
        }

        public void Release(in MappedRange range) => Interlocked.Increment(ref _released);
    }
}
