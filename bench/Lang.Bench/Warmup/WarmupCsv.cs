using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lang.Bench.Warmup;

/// <summary>Every time that was taken, a line each.</summary>
internal static class WarmupCsv
{
    private const string Header = "kernel,work_ms,argument,round,mode,processor_s,elapsed_s";

    public static string Write(IEnumerable<WarmupResult> results)
    {
        var text = new StringBuilder(Header + "\n");
        foreach (WarmupResult result in results)
        {
            foreach (WarmupMode mode in WarmupMode.All)
            {
                foreach ((int round, WarmupTime time) in result.TimesOf(mode).Index())
                {
                    text.Append(CultureInfo.InvariantCulture, $"{result.Kernel.Name},{result.Work},{result.Size},{round + 1},");
                    text.Append(CultureInfo.InvariantCulture, $"{mode.Name},{time.Processor:0.0000},{time.Elapsed:0.0000}\n");
                }
            }
        }
        return text.ToString();
    }

    /// <summary>What was written, of kernels that there are still.</summary>
    public static IEnumerable<WarmupResult> Read(string text)
    {
        string[][] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))];
        foreach (var group in lines.GroupBy(line => (Kernel: line[0], Work: Int(line[1]), Size: Int(line[2]))))
        {
            if (Kernel.All.FirstOrDefault(kernel => kernel.Name == group.Key.Kernel) is not { } kernel)
                continue;
            ImmutableArray<ImmutableArray<WarmupTime>> times =
            [
                .. WarmupMode.All.Select(mode => group.Where(line => line[4] == mode.Name)
                    .Select(line => new WarmupTime(Seconds(line[5]), Seconds(line[6]))).ToImmutableArray()),
            ];
            yield return new WarmupResult(kernel, group.Key.Work, group.Key.Size, times);
        }
    }

    private static int Int(string field) => int.Parse(field, CultureInfo.InvariantCulture);

    private static double Seconds(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
