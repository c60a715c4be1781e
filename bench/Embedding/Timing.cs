using System.Diagnostics;

namespace Lang.Bench.Embedding;

/// <summary>Times things in turn, so that what else the machine does meets all of them.</summary>
internal static class Timing
{
    /// <summary>A round is so many short ones, since a machine that others use is fast for short times only.</summary>
    private const int Parts = 10;

    /// <summary>Nanoseconds of each, the least over rounds: whatever else runs on the machine only adds to them.</summary>
    /// <param name="rounds">How often each is timed.</param>
    /// <param name="count">How often each is done in a round.</param>
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
        int times = Math.Max(1, count / Parts);
        var least = new double[actions.Length];
        Array.Fill(least, double.PositiveInfinity);
        for (int round = 0; round < rounds * Parts; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                actions[i](times);
                least[i] = Math.Min(least[i], Stopwatch.GetElapsedTime(start).TotalNanoseconds / times);
            }
        }
        return least;
    }
}
