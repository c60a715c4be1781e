using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>What monitoring hears of VMs. Measurements come on the VM's thread: those of other tests, on other threads, are left out.</summary>
public sealed class TelemetryTests
{
    private const string Hot = """
        fn find(a: int[], n: int, wanted: int) -> int {
            for i in 0..n { if a[i] == wanted { return i } }
            return -1
        }
        let a = [5, 6, 7, 8]
        let s = 0
        for i in 0..400 { s += find(a, 100 + i, 5 + i % 4) }
        let t = ""
        for i in 0..400000 { t = "" + i }
        """;

    [Fact]
    public void Meter_counts_compilations_deoptimisations_and_collections()
    {
        using var meter = new Measurements();
        VmStatistics statistics = Run(Hot, new VmOptions { Tier = ExecutionTier.Optimizing });
        meter.Of("lang.compilation.duration").Should().HaveCount((int)statistics.Native.Compilations).And.OnlyContain(item => item.Value > 0);
        meter.Of("lang.compilation.size").Sum(item => item.Value).Should().Be(statistics.Native.CompiledBytes);
        meter.Of("lang.compilation.size").Should().Contain(item => item.Tag == "tier=optimizing");
        meter.Of("lang.deoptimizations").Sum(item => item.Value).Should().Be(statistics.Native.Exits).And.BePositive();
        statistics.Collections.Should().BePositive();
        meter.Of("lang.collection.pause").Should().HaveCount((int)statistics.Collections).And.OnlyContain(item => item.Value > 0);
        meter.Of("lang.collection.freed").Sum(item => item.Value).Should().BePositive().And.BeLessThanOrEqualTo(statistics.AllocatedBytes * 2.0);
        meter.Of("lang.limits_reached").Should().BeEmpty();
    }

    [Fact]
    public void Meter_tells_the_tiers_apart()
    {
        using var meter = new Measurements();
        Run(Hot, new VmOptions { Tier = ExecutionTier.Template });
        meter.Of("lang.compilation.duration").Should().NotBeEmpty().And.OnlyContain(item => item.Tag == "tier=template");
    }

    [Fact]
    public void Meter_counts_limits_by_their_names()
    {
        using var meter = new Measurements();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Fail("while true { }", new VmOptions { Fuel = 1000 });
        Fail("while true { }", new VmOptions { TimeLimit = TimeSpan.Zero });
        Fail("while true { }", new VmOptions { Cancellation = cancelled.Token });
        Fail("print(\"much\")", new VmOptions { OutputLimit = 1 });
        Fail("let a = [0; 10000000]\nprint(a)", new VmOptions { HeapLimit = 1 << 20 });
        Fail("fn f(n: int) -> int => 1 + f(n)\nprint(f(0))", new VmOptions { MaxCallDepth = 10 });
        Fail("error(\"no limit\")", new VmOptions());
        var host = new ScriptHost();
        host.Register("fault", () => throw new FormatException());
        using (var vm = new Vm(Compilation.Compile("a.tl", "fault()", new CompilationOptions { Host = host }).EnsureSuccess(), new VmOptions { Host = host }))
            vm.Invoking(it => it.Run()).Should().Throw<HostFunctionException>();
        using (var vm = new Vm(Script.Compile("fn size(xs: int[]) -> int => xs.len()"), new VmOptions { HeapLimit = 1 << 20 }))
            vm.Invoking(it => it.GetFunction<long[], long>("size")(new long[1 << 20])).Should().Throw<ScriptMemoryException>();
        meter.Of("lang.limits_reached").Select(item => item.Tag).Should().Equal(
            "limit=fuel", "limit=time", "limit=cancellation", "limit=output", "limit=heap", "limit=call depth", "limit=heap");
    }

    [Fact]
    public void Event_source_tells_of_each_event()
    {
        using var events = new Events();
        VmStatistics statistics = Run(Hot, new VmOptions { Tier = ExecutionTier.Optimizing });
        Fail("while true { }", new VmOptions { Fuel = 1000, Tier = ExecutionTier.Interpreter });

        List<object?[]> compiled = events.Of("Compiled");
        compiled.Should().HaveCount((int)statistics.Native.Compilations).And.Contain(payload => Equals(payload[0], "find") && Equals(payload[1], "optimizing"));
        compiled.Sum(payload => (int)payload[3]!).Should().Be((int)statistics.Native.CompiledBytes);
        events.Of("Deoptimized").Should().HaveCount((int)statistics.Native.Exits).And.OnlyContain(payload => Equals(payload[0], "find"));
        events.Of("Collected").Should().HaveCount((int)statistics.Collections).And.OnlyContain(payload => (double)payload[0]! > 0 && (long)payload[1]! >= 0);
        events.Of("LimitReached").Should().ContainSingle().Which[0].Should().Be("fuel");
    }

    private static VmStatistics Run(string source, VmOptions options)
    {
        using var vm = new Vm(Script.Compile(source), options);
        vm.Run();
        return vm.Statistics;
    }

    private static void Fail(string source, VmOptions options)
    {
        using var vm = new Vm(Script.Compile(source), options);
        vm.Invoking(it => it.Run()).Should().Throw<ScriptException>();
    }

    private sealed class Measurements : IDisposable
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private readonly List<(string Name, double Value, string Tag)> _items = [];
        private readonly MeterListener _listener = new();

        public Measurements()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Lang")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public List<(string Name, double Value, string Tag)> Of(string name) => [.. _items.Where(item => item.Name == name)];

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId == _thread)
                _items.Add((instrument.Name, value, tags.IsEmpty ? "" : $"{tags[0].Key}={tags[0].Value}"));
        }
    }

    private sealed class Events : EventListener
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private readonly List<(string Name, object?[] Payload)> _items = [];

        public List<object?[]> Of(string name) => [.. _items.Where(item => item.Name == name).Select(item => item.Payload)];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Lang")
                EnableEvents(eventSource, EventLevel.Informational, EventKeywords.All);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (Environment.CurrentManagedThreadId == _thread)
                _items.Add((eventData.EventName!, [.. eventData.Payload!]));
        }
    }
}
