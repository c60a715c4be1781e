namespace Lang.Native.Tiering;

/// <summary>Calls back when some time has passed, and again and again until it is disposed of; on a thread that all alarms of the process share and nothing else uses.</summary>
/// <remarks>A <see cref="Timer"/> calls on the thread pool: where the host's own work keeps that busy, a time limit would hold only when there is a thread left for it.</remarks>
internal sealed class Alarm : IDisposable
{
    private static readonly object s_lock = new();
    private static readonly List<Alarm> s_alarms = [];
    private static Thread? s_thread;

    /// <summary>When the thread looks again by itself. An outermost call with a limit is over long before, mostly: it need not wake a thread.</summary>
    private static long s_next = long.MaxValue;

    private readonly Action _ring;
    private readonly int _period;
    private long _due;

    /// <param name="after">The time before the first call.</param>
    /// <param name="period">Milliseconds between two calls.</param>
    /// <param name="ring">What is called. Quick, and throws nothing; may be called once more while the alarm is disposed of.</param>
    public Alarm(TimeSpan after, int period, Action ring)
    {
        (_ring, _period, _due) = (ring, period, Environment.TickCount64 + Math.Max(0, (long)Math.Ceiling(after.TotalMilliseconds)));
        lock (s_lock)
        {
            s_alarms.Add(this);
            if (s_thread is null)
            {
                s_thread = new Thread(Watch) { IsBackground = true, Name = "Lang time limits" };
                s_thread.Start();
            }
            if (_due < s_next)
                Monitor.Pulse(s_lock);
        }
    }

    public void Dispose()
    {
        lock (s_lock)
            s_alarms.Remove(this);
    }

    private static void Watch()
    {
        var due = new List<Alarm>();
        while (true)
        {
            due.Clear();
            lock (s_lock)
            {
                long now = Environment.TickCount64, next = long.MaxValue;
                foreach (Alarm alarm in s_alarms)
                {
                    if (alarm._due <= now)
                    {
                        due.Add(alarm);
                        alarm._due = now + alarm._period;
                    }
                    next = Math.Min(next, alarm._due);
                }
                s_next = next;
                if (due.Count == 0)
                    Monitor.Wait(s_lock, next == long.MaxValue ? Timeout.Infinite : (int)Math.Min(next - now, int.MaxValue));
            }
            // Not under the lock: what is called takes one of its own, under which alarms are disposed of.
            foreach (Alarm alarm in due)
                alarm._ring();
        }
    }
}
