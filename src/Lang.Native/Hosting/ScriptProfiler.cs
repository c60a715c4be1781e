using Lang.Bytecode;
using Lang.Native.Profiling;

namespace Lang.Native;

/// <summary>
/// Finds out where scripts spend their time: looks at the running calls a thousand times a second or as often as asked for. Give it to VMs in
/// <see cref="VmOptions.Profiler"/>, run them, and write what it found. Any number of VMs on any threads can share one.
/// </summary>
/// <remarks>
/// A script is looked at where it can be interrupted: at calls, at rounds of loops, after host functions and inside long operations. What runs straight
/// on between two such places is charged to the later one. What that costs grows with the depth of the stack.
/// </remarks>
public sealed class ScriptProfiler
{
    /// <summary>Looks without any run after which the clock stops until the next one.</summary>
    private const int MostIdleTicks = 100;

    private const int ClockStackBytes = 256 << 10;

    private readonly Lock _gate = new();
    private readonly List<SampleRecorder> _recorders = [];
    private readonly List<SampleRecorder> _running = [];
    private readonly TimeSpan _interval;

    // A thread and not a timer: threads of the pool wait actively for the next work before they sleep, a thousand times a second.
    private Thread? _clock;
    private int _idleTicks;

    /// <summary>Makes a profiler that looks every millisecond.</summary>
    public ScriptProfiler() : this(TimeSpan.FromMilliseconds(1))
    {
    }

    /// <summary>Makes a profiler.</summary>
    /// <param name="interval">Time between two looks, from a millisecond to a minute; the system's timer may make it longer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is out of range.</exception>
    public ScriptProfiler(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromMinutes(1));
        _interval = interval;
    }

    /// <summary>How many samples there are so far.</summary>
    public int SampleCount
    {
        get
        {
            lock (_gate)
                return _recorders.Sum(recorder => recorder.Samples.Count);
        }
    }

    /// <summary>
    /// Writes all samples in the format of speedscope (https://www.speedscope.app): one profile for each VM; each frame is a line of a function, each
    /// weight the time since the sample before, in nanoseconds. Runs may go on meanwhile.
    /// </summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <exception cref="IOException">Writing failed.</exception>
    public void WriteSpeedscope(Stream output)
    {
        lock (_gate)
            SpeedscopeWriter.Write(output, _recorders);
    }

    /// <summary>What takes the samples of a VM.</summary>
    internal SampleRecorder Attach(BytecodeModule module)
    {
        var recorder = new SampleRecorder(module, _gate);
        lock (_gate)
            _recorders.Add(recorder);
        return recorder;
    }

    /// <summary>An outermost call begins.</summary>
    /// <param name="recorder">The VM's.</param>
    /// <param name="askForAttention">See <see cref="SampleRecorder.Begin"/>.</param>
    internal void Begin(SampleRecorder recorder, Action? askForAttention)
    {
        lock (_gate)
        {
            recorder.Begin(askForAttention);
            _running.Add(recorder);
            _idleTicks = 0;
            if (_clock is not null)
                return;
            _clock = new Thread(RunClock, ClockStackBytes) { IsBackground = true, Name = "Lang profiler" };
            _clock.Start();
        }
    }

    /// <summary>It is over: behind this nobody asks for attention any more.</summary>
    internal void End(SampleRecorder recorder)
    {
        lock (_gate)
        {
            _running.Remove(recorder);
            recorder.End();
        }
    }

    private void RunClock()
    {
        do
            Thread.Sleep(_interval);
        while (Tick());
    }

    /// <summary>Time for a look. False when the clock has stopped: running on, it would keep the profiler alive and the processor awake for good.</summary>
    private bool Tick()
    {
        lock (_gate)
        {
            foreach (SampleRecorder recorder in _running)
                recorder.Tick();
            if (_running.Count > 0 || ++_idleTicks <= MostIdleTicks)
                return true;
            _clock = null;
            return false;
        }
    }
}
