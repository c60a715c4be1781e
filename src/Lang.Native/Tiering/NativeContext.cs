using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Template;
using Lang.Native.X64;

namespace Lang.Native.Tiering;

/// <summary>The beginning of a VM's data area.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeContext
{
    /// <summary>What native code shares with the interpreter.</summary>
    public VmContext Vm;

    /// <summary>A handle of the <see cref="NativeTier"/>.</summary>
    public nint Tier;

    /// <summary>What native code sees of the heap.</summary>
    public HeapState* Heap;

    /// <summary>Checks of optimised code until one fails, in the test mode where they do so at random.</summary>
    public long ChecksUntilFailure;

    /// <summary>Addresses of the helpers.</summary>
    public fixed long Helpers[(int)Helper.Resume + 1];

    /// <summary>The layout of a module's data area: this, then its tables.</summary>
    /// <param name="module">The module.</param>
    /// <param name="bytes">Bytes of the data area.</param>
    public static VmLayout LayoutOf(BytecodeModule module, out int bytes)
    {
        VmContext vm = default;
        NativeContext context = default;
        int globals = (sizeof(NativeContext) + 63) & ~63;
        int states = globals + ((module.Globals.Length + 1) * sizeof(long));
        int literals = states + ((module.Globals.Length + 1) * sizeof(long));
        int entries = literals + ((module.Strings.Length + 1) * sizeof(long));
        int counters = entries + (module.Functions.Length * sizeof(long));
        int hosts = counters + (module.Functions.Length * sizeof(long));
        int caches = hosts + ((module.HostImports.Length + 1) * sizeof(long));
        int branches = caches + (module.CallSites.Count * InlineCache.Size);
        bytes = branches + BranchCounters.BytesFor(module);
        int code = (bytes + 0xFFFF) & ~0xFFFF;
        return new VmLayout
        {
            StackLimit = (int)((byte*)&vm.StackLimit - (byte*)&vm),
            Budget = (int)((byte*)&vm.Budget - (byte*)&vm),
            ThunkFrame = (int)((byte*)&vm.ThunkFrame - (byte*)&vm),
            ExitFrame = (int)((byte*)&vm.ExitFrame - (byte*)&vm),
            ExitStack = (int)((byte*)&vm.ExitStack - (byte*)&vm),
            Result = (int)((byte*)&vm.Result - (byte*)&vm),
            Heap = (int)((byte*)&context.Heap - (byte*)&context),
            ChecksUntilFailure = (int)((byte*)&context.ChecksUntilFailure - (byte*)&context),
            Helpers = (int)((byte*)context.Helpers - (byte*)&context),
            Globals = globals,
            GlobalStates = states,
            Literals = literals,
            EntrySlots = entries,
            Counters = counters,
            HostSlots = hosts,
            InlineCaches = caches,
            BranchCounters = branches,
            Code = code,
        };
    }
}
