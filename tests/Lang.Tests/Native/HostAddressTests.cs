using System.Runtime.InteropServices;
using System.Text;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Tests.Native;

/// <summary>Host functions with unmanaged addresses: machine code calls these, the interpreter the callbacks.</summary>
public sealed unsafe class HostAddressTests
{
    private const string Source = """
        fn all(n: int, x: float) -> float => mix(n, x, n > 3, 4, 0.5, 6, 7, 8, 9)
        for i in 0..6 { print(all(i, 0.25), is_odd(i)) }
        """;

    private const string Expected = "34.75 false\n35.75 true\n36.75 false\n37.75 true\n138.75 false\n139.75 true\n";

    [ThreadStatic]
    private static int t_direct;

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Template)]
    public void Address_and_callback_are_called_alike(ExecutionTier tier)
    {
        int callbacks = 0;
        t_direct = 0;
        string output = Run(tier, () => callbacks++, new Dictionary<string, nint>
        {
            ["mix"] = (nint)(delegate* unmanaged<long, double, byte, long, double, long, long, long, long, double>)&Mix,
            ["is_odd"] = (nint)(delegate* unmanaged<long, long>)&IsOdd,
        });
        output.Should().Be(Expected);
        if (tier == ExecutionTier.Interpreter)
            (callbacks, t_direct).Should().Be((12, 0));
        else
            (callbacks + t_direct, t_direct > 8).Should().Be((12, true));
    }

    [Fact]
    public void Function_without_an_address_goes_to_its_callback()
    {
        int callbacks = 0;
        t_direct = 0;
        Run(ExecutionTier.Template, () => callbacks++, new Dictionary<string, nint> { ["is_odd"] = (nint)(delegate* unmanaged<long, long>)&IsOdd })
            .Should().Be(Expected);
        callbacks.Should().BeGreaterThanOrEqualTo(6);
        t_direct.Should().Be(6);
    }

    private static string Run(ExecutionTier tier, Action called, Dictionary<string, nint> addresses)
    {
        var host = new ScriptHost();
        HostType[] types =
            [HostType.Int, HostType.Float, HostType.Bool, HostType.Int, HostType.Float, HostType.Int, HostType.Int, HostType.Int, HostType.Int];
        host.RegisterSlots("mix", types, HostType.Float, a =>
        {
            called();
            return BitConverter.DoubleToInt64Bits(Sum(
                a[0], BitConverter.Int64BitsToDouble(a[1]), a[2] != 0, a[3], BitConverter.Int64BitsToDouble(a[4]), a[5], a[6], a[7], a[8]));
        }).Address = addresses.GetValueOrDefault("mix");
        host.Register("is_odd", (long n) =>
        {
            called();
            return (n & 1) != 0;
        }).Address = addresses.GetValueOrDefault("is_odd");
        CompilationResult result = Compilation.Compile("host.tl", Source, new CompilationOptions { Host = host });
        using var output = new MemoryStream();
        using var vm = new Vm(result.Verified!, new VmOptions
        {
            Tier = tier,
            Output = output,
            Host = host,
        });
        vm.Run();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static double Sum(long a, double b, bool c, long d, double e, long f, long g, long h, long i) => a + b + (c ? 100 : 0) + d + e + f + g + h + i;

    [UnmanagedCallersOnly]
    private static double Mix(long a, double b, byte c, long d, double e, long f, long g, long h, long i)
    {
        t_direct++;
        return Sum(a, b, c != 0, d, e, f, g, h, i);
    }

    // As C gives a bool: one byte, and anything above it.
    [UnmanagedCallersOnly]
    private static long IsOdd(long n)
    {
        t_direct++;
        return (n & 1) | 0x7777_7777_0000_5500;
    }
}
