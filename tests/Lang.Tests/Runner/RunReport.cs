using System.Diagnostics;
using Xunit.Abstractions;

namespace Lang.Tests.Runner;

/// <summary>Counts, shows failures as they happen, and keeps the log of starts and ends.</summary>
/// <param name="log">The file of the log, or null for none.</param>
internal sealed class RunReport(string? log) : LongLivedMarshalByRefObject, IMessageSink, IDisposable
{
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    // Every line reaches the system at once: the next moment may be the process's last.
    private readonly StreamWriter? _log = log is null ? null : new(log) { AutoFlush = true, NewLine = "\n" };
    private int _passed, _skipped;

    public int Failed { get; private set; }

    public ManualResetEventSlim Finished { get; } = new();

    /// <summary>The line that <c>dotnet test</c> ends with.</summary>
    public string Summary =>
        $"{(Failed == 0 ? "Passed" : "Failed")}!  - Failed: {Failed,5}, Passed: {_passed,5}, Skipped: {_skipped,5}, " +
        $"Total: {Failed + _passed + _skipped,5}, Duration: {Stopwatch.GetElapsedTime(_start).TotalSeconds:0} s";

    // One test runs at a time, but not all on one thread.
    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (_lock)
            Record(message);
        return true;
    }

    public void Dispose()
    {
        _log?.Dispose();
        Finished.Dispose();
    }

    private void Record(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestStarting test:
                _log?.WriteLine($"started {test.Test.DisplayName}");
                break;
            case ITestPassed:
                _passed++;
                break;
            case ITestSkipped:
                _skipped++;
                break;
            case ITestFailed test:
                Fail(test.Test.DisplayName, test);
                break;
            case ITestFinished test:
                _log?.WriteLine($"ended {test.Test.DisplayName}");
                break;

            // What fails around tests: fixtures, disposal.
            case IErrorMessage error:
                Fail("Cannot run", error);
                break;
            case IFailureInformation error and not ITestFailed:
                Fail("Cannot clean up", error);
                break;
            case ITestAssemblyFinished:
                Finished.Set();
                break;
        }
    }

    private void Fail(string what, IFailureInformation failure)
    {
        Failed++;
        Console.WriteLine($"failed: {what}");
        for (int i = 0; i < failure.Messages.Length; i++)
            Console.WriteLine($"{failure.ExceptionTypes[i]}: {failure.Messages[i]}\n{failure.StackTraces[i]}");
    }
}
