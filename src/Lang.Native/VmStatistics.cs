namespace Lang.Native;

/// <summary>What a <see cref="Vm"/> did since it was made.</summary>
/// <param name="RunTime">Time spent in runs.</param>
/// <param name="InterpretedCalls">Calls of functions of the script that the interpreter made: machine code does not count its own. 0 unless <see cref="VmOptions.Profile"/> is set.</param>
/// <param name="FuelUsed">Units of fuel of the last run; 0 unless <see cref="VmOptions.Fuel"/> is set.</param>
/// <param name="OutputBytes">Bytes written.</param>
/// <param name="Collections">Garbage collections.</param>
/// <param name="AllocatedBytes">Bytes of all objects ever made.</param>
/// <param name="PeakHeapBytes">Most memory that objects took at any time, in bytes.</param>
public sealed record VmStatistics(
    TimeSpan RunTime, long InterpretedCalls, long FuelUsed, long OutputBytes, long Collections, long AllocatedBytes, long PeakHeapBytes)
{
    /// <summary>What its compilers did.</summary>
    public NativeStatistics Native { get; init; } = NativeStatistics.Interpreted;
}
