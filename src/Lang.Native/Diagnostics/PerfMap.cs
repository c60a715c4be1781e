using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lang.Native.Diagnostics;

/// <summary>Names generated code for perf: a line for each region in a file that perf knows by the process's number.</summary>
/// <remarks>
/// A line is <c>address size name</c>, numbers in hexadecimal. The .NET runtime writes a file of the same name when it is asked to
/// (DOTNET_PerfMapEnabled): both append, so that all is in it. The file stays when the process ends, for the report is made
/// afterwards. A region that is gone keeps its line: where another takes its addresses, a report may show either name.
/// </remarks>
internal sealed partial class PerfMap : ICodeListener
{
    private const int Append = 0x400;

    private readonly SafeFileHandle _file;

    private PerfMap(SafeFileHandle file) => _file = file;

    /// <summary>Where perf looks: always here, whatever the temporary directory of the process is.</summary>
    public static string PathOf(int process) => string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{process}.map");

    /// <summary>Opens this process's file, and makes it if need be.</summary>
    /// <param name="refusal">Why the result is null, as the end of a sentence.</param>
    public static PerfMap? TryOpen(out string? refusal)
    {
        if (!OperatingSystem.IsLinux())
        {
            refusal = "perf exists on Linux only";
            return null;
        }
        string path = PathOf(Environment.ProcessId);

        MakeOthersAppend(path);

        // The directory is everyone's, and the name can be guessed: what another user put there is not followed.
        const int WriteOnly = 1, Create = 0x40, NoFollow = 0x2_0000, CloseOnExec = 0x8_0000, OwnerWritesOthersRead = 0x1A4;
        int descriptor = OpenFile(path, WriteOnly | Create | Append | NoFollow | CloseOnExec, OwnerWritesOthersRead);
        if (descriptor < 0)
        {
            refusal = $"{path} can't be opened ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())})";
            return null;
        }
        refusal = null;
        return new PerfMap(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    public void Added(in CodeRegion region)
    {
        byte[] line = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{region.Address:x} {region.Length:x} {OneLine(region.Name)}\n"));
        try
        {
            // One write a line: lines of several VMs don't mix. The file is open for appending, so that the offset means nothing.
            RandomAccess.Write(_file, line, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk costs names and must not end the script.
        }
    }

    public void Removed(in CodeRegion region)
    {
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// The runtime opened the file to write at its own position, where in the meantime our lines are: what it writes next would replace
    /// them. Its open file is turned into one that appends.
    /// </summary>
    private static void MakeOthersAppend(string path)
    {
        const int GetFlags = 3, SetFlags = 4;
        foreach (FileInfo file in new DirectoryInfo("/proc/self/fd").EnumerateFiles())
        {
            if (file.LinkTarget != path)
                continue;
            int descriptor = int.Parse(file.Name, CultureInfo.InvariantCulture);
            _ = ControlFile(descriptor, SetFlags, ControlFile(descriptor, GetFlags, 0) | Append);
        }
    }

    private static string OneLine(string name) => name.AsSpan().IndexOfAny('\n', '\r') < 0 ? name : name.ReplaceLineEndings("?");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int ControlFile(int descriptor, int command, int argument);
}
