using System.Globalization;
using System.Runtime.InteropServices;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native;

namespace Lang.Bench.Embedding;

/// <summary>What a VM costs before it does anything, beside the bare reservation of as many addresses.</summary>
internal static unsafe partial class Creation
{
    private const string Source = "fn add(a: int, b: int) -> int => a + b\nfn greet(s: string) -> string => \"hello \" + s\nlet names = [\"a\"]\nprint(names)";

    public static string Measure(bool quick, int rounds)
    {
        VerifiedModule module = Compilation.Compile("creation.tl", Source).EnsureSuccess();
        nuint range = Range(module);
        var options = new VmOptions();
        double[] times = Timing.InTurn(rounds, quick ? 50 : 5000,
            n =>
            {
                for (int i = 0; i < n; i++)
                    Reserve(range);
            },
            n =>
            {
                for (int i = 0; i < n; i++)
                    new Vm(module, options).Dispose();
            },
            n =>
            {
                for (int i = 0; i < n; i++)
                {
                    using var vm = new Vm(module, options);
                    vm.GetFunction<long, long, long>("add")(1, 2);
                }
            });
        (long managed, long resident) = Memory(module, options, quick ? 100 : 1000, run: false);
        (long managedRun, long residentRun) = Memory(module, options, quick ? 100 : 1000, run: true);
        return string.Create(CultureInfo.InvariantCulture, $"""
            | VM | µs | ratio | goal | managed KB | resident KB | goal |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            | reservation of {range >> 20} MiB, one page touched | {times[0] / 1000:0.0} | 1.0 | | | 4 | |
            | created and disposed of | {times[1] / 1000:0.0} | {times[1] / times[0]:0.0} | 2 | {managed / 1024.0:0.0} | {resident / 1024.0:0.0} | 200 |
            | the same with one call | {times[2] / 1000:0.0} | {times[2] / times[0]:0.0} | | {managedRun / 1024.0:0.0} | {residentRun / 1024.0:0.0} | |


            """);
    }

    // What the process's addresses grow by while many VMs live, with code.
    private static nuint Range(VerifiedModule module)
    {
        const int Count = 16;
        long before = Environment.OSVersion.Platform == PlatformID.Unix ? Status("VmSize") : 0;
        var vms = new Vm[Count];
        for (int i = 0; i < Count; i++)
        {
            vms[i] = new Vm(module, new VmOptions { Tier = ExecutionTier.Template });
            vms[i].Run();
        }
        long after = Status("VmSize");
        foreach (Vm vm in vms)
            vm.Dispose();
        return (nuint)((after - before) / Count);
    }

    private static (long Managed, long Resident) Memory(VerifiedModule module, VmOptions options, int count, bool run)
    {
        var vms = new Vm[count];
        GC.Collect();
        long managed = GC.GetAllocatedBytesForCurrentThread(), resident = Status("RssAnon");
        for (int i = 0; i < count; i++)
        {
            vms[i] = new Vm(module, options);
            if (run)
                vms[i].GetFunction<long, long, long>("add")(1, 2);
        }
        managed = GC.GetAllocatedBytesForCurrentThread() - managed;
        resident = Status("RssAnon") - resident;
        foreach (Vm vm in vms)
            vm.Dispose();
        return (managed / count, resident / count);
    }

    private static long Status(string name) =>
        1024 * File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();

    private static void Reserve(nuint bytes)
    {
        // Private, anonymous, without reserve.
        byte* memory = Map(null, bytes, 1 | 2, 0x02 | 0x20 | 0x4000, -1, 0);
        *memory = 1;
        _ = Unmap(memory, bytes);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
