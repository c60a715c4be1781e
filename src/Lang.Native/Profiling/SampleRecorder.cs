using System.Diagnostics;
using Lang.Bytecode;
using Lang.Bytecode.Profiling;

namespace Lang.Native.Profiling;

/// <summary>The samples of one VM.</summary>
/// <remarks>
/// A clock on another thread says when a sample is due; the VM's thread takes it at its next look at the limits. The time since the sample
/// before belongs to the stack that is found then, so that all samples together weigh what the runs took, however late each of them came.
/// </remarks>
/// <param name="module">What the VM runs.</param>
/// <param name="gate">Held while samples are added or read.</param>
internal sealed class SampleRecorder(BytecodeModule module, Lock gate) : IStackSampler
{
    /// <summary>Frames that a sample keeps, half of them from either end of the stack.</summary>
    public const int MostFrames = 500;

    /// <summary>Stands for the frames between them.</summary>
    private static readonly ProfileFrame s_omitted = new("(calls left out)", null, 0);

    /// <summary>A walk over a deep stack takes time: then samples are rarer, so that the script keeps most of it. Some ten times what a walk takes.</summary>
    private const int MicrosecondsOfRestPerCall = 1;

    private const int NoNode = -1;

    private readonly Dictionary<(int Function, int Line), int> _frameIndex = [];
    private readonly List<ProfileFrame> _frames = [s_omitted];
    private readonly Dictionary<(int Parent, int Frame), int> _nodeIndex = [];
    private readonly List<(int Parent, int Frame)> _nodes = [];
    private readonly List<(int Node, long Ticks)> _samples = [];
    private readonly List<(int Function, int Offset)> _calls = [];
    private volatile bool _isDue;
    private Action? _askForAttention;
    private long _last, _carried, _restUntil;

    public bool IsDue => _isDue;

    /// <summary>The frames that samples are made of. Only with the gate held.</summary>
    public IReadOnlyList<ProfileFrame> Frames => _frames;

    /// <summary>The samples: where the stack ends in the tree of calls, and time-stamp ticks. Only with the gate held.</summary>
    public IReadOnlyList<(int Node, long Ticks)> Samples => _samples;

    /// <summary>A run begins. Only with the gate held.</summary>
    /// <param name="askForAttention">Makes machine code look at the limits soon; null where there is only the interpreter, which does so anyway.</param>
    public void Begin(Action? askForAttention)
    {
        _askForAttention = askForAttention;
        // What the runs before took since their last sample weighs in the next one.
        _last = Stopwatch.GetTimestamp() - _carried;
    }

    /// <summary>The run is over. Only with the gate held.</summary>
    public void End()
    {
        _askForAttention = null;
        _carried = Stopwatch.GetTimestamp() - _last;
    }

    /// <summary>Time for a sample. Only with the gate held, while a run goes on.</summary>
    public void Tick()
    {
        if (Stopwatch.GetTimestamp() < Volatile.Read(ref _restUntil))
            return;
        _isDue = true;
        _askForAttention?.Invoke();
    }

    public void Take(Action<Action<int, int>> visitCalls)
    {
        _isDue = false;
        long now = Stopwatch.GetTimestamp();
        _calls.Clear();
        visitCalls((function, offset) => _calls.Add((function, offset)));
        lock (gate)
            _samples.Add((NodeOf(_calls), now - _last));
        _last = Stopwatch.GetTimestamp();
        Volatile.Write(ref _restUntil, _last + (MicrosecondsOfRestPerCall * _calls.Count * Stopwatch.Frequency / 1_000_000));
    }

    /// <summary>The frames of a sample's stack, outermost first. Only with the gate held.</summary>
    public IReadOnlyList<int> StackOf(int node)
    {
        var stack = new List<int>();
        for (; node != NoNode; node = _nodes[node].Parent)
            stack.Add(_nodes[node].Frame);
        stack.Reverse();
        return stack;
    }

    private int NodeOf(List<(int Function, int Offset)> calls)
    {
        int node = NoNode;
        for (int i = calls.Count - 1; i >= 0; i--)
        {
            if (calls.Count > MostFrames && i == calls.Count - 1 - (MostFrames / 2))
            {
                node = Child(node, 0);
                i = MostFrames / 2;
                continue;
            }
            node = Child(node, FrameOf(calls[i].Function, calls[i].Offset));
        }
        return node;
    }

    private int Child(int parent, int frame)
    {
        if (_nodeIndex.TryGetValue((parent, frame), out int node))
            return node;
        _nodes.Add((parent, frame));
        return _nodeIndex[(parent, frame)] = _nodes.Count - 1;
    }

    // What comes before the first statement has no place of its own.
    private static int LineOf(SourceMap map, int offset) =>
        map.Find(offset)?.Line ?? (map.Entries.IsEmpty ? 0 : map.Entries[0].Position.Line);

    private int FrameOf(int function, int offset)
    {
        FunctionInfo info = module.Functions[function];
        int line = LineOf(info.SourceMap, offset);
        if (_frameIndex.TryGetValue((function, line), out int frame))
            return frame;
        string name = info.Name.Length > 0 ? info.Name : function == module.Entry ? "script" : "fn";
        _frames.Add(new ProfileFrame(name, module.Source?.Path, line));
        return _frameIndex[(function, line)] = _frames.Count - 1;
    }
}
