using Lang.Frontend;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>README's example of embedding, compiled and run. <see cref="ReadmeTests"/> compares the two.</summary>
internal static class ReadmeExample
{
    public static void Run()
    {
        // README:
        var result = Compilation.Compile("greeting.tl", """print("hello from", args()[0])""");
        if (!result.Success)
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Select(diagnostic => diagnostic.Message)));

        using var vm = new Vm(result.Verified!, new VmOptions
        {
            Output = Console.OpenStandardOutput(),
            Arguments = ["C#"],
            TimeLimit = TimeSpan.FromSeconds(1),
            HeapLimit = 64 << 20,
        });
        vm.Run();
        // :README
    }
}
