using System.Runtime.InteropServices;

namespace Lang.Native.Memory;

/// <summary>How far the stack of a thread reaches.</summary>
internal static unsafe partial class StackBounds
{
    /// <summary>Stack that stays free of generated frames: for helpers, the runtime's own needs and guard pages.</summary>
    private const int Reserve = 256 << 10;

    /// <summary>What is taken for the stack's size where the system does not tell.</summary>
    private const int Assumed = 512 << 10;

    // The main thread's stack may be said to have no end.
    private const nuint MostUsed = 1 << 30;

    [ThreadStatic]
    private static nuint t_limit;

    /// <summary>The address below which RSP must not go on this thread in generated code.</summary>
    public static nuint Limit => t_limit != 0 ? t_limit : t_limit = Find();

    private static nuint Find()
    {
        int here;
        nuint current = (nuint)(&here), lowest;
        if (OperatingSystem.IsWindows())
        {
            nuint low, high;
            GetCurrentThreadStackLimits(&low, &high);
            lowest = low;
        }
        else if (!TryAskThreads(out lowest))
        {
            lowest = current - Assumed;
        }
        if (current - lowest > MostUsed)
            lowest = current - MostUsed;
        return lowest + Reserve;
    }

    private static bool TryAskThreads(out nuint lowest)
    {
        lowest = 0;
        // pthread_attr_t has 56 bytes in glibc and in musl.
        byte* attributes = stackalloc byte[256];
        void* address;
        nuint size;
        if (GetAttributes(CurrentThread(), attributes) != 0)
            return false;
        bool found = GetStack(attributes, &address, &size) == 0;
        _ = DestroyAttributes(attributes);
        lowest = (nuint)address;
        return found;
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint CurrentThread();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int GetAttributes(nint thread, void* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(void* attributes, void** address, nuint* size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(void* attributes);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(nuint* low, nuint* high);
}
