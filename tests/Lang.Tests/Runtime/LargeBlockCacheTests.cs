using Lang.Bytecode.Runtime;

namespace Lang.Tests.Runtime;

/// <summary>Memory of dead large objects is used again, within limits.</summary>
public sealed unsafe class LargeBlockCacheTests
{
    private const int Size = SystemMemory.MapThreshold;

    [Fact]
    public void Block_is_given_out_again_when_it_fits_and_is_not_much_larger()
    {
        using var cache = new LargeBlockCache();
        byte* block = SystemMemory.TryAllocate(4 * Size);
        cache.Add((nint)block, 4 * Size);
        long tooLarge = (4 * Size) + 1, tooSmall = 2 * Size, fits = (4 * Size) - 1000;
        (cache.TryTake(ref tooLarge) == null).Should().BeTrue();
        (cache.TryTake(ref tooSmall) == null).Should().BeTrue("a small object must not hold a large block");
        (cache.TryTake(ref fits) == block).Should().BeTrue();
        fits.Should().Be(4 * Size, "it gets all of the block");
        (cache.TryTake(ref fits) == null).Should().BeTrue("it was given out");
        SystemMemory.Free(block, 4 * Size);
    }

    [Fact]
    public void Latest_blocks_stay_when_too_many_have_come()
    {
        using var cache = new LargeBlockCache();
        long small = 20_000, large = 8 * Size;
        for (int i = 0; i < 100; i++)
            cache.Add((nint)SystemMemory.TryAllocate(small), small);
        byte* latest = SystemMemory.TryAllocate(large);
        cache.Add((nint)latest, large);
        (cache.TryTake(ref large) == latest).Should().BeTrue();
        SystemMemory.Free(latest, large);

        int kept = 0;
        for (byte* block = cache.TryTake(ref small); block != null; block = cache.TryTake(ref small))
        {
            SystemMemory.Free(block, small);
            kept++;
        }
        kept.Should().BeInRange(1, 99, "what is kept is limited");
    }

    [Fact]
    public void Large_arrays_one_after_the_other_share_memory()
    {
        using var fixture = new HeapFixture();
        var places = new HashSet<nint>();
        for (int i = 0; i < 50; i++)
        {
            string content = new('x', 2 * Size);
            places.Add((nint)fixture.NewString(content)->Buffer);
            fixture.ClearRoots();
            fixture.Heap.Collect();
        }
        places.Count.Should().BeLessThan(5);
    }
}
