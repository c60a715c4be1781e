using System.Runtime.InteropServices;

namespace Lang.Native.Memory;

internal sealed unsafe partial class ExecutableMemory
{
    /// <summary>
    /// A section of the page file, reserved and not committed, with two views of the whole. Committing a page commits it for the section;
    /// it is committed first through the executing view, with its final protection, so that no view ever shows it writable and executable.
    /// </summary>
    private sealed partial class WindowsMapper : IPageMapper
    {
        private const uint PageReadWrite = 0x04, PageExecuteRead = 0x20, PageExecuteReadWrite = 0x40, SectionReserve = 0x0400_0000;
        private const uint MapWrite = 2, MapRead = 4, MapExecute = 0x20, Commit = 0x1000;
        private const int DynamicCodeBlocked = 1655, AccessDenied = 5;
        private const nint PageFile = -1;

        private WindowsMapper()
        {
        }

        public static WindowsMapper Instance { get; } = new();

        public MemoryRefusal Reserve(int dataBytes, int codeBytes, out MappedRange range)
        {
            range = default;
            nuint total = (nuint)dataBytes + (nuint)codeBytes;
            nint section = CreateSection(PageFile, 0, PageExecuteReadWrite | SectionReserve, 0, (uint)total, 0);
            if (section == 0)
                return Refusal(MemoryRefusal.NoAddressSpace);

            // The views keep the section alive. The first needs every right that its pages will have one of.
            nint first = MapView(section, MapRead | MapWrite | MapExecute, 0, 0, total);
            MemoryRefusal refusal = first == 0 ? Refusal(MemoryRefusal.NoAddressSpace) : MemoryRefusal.None;
            nint second = first == 0 ? 0 : MapView(section, MapRead | MapWrite, 0, 0, total);
            CloseHandle(section);
            if (second == 0)
            {
                if (first == 0)
                    return refusal;
                UnmapView(first);
                return MemoryRefusal.NoAddressSpace;
            }
            range = new((byte*)first, (byte*)second + dataBytes, dataBytes, codeBytes);
            return MemoryRefusal.None;
        }

        public MemoryRefusal CommitData(in MappedRange range, int offset, int bytes) => CommitPages(range.Base + offset, bytes, PageReadWrite);

        public MemoryRefusal CommitCode(in MappedRange range, int offset, int bytes)
        {
            MemoryRefusal refusal = CommitPages(range.Code + offset, bytes, PageExecuteRead);
            return refusal != MemoryRefusal.None ? refusal : CommitPages(range.WritableCode + offset, bytes, PageReadWrite);
        }

        public void FlushInstructions(byte* address, int bytes) => FlushInstructionCache(-1, (nint)address, (nuint)bytes);

        public void Release(in MappedRange range)
        {
            UnmapView((nint)range.Base);
            UnmapView((nint)(range.WritableCode - range.DataBytes));
        }

        private static MemoryRefusal CommitPages(byte* address, int bytes, uint protection) =>
            VirtualAlloc((nint)address, (nuint)bytes, Commit, protection) != 0 ? MemoryRefusal.None : Refusal(MemoryRefusal.NoMemory);

        private static MemoryRefusal Refusal(MemoryRefusal otherwise) =>
            Marshal.GetLastPInvokeError() is DynamicCodeBlocked or AccessDenied ? MemoryRefusal.ExecutionForbidden : otherwise;

        [LibraryImport("kernel32", EntryPoint = "CreateFileMappingW", SetLastError = true)]
        private static partial nint CreateSection(nint file, nint security, uint protection, uint sizeHigh, uint sizeLow, nint name);

        [LibraryImport("kernel32", EntryPoint = "MapViewOfFile", SetLastError = true)]
        private static partial nint MapView(nint section, uint access, uint offsetHigh, uint offsetLow, nuint bytes);

        [LibraryImport("kernel32", EntryPoint = "UnmapViewOfFile")]
        private static partial int UnmapView(nint address);

        [LibraryImport("kernel32", EntryPoint = "CloseHandle")]
        private static partial int CloseHandle(nint handle);

        [LibraryImport("kernel32", EntryPoint = "VirtualAlloc", SetLastError = true)]
        private static partial nint VirtualAlloc(nint address, nuint bytes, uint type, uint protection);

        [LibraryImport("kernel32", EntryPoint = "FlushInstructionCache")]
        private static partial int FlushInstructionCache(nint process, nint address, nuint bytes);
    }
}
