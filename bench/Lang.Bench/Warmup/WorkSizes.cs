using System.Globalization;
using Lang.Bench.Measuring;

namespace Lang.Bench.Warmup;

/// <summary>Finds the arguments with which a kernel is a given amount of work.</summary>
/// <param name="lang">The program.</param>
/// <param name="script">The kernel.</param>
/// <param name="start">Seconds that a process takes which does nothing.</param>
internal sealed class WorkSizes(string lang, string script, double start)
{
    /// <summary>Below this an argument may be an exponent: it grows in small steps.</summary>
    private const int Exponent = 100;

    /// <summary>Sizes that differ by less than this, and work that differs by less, are as good as equal.</summary>
    private const double Near = 0.1;

    private readonly Dictionary<int, double> _work = [];

    /// <summary>The size at which the optimising compiler alone takes about so many milliseconds.</summary>
    /// <param name="milliseconds">The work.</param>
    /// <param name="from">A size that is not too large.</param>
    public int Find(int milliseconds, int from)
    {
        int low = from, high = from;
        // The largest size may be too little work for a fast machine: then it stands for what is asked for.
        while (WorkOf(high) < milliseconds && high < int.MaxValue)
            (low, high) = (high, high < Exponent ? high + Math.Max(1, high / 16) : (int)Math.Min(2L * high, int.MaxValue));
        while (high - low > Math.Max(1, Near * low) && Math.Abs(WorkOf(high) / milliseconds - 1) > Near)
        {
            int middle = low + (high - low) / 2;
            if (WorkOf(middle) < milliseconds)
                low = middle;
            else
                high = middle;
        }
        return Math.Abs(Math.Log(WorkOf(low) / milliseconds)) < Math.Abs(Math.Log(WorkOf(high) / milliseconds)) ? low : high;
    }

    private double WorkOf(int size)
    {
        if (!_work.TryGetValue(size, out double known))
        {
            string[] command = WarmupMode.Optimizing.Command(lang, script);
            double seconds = Enumerable.Range(0, 2).Min(_ => ChildProcess.Run(command[0], [.. command[1..], size.ToString(CultureInfo.InvariantCulture)]).Processor.TotalSeconds);
            _work[size] = known = Math.Max(0.01, 1000 * (seconds - start));
        }
        return known;
    }
}
