using Xunit.Abstractions;

namespace Lang.Tests.Runner;

/// <summary>What xunit is asked for: a test case for every row of a theory, one test at a time, and reports before it goes on.</summary>
internal sealed class FrameworkOptions : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    private readonly Dictionary<string, object?> _values = new()
    {
        ["xunit.discovery.PreEnumerateTheories"] = true,
        ["xunit.discovery.SynchronousMessageReporting"] = true,
        ["xunit.execution.DisableParallelization"] = true,
        ["xunit.execution.SynchronousMessageReporting"] = true,
    };

    public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) && value is TValue found ? found : default!;

    public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
}
