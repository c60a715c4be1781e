using System.Diagnostics;

namespace Lang.Bench.Embedding;

/// <summary>Times things in turn, so that what else the machine does meets all of them.</summary>
internal static class Timing
{
    /// <summary>Nanoseconds of each, as medians over rounds.</summary>
    /// <param name="rounds">How often each is timed.</param>
    /// <param name="count">How often each is done for one time.</param>
    /// <param name="actions">Each does something as often as it is told.</param>
    public static double[] InTurn(int rounds, int count, params Action<int>[] actions)
    {
        // Long enough for .NET to have compiled for good what is called.
        for (int i = 0; i < 40; i++)
        {
            foreach (Action<int> action in actions)
                action(Math.Max(1, count / 20));
            if (i % 10 == 0)
                Thread.Sleep(50);
        }
        var times = new double[actions.Length][];
        for (int i = 0; i < actions.Length; i++)
            times[i] = new double[rounds * 3];
        for (int round = 0; round < rounds * 3; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                actions[i](count);
                times[i][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
            }
        }
        return [.. times.Select(Median)];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
