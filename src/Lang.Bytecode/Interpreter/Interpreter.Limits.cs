using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>Fuel, time and cancellation.</summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>Most units (function entries and backward jumps) between two looks at the limits. A prime, as <see cref="_slice"/> is.</summary>
    private const int UnitsBetweenPolls = 1021;

    /// <summary>How many times as many units pass in native code: it is so much faster, and to leave it costs as much as some hundred of them.</summary>
    private const int NativeSlices = 8;

    /// <summary>See <see cref="NativeSlice"/>.</summary>
    private uint _variation;

    /// <summary>Bytes that long operations may copy between two looks at the limits.</summary>
    private const long WorkBetweenPolls = 1 << 18;

    /// <summary>
    /// Units between two looks. Running loops are looked at as well, by the jump that the look falls on: in a loop that calls, jumps and entries
    /// take turns, and after an even number of units it would forever be an entry. A prime falls on every unit of a period in the end.
    /// </summary>
    private int _slice = UnitsBetweenPolls;

    private long _fuelLeft, _work;

    /// <summary>When the time of the outermost call is over; never, between calls.</summary>
    private long _deadline = long.MaxValue;

    /// <summary>Stops outermost calls that begin from now on, besides what the options say.</summary>
    public CancellationToken Cancellation { get; set; }

    private bool IsCancelled => _options.Cancellation.IsCancellationRequested || Cancellation.IsCancellationRequested;

    /// <summary>Asks for the limits while a built-in works on something large.</summary>
    public bool ShouldContinue(long work)
    {
        _work += work;
        if (_work < WorkBetweenPolls)
            return true;
        _work = 0;
        return CheckInterrupts();
    }

    /// <summary>Starts the budget of an outermost call.</summary>
    private void StartLimits()
    {
        _fuelLeft = _options.Fuel ?? 0;
        _context->Budget = 0;
        _work = 0;
        _deadline = _options.TimeLimit is { } limit ? DeadlineIn(limit) : long.MaxValue;
    }

    /// <summary>The time stamp at which a limit that starts now strikes; never, where it lies beyond all time stamps.</summary>
    private static long DeadlineIn(TimeSpan limit)
    {
        long now = Stopwatch.GetTimestamp();
        double ticks = limit.TotalSeconds * Stopwatch.Frequency;
        return ticks < long.MaxValue - now ? now + (long)ticks : long.MaxValue;
    }

    /// <summary>
    /// Called for a unit that the current slice does not cover. Returns how many more units may pass before the next
    /// call, or a negative number when the run must end; the reason is then in <see cref="Heap.Failure"/>.
    /// </summary>
    private int Poll() => Poll(_slice);

    /// <inheritdoc cref="Poll()"/>
    /// <param name="slice">How many units the next slice has, or all that are left.</param>
    private int Poll(int slice)
    {
        if (_options.Fuel is { } fuel)
        {
            slice = (int)Math.Min(slice, _fuelLeft);
            _fuelLeft -= slice;
            _context->Budget = 0;
            if (slice == 0)
            {
                _heap.Failure.Set(FailureKind.Fuel, fuel);
                return -1;
            }
        }
        if (CheckInterrupts())
            return slice - 1;
        _context->Budget = slice - 1;
        return -1;
    }

    /// <summary>
    /// Units of the next slice in native code, up to an eighth less than there may be. They vary: where a loop's rounds have as many units as some fixed slice fits,
    /// all slices that begin in the function it calls would end there too, and the loop, which is counted where slices end, would stay interpreted.
    /// </summary>
    private int NativeSlice()
    {
        // The generator of "Numerical Recipes", of which the upper bits are good.
        _variation = (_variation * 1664525) + 1013904223;
        return (NativeSlices * _slice) - (int)(((ulong)_variation * (uint)_slice) >> 32);
    }

    private static int SliceOf(int loopThreshold)
    {
        int slice = Math.Min(UnitsBetweenPolls, loopThreshold);
        while (slice > 1 && (slice == 2 || !IsPrime(slice)))
            slice--;
        return slice;

        static bool IsPrime(int number)
        {
            for (int divisor = 2; divisor * divisor <= number; divisor++)
            {
                if (number % divisor == 0)
                    return false;
            }
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CheckInterrupts()
    {
        SampleIfDue();
        return CheckLimits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CheckLimits() => (!IsCancelled && _deadline == long.MaxValue) || FindLimit();

    private bool FindLimit()
    {
        if (IsCancelled)
            return _heap.Failure.Set(FailureKind.Cancelled);
        if (_deadline != long.MaxValue && Stopwatch.GetTimestamp() >= _deadline)
            return _heap.Failure.Set(FailureKind.TimeLimit, (long)_options.TimeLimit!.Value.TotalMilliseconds);
        return true;
    }
}
