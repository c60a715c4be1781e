namespace Lang.Bench;

/// <summary>Something the user can put right: a wrong option, a missing program, a result that differs.</summary>
internal sealed class BenchException(string message) : Exception(message);
