using System.Buffers.Binary;
using Lang.Bytecode;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

public class ContainerTests
{
    [Fact]
    public void A_module_reads_back_as_it_was_written()
    {
        byte[] bytes = ModuleWriter.Write(SampleModules.Everything());

        ModuleReadResult result = ModuleReader.Read(bytes);

        result.Error.Should().BeNull();
        ModuleWriter.Write(result.Module!).Should().Equal(bytes);
        result.Module.Should().BeEquivalentTo(SampleModules.Everything(), options => options.Excluding(module => module.Types).Excluding(module => module.Strings));
        Verifier.Verify(result.Module!).Errors.Should().BeEmpty();
    }

    [Fact]
    public void The_source_may_be_left_out_or_kept_without_its_text()
    {
        BytecodeModule read = ModuleReader.Read(ModuleWriter.Write(SampleModules.Product())).Module!;

        read.Source.Should().BeNull();
        read.Functions[0].Name.Should().Be("product");
    }

    [Fact]
    public void Every_truncation_is_an_error()
    {
        byte[] bytes = ModuleWriter.Write(SampleModules.Everything());

        for (int length = 0; length < bytes.Length; length++)
            ModuleReader.Read(bytes.AsSpan(0, length)).Error.Should().NotBeNull();
    }

    [Fact]
    public void Every_truncation_with_a_new_checksum_is_an_error()
    {
        byte[] bytes = ModuleWriter.Write(SampleModules.Quotient());

        for (int length = 9; length < bytes.Length; length++)
            ModuleReader.Read(WithChecksum(bytes[..length])).Error.Should().NotBeNull();
    }

    [Fact]
    public void A_flipped_bit_is_noticed_by_the_checksum()
    {
        byte[] bytes = ModuleWriter.Write(SampleModules.Product());

        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            ModuleReader.Read(damaged).Error.Should().NotBeNull();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damage_behind_a_right_checksum_never_throws(int seed)
    {
        byte[] bytes = ModuleWriter.Write(SampleModules.Everything());
        var random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = [.. bytes];
            for (int change = random.Next(1, 5); change > 0; change--)
                damaged[random.Next(damaged.Length - 4)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            ModuleReadResult result = ModuleReader.Read(WithChecksum(damaged));
            if (result.Module is null == result.Error is null)
                Assert.Fail($"seed {seed}, round {round}: neither or both of module and error");
            if (result.Module is { } module && Verifier.Verify(module).Module is not null)
                accepted++;
        }
        accepted.Should().BeGreaterThan(0, "some damage only changes names and constants");
    }

    [Fact]
    public void A_huge_count_allocates_nothing()
    {
        // Magic, version, header section (empty name, entry 0), then a type section that claims 2^31 - 1 types.
        byte[] bytes = [.. "TLBC"u8, 2, 1, 2, 0, 0, 2, 5, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0, 0, 0];
        long before = GC.GetAllocatedBytesForCurrentThread();

        ModuleReadResult result = ModuleReader.Read(WithChecksum(bytes));

        result.Error.Should().Contain("more than the bytes that are left can hold");
        result.Offset.Should().Be(11);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100_000);
    }

    [Theory]
    [InlineData("", "does not begin with TLBC")]
    [InlineData("TLB", "does not begin with TLBC")]
    [InlineData("print(1)", "does not begin with TLBC")]
    [InlineData("TLBC\u0003....", "version 3 is not supported")]
    [InlineData("TLBC\u0002", "cut off")]
    public void What_is_no_container_is_refused_by_name(string text, string error) =>
        ModuleReader.Read(System.Text.Encoding.ASCII.GetBytes(text)).Error.Should().Contain(error);

    [Fact]
    public void The_checksum_is_that_of_zip() => Crc32.Of("123456789"u8).Should().Be(0xCBF43926);

    private static byte[] WithChecksum(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Crc32.Of(bytes.AsSpan(0, bytes.Length - 4)));
        return bytes;
    }
}
