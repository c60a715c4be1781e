using System.Runtime.InteropServices;

namespace Lang.Bytecode.Runtime;

/// <summary>Memory from the system; a refusal is null, never an exception.</summary>
internal static unsafe partial class SystemMemory
{
    /// <summary>Memory of at least this size is mapped, so that freeing it gives it back to the system at once.</summary>
    public const int MapThreshold = 256 * 1024;

    /// <summary>Bytes to whose multiples mapped memory is aligned; what Windows guarantees, and more than a page elsewhere.</summary>
    public const int MapAlignment = 64 * 1024;

    // mmap's numbers, then VirtualAlloc's.
    private const int ReadAndWrite = 1 | 2, PrivateAnonymousLinux = 0x02 | 0x20, PrivateAnonymous = 0x02 | 0x1000;
    private const uint CommitAndReserve = 0x1000 | 0x2000, ReadWrite = 0x04, FreeRelease = 0x8000;

    /// <summary>Memory that begins at a multiple of 16, or of <see cref="MapAlignment"/> from <see cref="MapThreshold"/> on.</summary>
    public static byte* TryAllocate(long bytes) => bytes >= MapThreshold ? TryMap((nuint)bytes) : TryReallocate(null, bytes);

    /// <summary>Frees memory from <see cref="TryAllocate"/>, of the same size.</summary>
    public static void Free(void* memory, long bytes)
    {
        if (bytes >= MapThreshold)
            Unmap(memory, (nuint)bytes);
        else
            NativeMemory.Free(memory);
    }

    /// <summary>
    /// Maps zeroed pages that cost nothing until they are touched, or null. They begin at any page, which takes one call of the system where
    /// <see cref="TryAllocate"/> needs up to three.
    /// </summary>
    public static byte* TryReserve(long bytes) => TryMapPages(WholePages((nuint)bytes));

    /// <summary>Frees memory from <see cref="TryReserve"/>, of the same size.</summary>
    public static void FreeReserved(void* memory, long bytes) => Unmap(memory, (nuint)bytes);

    /// <summary>Changes the size of a table that is not mapped (null: a new one); on refusal the old memory stays. Freed by <see cref="FreeTable"/>.</summary>
    public static byte* TryReallocate(void* memory, long bytes)
    {
        try
        {
            return (byte*)NativeMemory.Realloc(memory, (nuint)bytes);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    public static void FreeTable(void* memory) => NativeMemory.Free(memory);

    private static byte* TryMap(nuint bytes)
    {
        if (OperatingSystem.IsWindows())
            return TryMapPages(bytes);
        // More is mapped than needed, and what lies outside the aligned part goes back.
        nuint whole = WholePages(bytes), mapped = whole + MapAlignment;
        byte* memory = TryMapPages(mapped);
        if (memory == null)
            return null;
        nuint start = WholePages((nuint)memory), end = start + whole;
        if (start > (nuint)memory)
            _ = UnmapPages(memory, start - (nuint)memory);
        if (end < (nuint)memory + mapped)
            _ = UnmapPages((void*)end, (nuint)memory + mapped - end);
        return (byte*)start;
    }

    private static byte* TryMapPages(nuint bytes)
    {
        if (OperatingSystem.IsWindows())
            return (byte*)VirtualAlloc(null, bytes, CommitAndReserve, ReadWrite);
        void* memory = MapPages(null, bytes, ReadAndWrite, OperatingSystem.IsLinux() ? PrivateAnonymousLinux : PrivateAnonymous, -1, 0);
        return memory == (void*)-1 ? null : (byte*)memory;
    }

    private static void Unmap(void* memory, nuint bytes)
    {
        if (OperatingSystem.IsWindows())
            _ = VirtualFree(memory, 0, FreeRelease);
        else
            _ = UnmapPages(memory, WholePages(bytes));
    }

    /// <summary>Rounds up to whole pages. They have 4 KiB, 16 on Apple's processors, up to 64 on some Linux: the largest is right for all.</summary>
    private static nuint WholePages(nuint bytes) => (bytes + MapAlignment - 1) & ~(nuint)(MapAlignment - 1);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MapPages(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapPages(void* address, nuint length);

    [LibraryImport("kernel32")]
    private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    private static partial int VirtualFree(void* address, nuint size, uint type);
}
