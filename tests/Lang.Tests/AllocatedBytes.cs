namespace Lang.Tests;

/// <summary>What an action allocates of managed memory.</summary>
internal static class AllocatedBytes
{
    /// <summary>Bytes, the least of a few repetitions: a collection in between, which another thread may cause, counts what is left of the thread's allocation buffer as allocated.</summary>
    public static long Of(Action action) => Enumerable.Range(0, 5).Min(_ =>
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });
}
