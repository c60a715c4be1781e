using System.Runtime.InteropServices;

namespace Lang.Cli.Hosting;

/// <summary>Reads a file from its beginning to its end.</summary>
/// <remarks>
/// On Linux not through the base library, which makes its handle by reflection: that is compiled at run time even in a program compiled before.
/// </remarks>
internal static partial class WholeFile
{
    private const int CloseOnExec = 0x80000, Interrupted = 4;

    /// <summary>More bytes than that are no script.</summary>
    private const int Most = 512 << 20;

    /// <summary>The content of a file, or of a pipe or a device until it ends.</summary>
    /// <exception cref="IOException">It can't be read, or is too large; and whatever else <see cref="File.ReadAllBytes"/> throws.</exception>
    public static byte[] Read(string path)
    {
        int descriptor = OperatingSystem.IsLinux() && !path.Contains('\0') ? Open(path, CloseOnExec) : -1;
        if (descriptor < 0)
            return File.ReadAllBytes(path); // It knows what is wrong.
        try
        {
            return ReadToEnd(descriptor);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static byte[] ReadToEnd(int descriptor)
    {
        byte[] content = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            nint read = Read(descriptor, ref content[length], content.Length - length);
            if (read == 0)
                return content[..length];
            if (read < 0 && Marshal.GetLastPInvokeError() is not Interrupted and var error)
                throw new IOException(null, error);
            length += (int)Math.Max(read, 0);
            if (length < content.Length)
                continue;
            if (length > Most)
                throw new IOException();
            Array.Resize(ref content, 2 * length);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
