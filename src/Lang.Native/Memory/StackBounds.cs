using System.Runtime.InteropServices;

namespace Lang.Native.Memory;

/// <summary>How far the stack of a thread reaches.</summary>
internal static unsafe partial class StackBounds
{
    /// <summary>Stack that stays free of generated frames: for helpers, the runtime's own needs and guard pages.</summary>
    private const int Reserve = 256 << 10;

    /// <summary>
    /// Stack that must be left where a VM is entered, for compilers, host functions and the runtime; of a small stack five eighths. Whoever enters VMs from
    /// host functions of others, again and again, comes to this limit and not to the end of the stack.
    /// </summary>
    private const int EntryReserve = 128 << 10;

    /// <summary>
    /// The same of the smallest stacks: .NET may have to compile the interpreter first, on this very stack, and exceptions of host functions are handled there.
    /// </summary>
    private const int LeastEntryReserve = 48 << 10;

    /// <summary>What is taken for the stack's size where the system does not tell.</summary>
    private const int Assumed = 512 << 10;

    // The main thread's stack may be said to have no end.
    private const nuint MostUsed = 1 << 30;

    [ThreadStatic]
    private static nuint t_limit, t_entryLimit;

    /// <summary>The address below which RSP must not go on this thread in generated code.</summary>
    public static nuint Limit => t_limit != 0 ? t_limit : Find();

    /// <summary>Whether this thread's stack has room for entering a VM.</summary>
    public static bool HasRoomToEnter
    {
        get
        {
            int here;
            if (t_limit == 0)
                Find();
            return (nuint)(&here) > t_entryLimit;
        }
    }

    private static nuint Find()
    {
        int here;
        nuint current = (nuint)(&here), lowest, size;
        if (OperatingSystem.IsWindows())
        {
            nuint low, high;
            GetCurrentThreadStackLimits(&low, &high);
            (lowest, size) = (low, high - low);
        }
        else if (!TryAskThreads(out lowest, out size))
        {
            (lowest, size) = (current - Assumed, Assumed);
        }
        if (current - lowest > MostUsed)
            lowest = current - MostUsed;
        t_entryLimit = lowest + Math.Max(LeastEntryReserve, Math.Min(EntryReserve, size / 8 * 5));
        return t_limit = lowest + Reserve;
    }

    private static bool TryAskThreads(out nuint lowest, out nuint bytes)
    {
        lowest = bytes = 0;
        // pthread_attr_t has 56 bytes in glibc and in musl.
        byte* attributes = stackalloc byte[256];
        void* address;
        nuint size;
        if (GetAttributes(CurrentThread(), attributes) != 0)
            return false;
        bool found = GetStack(attributes, &address, &size) == 0;
        _ = DestroyAttributes(attributes);
        lowest = (nuint)address;
        bytes = size;
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
