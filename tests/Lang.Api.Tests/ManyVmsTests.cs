using System.Globalization;
using System.Runtime.CompilerServices;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>
/// One module in many VMs on many threads: nothing is shared but the module, and nothing is left behind. eng/stress.sh does it for longer, as many uses as
/// LANG_SAMPLES says. The tests read what memory the whole process has, so none runs beside them: others take and give back hundreds of MiB meanwhile.
/// </summary>
[CollectionDefinition(nameof(ManyVmsTests), DisableParallelization = true)]
[Collection(nameof(ManyVmsTests))]
public sealed class ManyVmsTests
{
    private static readonly int s_uses = int.TryParse(Environment.GetEnvironmentVariable("LANG_SAMPLES"), CultureInfo.InvariantCulture, out int samples) ? samples : 60;

    /// <summary>Bytes by which memory may grow in the second half of the uses.</summary>
    private const long MostGrowth = 64 << 20;

    private const string Source = """
        let words: string[] = []
        fn remember(word: string) -> int { words.push(word + string(words.len())) return words.len() }
        fn collatz(n: int) -> int { let steps = 0 while n != 1 { n = n % 2 == 0 ? n / 2 : 3 * n + 1 steps += 1 } return steps }
        fn sum(xs: float[]) -> float { let s = 0.0 for x in xs { s += scaled(x) } return s }
        fn fill(n: int) -> int { let a = [""] for i in 0..n { a.push("x" + string(i)) } return a.len() }
        fn fail(n: int) -> int => n / (n - n)
        fn spin() { while true { } }
        fn all(seed: int) -> int {
            let total = 0
            for i in 0..200 { total += collatz(seed + i + 1) }
            for i in 0..20 { remember("w" + string(i)) }
            return total + words.len() + int(sum([1.5, 2.5]) * factor)
        }
        """;

    private static ScriptHost NewHost()
    {
        var host = new ScriptHost();
        host.Register("scaled", (double x) => x * 2);
        host.DeclareInput<double>("factor");
        return host;
    }

    [Fact]
    public void Threads_share_a_module_and_nothing_else()
    {
        ScriptHost host = NewHost();
        VerifiedModule module = Embed.Compile(Source, host);
        var options = new VmOptions { Host = host, HeapLimit = 8 << 20, MaxCallDepth = 1000, CallThreshold = 20, OptimizeThreshold = 500 };
        using var pool = new VmPool(module, options);
        long[] expected = [.. Enumerable.Range(0, 8).Select(seed => Use(module, options, seed))];
        long before = AddressSpace();

        // The first part warms up: pages of the runtime's heaps and the threads' arenas come then.
        UseOnThreads(module, options, pool, expected, Math.Max(10, s_uses / 2));
        Collect();
        long warm = ResidentMemory();
        UseOnThreads(module, options, pool, expected, Math.Max(10, s_uses / 2));
        Collect();

        // A VM reserves some 200 MiB of addresses: a few that leaked would show.
        (AddressSpace() - before).Should().BeLessThan((2L * Environment.ProcessorCount + 4) << 29);
        // Each use touches up to the heap limit of 8 MiB: a few of them that leaked would show.
        (ResidentMemory() - warm).Should().BeLessThan(MostGrowth);
    }

    private static void UseOnThreads(VerifiedModule module, VmOptions options, VmPool pool, long[] expected, int uses)
    {
        var failures = new List<Exception>();
        Thread[] threads = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(number => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < uses; i++)
                {
                    int seed = (number + i) % expected.Length;
                    if (i % 2 == 0)
                    {
                        Use(module, options, seed).Should().Be(expected[seed]);
                        continue;
                    }
                    Vm vm = pool.Rent();
                    Use(vm, seed).Should().Be(expected[seed]);
                    pool.Return(vm);
                }
            }
            catch (Exception exception)
            {
                lock (failures)
                    failures.Add(exception);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        failures.Should().BeEmpty();
    }

    [Fact]
    public void Vms_that_were_forgotten_give_their_memory_back()
    {
        VerifiedModule module = Embed.Compile(Source, NewHost());
        Forget(module, 1);
        Collect();
        long before = AddressSpace();
        Forget(module, 40);
        Collect();
        (AddressSpace() - before).Should().BeLessThan(10L << 28);
    }

    [Fact]
    public void A_vm_that_only_computes_takes_few_kilobytes()
    {
        VerifiedModule module = Embed.Compile("fn add(a: int, b: int) -> int => a + b\nlet name = \"a\"\nprint(name)");
        var options = new VmOptions();
        Allocated(module, options);
        Allocated(module, options).Should().BeLessThan(8 << 10, "buffers for input and output come when something is read or written");
    }

    private static long Allocated(VerifiedModule module, VmOptions options)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var vm = new Vm(module, options);
        vm.GetFunction<long, long, long>("add")(1, 2);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Pool_hands_out_vms_that_remember_nothing()
    {
        ScriptHost host = NewHost();
        VerifiedModule module = Embed.Compile(Source, host);
        using var pool = new VmPool(module, new VmOptions { Host = host }, capacity: 1);
        Vm first = pool.Rent(), second = pool.Rent();
        first.GetFunction<string, long>("remember")("a").Should().Be(1);
        first.GetFunction<string, long>("remember")("b").Should().Be(2);
        pool.Return(first);
        pool.Invoking(p => p.Return(first)).Should().Throw<InvalidOperationException>();
        pool.Return(second);
        second.Invoking(vm => vm.Run()).Should().Throw<ObjectDisposedException>();
        Vm again = pool.Rent();
        again.Should().BeSameAs(first);
        again.GetFunction<string, long>("remember")("c").Should().Be(1);
        using Vm other = Embed.NewVm("print(1)");
        pool.Invoking(p => p.Return(other)).Should().Throw<ArgumentException>();
        using var unlimited = new Vm(module, new VmOptions { Host = host });
        pool.Invoking(p => p.Return(unlimited)).Should().Throw<ArgumentException>("whoever rents it relies on the pool's limits");
        pool.Dispose();
        pool.Invoking(p => p.Rent()).Should().Throw<ObjectDisposedException>();
        pool.Return(again);
        again.Invoking(vm => vm.Run()).Should().Throw<ObjectDisposedException>();
    }

    private static long Use(VerifiedModule module, VmOptions options, int seed)
    {
        using var vm = new Vm(module, options);
        return Use(vm, seed);
    }

    private static long Use(Vm vm, int seed)
    {
        vm.SetInput("factor", 10.0);
        long result = vm.GetFunction<long, long>("all")(seed);
        vm.GetFunction<string, long>("remember")("z").Should().Be(21);
        vm.GetFunction<ReadOnlySpan<double>, double>("sum")([1, 2, 3]).Should().Be(12);
        if (seed % 3 == 0)
            vm.Invoking(v => v.GetFunction<long, long>("fill")(10_000_000)).Should().Throw<ScriptMemoryException>();
        if (seed % 3 == 1)
            vm.Invoking(v => v.GetFunction<long, long>("fail")(1)).Should().Throw<ScriptRuntimeException>();
        if (seed == 5)
        {
            using var cancellation = new CancellationTokenSource(5);
            Action spin = vm.GetAction("spin");
            vm.Invoking(v => v.RunAsync(
                () =>
                {
                    spin();
                    return 0;
                }, cancellation.Token).GetAwaiter().GetResult()).Should().Throw<ScriptCancelledException>();
        }
        vm.GetFunction<long, long>("fill")(100).Should().Be(101);
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(VerifiedModule module, int count)
    {
        var options = new VmOptions { Host = NewHost(), Tier = ExecutionTier.Template };
        for (int i = 0; i < count; i++)
            new Vm(module, options).GetFunction<string, long>("remember")("x");
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // Bytes of addresses in use, and of memory, where the system tells.
    private static long AddressSpace() => Status("VmSize:");

    private static long ResidentMemory() => Status("VmRSS:");

    private static long Status(string name) => !OperatingSystem.IsLinux() ? 0
        : 1024 * File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();
}
