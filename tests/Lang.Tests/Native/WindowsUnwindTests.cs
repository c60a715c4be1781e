using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Tests.Native;

/// <summary>Windows walks from what generated code calls, over generated frames, to who called them. Elsewhere there is nothing to ask.</summary>
public sealed unsafe partial class WindowsUnwindTests
{
    [Fact]
    public void Stack_is_walked_from_a_host_function_over_generated_frames_to_managed_ones()
    {
        if (!OperatingSystem.IsWindows())
            return;
        Walk walk = WalkFrom("""
            fn inner(a, b) { return look(a) + b }
            fn outer(a, b, c) { return inner(a * b, c) + inner(b, c) }
            let total = 0
            for i in 0..10 { total += outer(i, 2, 3) }
            print(total)
            """);
        // Stub of the host call, inner, outer, script, thunk.
        walk.Generated.Should().Be(5);
        walk.BelowGenerated.Should().BePositive("the walk goes on to the top of the thread's stack");
    }

    [Fact]
    public void Stack_is_walked_over_the_entry_of_a_running_loop_and_over_code_placed_again()
    {
        if (!OperatingSystem.IsWindows())
            return;
        var filler = string.Concat(Enumerable.Range(0, 500).Select(i => $"fn f{i}(n: int) -> int => n * {i} + n / 3 % 5 - n * n % {i + 7}\n"));
        string calls = string.Concat(Enumerable.Range(0, 500).Select(i => $"    total += f{i}(total % 100)\n"));
        Walk walk = WalkFrom(
            filler + "fn inner(a) { return look(a) }\nlet total = 0\nfor i in 0..3 {\n" + calls + "    total += inner(i)\n}\nprint(total)\n",
            new VmOptions { Tier = ExecutionTier.Template, CodeCacheLimit = VmOptions.SmallestCodeCache });
        walk.Generated.Should().BeGreaterThanOrEqualTo(2);
        walk.BelowGenerated.Should().BePositive();
        walk.Evictions.Should().BePositive();
    }

    [Fact]
    public void Disposed_vm_leaves_no_description()
    {
        if (!OperatingSystem.IsWindows())
            return;
        Walk walk = WalkFrom("fn inner(a) => look(a)\nprint(inner(1))");
        walk.Addresses.Should().NotBeEmpty();
        foreach (ulong address in walk.Addresses)
        {
            ulong image;
            (LookUp(address, &image, 0) == 0).Should().BeTrue();
        }
    }

    private sealed record Walk(int Generated, int BelowGenerated, long Evictions, IReadOnlyList<ulong> Addresses);

    // The script calls `look`, which walks the stack; the last walk counts: by then everything is compiled.
    private static Walk WalkFrom(string source, VmOptions? options = null)
    {
        List<ulong> generated = [];
        int below = 0;

        var host = new ScriptHost();
        host.Register("look", (long n) =>
        {
            (generated, below) = WalkStack();
            return n;
        });
        CompilationResult result = Compilation.Compile("walk.tl", source, new CompilationOptions { Host = host });
        result.Diagnostics.Should().BeEmpty();
        long evictions;
        using (var vm = new Vm(result.Verified!, (options ?? new VmOptions { Tier = ExecutionTier.Template }) with
        {
            Host = host,
        }))
        {
            vm.Run();
            evictions = vm.Statistics.Native.Evictions;
        }
        return new Walk(generated.Count, below, evictions, generated);
    }

    /// <summary>Walks this thread's stack. Gives the addresses in generated code of ours, and how many frames lie below them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (List<ulong> Generated, int Below) WalkStack()
    {
        byte* context = (byte*)NativeMemory.AlignedAlloc(ContextBytes, 16);
        var generated = new List<ulong>();
        int below = 0;
        CaptureContext(context);
        for (int frames = 0; frames < 500; frames++)
        {
            ref ulong rip = ref *(ulong*)(context + RipOffset), rsp = ref *(ulong*)(context + RspOffset);
            if (rip == 0)
                break;
            ulong image, establisher = 0;
            nint handlerData = 0;
            nint function = LookUp(rip, &image, 0);
            bool isGenerated = function != 0 && IsOurs(image, function);
            if (isGenerated)
                generated.Add(rip);
            else if (generated.Count > 0)
                below++;
            if (function == 0)
            {
                rip = *(ulong*)rsp;
                rsp += 8;
            }
            else
            {
                Unwind(0, image, rip, function, context, &handlerData, &establisher, 0);
            }
        }
        NativeMemory.AlignedFree(context);
        return (generated, below);
    }

    // Our records have RBP as frame register, 240 bytes above the base, which no compiler of others makes.
    private static bool IsOurs(ulong image, nint function)
    {
        byte* record = (byte*)image + ((uint*)function)[2];
        return record[0] == 1 && record[3] == 0xF5;
    }

    private const int ContextBytes = 1232, RspOffset = 0x98, RipOffset = 0xF8;

    [LibraryImport("ntdll", EntryPoint = "RtlCaptureContext")]
    private static partial void CaptureContext(byte* context);

    [LibraryImport("ntdll", EntryPoint = "RtlLookupFunctionEntry")]
    private static partial nint LookUp(ulong address, ulong* image, nint history);

    [LibraryImport("ntdll", EntryPoint = "RtlVirtualUnwind")]
    private static partial nint Unwind(
        uint handlerType, ulong image, ulong address, nint function, byte* context, nint* handlerData, ulong* establisher, nint pointers);
}
