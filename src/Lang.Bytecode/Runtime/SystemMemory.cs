using System.Runtime.InteropServices;

namespace Lang.Bytecode.Runtime;

/// <summary>Memory from the system; a refusal is null, never an exception.</summary>
internal static unsafe class SystemMemory
{
    /// <summary>Memory that begins at a multiple of <paramref name="alignment"/> (a power of two).</summary>
    public static byte* TryAllocateAligned(nuint bytes, nuint alignment)
    {
        try
        {
            return (byte*)NativeMemory.AlignedAlloc(bytes, alignment);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    public static void FreeAligned(void* memory) => NativeMemory.AlignedFree(memory);

    /// <summary>Memory that begins at a multiple of 16.</summary>
    public static byte* TryAllocate(nuint bytes)
    {
        try
        {
            return (byte*)NativeMemory.Alloc(bytes);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Changes the size of memory from <see cref="TryAllocate"/>; on refusal the old memory stays.</summary>
    public static byte* TryReallocate(void* memory, nuint bytes)
    {
        try
        {
            return (byte*)NativeMemory.Realloc(memory, bytes);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    public static void Free(void* memory) => NativeMemory.Free(memory);
}
