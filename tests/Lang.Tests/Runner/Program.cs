using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Lang.Tests.Runner;

/// <summary>
/// Runs the tests of this assembly in one process, where <c>dotnet test</c> can't: as a Windows program under Wine. Works on every platform:
/// <code>Lang.Tests [--log FILE] [PART-OF-NAME...]</code>
/// runs the tests whose full name (namespace, class, method) contains one of the parts; without a part, all of them. The log gets a line
/// before a test starts and one after it ended, so that it tells what ran when generated code ends the process.
/// Exit codes: 0 when all passed, 1 when one failed, 2 when there was nothing to run.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        string? log = arguments is ["--log", var path, ..] ? path : null;
        string[] parts = log is null ? arguments : arguments[2..];

        var diagnostics = new NullMessageSink();
        using var framework = new XunitTestFramework(diagnostics);
        Assembly assembly = typeof(Program).Assembly;
        ITestCase[] cases = [.. Discover(framework, assembly).Where(test => IsSelected(test, parts))];
        if (cases.Length == 0)
        {
            Console.Error.WriteLine("no test has such a name");
            return 2;
        }

        using var report = new RunReport(log);
        using ITestFrameworkExecutor executor = framework.GetExecutor(assembly.GetName());
        executor.RunTests(cases, report, new FrameworkOptions());
        report.Finished.Wait();
        Console.WriteLine(report.Summary);
        return report.Failed == 0 ? 0 : 1;
    }

    private static List<ITestCase> Discover(XunitTestFramework framework, Assembly assembly)
    {
        using ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        using var discovery = new Discovery();
        discoverer.Find(includeSourceInformation: false, discovery, new FrameworkOptions());
        discovery.Finished.Wait();
        return discovery.Cases;
    }

    private static bool IsSelected(ITestCase test, string[] parts)
    {
        string name = $"{test.TestMethod.TestClass.Class.Name}.{test.TestMethod.Method.Name}";
        return parts.Length == 0 || parts.Any(part => name.Contains(part, StringComparison.Ordinal));
    }

    private sealed class Discovery : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        public List<ITestCase> Cases { get; } = [];

        public ManualResetEventSlim Finished { get; } = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage found)
                Cases.Add(found.TestCase);
            else if (message is IDiscoveryCompleteMessage)
                Finished.Set();
            return true;
        }

        public void Dispose() => Finished.Dispose();
    }
}
