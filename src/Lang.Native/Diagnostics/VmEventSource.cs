using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

namespace Lang.Native.Diagnostics;

/// <summary>The event source <c>Lang</c>: what VMs do, one by one, for dotnet-trace and listeners in the process.</summary>
[EventSource(Name = Telemetry.Name)]
internal sealed unsafe class VmEventSource : EventSource
{
    public static readonly VmEventSource Log = new();

    private VmEventSource()
    {
    }

    /// <summary>What a listener can choose among.</summary>
    public static class Keywords
    {
        public const EventKeywords Compilation = (EventKeywords)1;
        public const EventKeywords Collection = (EventKeywords)2;
        public const EventKeywords Limit = (EventKeywords)4;
    }

    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Compilation)]
    public void Compiled(string function, string tier, double milliseconds, int bytes)
    {
        fixed (char* functionText = function, tierText = tier)
        {
            EventData* data = stackalloc EventData[4];
            data[0] = TextOf(functionText, function.Length);
            data[1] = TextOf(tierText, tier.Length);
            data[2] = DataOf(&milliseconds, sizeof(double));
            data[3] = DataOf(&bytes, sizeof(int));
            Write(1, 4, data);
        }
    }

    [Event(2, Level = EventLevel.Informational, Keywords = Keywords.Compilation)]
    public void Deoptimized(string function, int offset)
    {
        fixed (char* functionText = function)
        {
            EventData* data = stackalloc EventData[2];
            data[0] = TextOf(functionText, function.Length);
            data[1] = DataOf(&offset, sizeof(int));
            Write(2, 2, data);
        }
    }

    [Event(3, Level = EventLevel.Informational, Keywords = Keywords.Collection)]
    public void Collected(double milliseconds, long freedBytes, long liveBytes)
    {
        EventData* data = stackalloc EventData[3];
        data[0] = DataOf(&milliseconds, sizeof(double));
        data[1] = DataOf(&freedBytes, sizeof(long));
        data[2] = DataOf(&liveBytes, sizeof(long));
        Write(3, 3, data);
    }

    [Event(4, Level = EventLevel.Warning, Keywords = Keywords.Limit)]
    public void LimitReached(string limit, string message)
    {
        fixed (char* limitText = limit, messageText = message)
        {
            EventData* data = stackalloc EventData[2];
            data[0] = TextOf(limitText, limit.Length);
            data[1] = TextOf(messageText, message.Length);
            Write(4, 2, data);
        }
    }

    private static EventData TextOf(char* text, int length) => DataOf(text, (length + 1) * sizeof(char));

    private static EventData DataOf(void* value, int bytes) => new() { DataPointer = (nint)value, Size = bytes };

    // Every method without a result would be taken for an event. Not WriteEvent: its overload for these parameters boxes them.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All parameters of events are numbers and strings.")]
    [NonEvent]
    private void Write(int id, int count, EventData* data) => WriteEventCore(id, count, data);
}
