namespace Lang.Native.Profiling;

/// <summary>A line of a function: what a sample's stack is made of.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="File">Path of the source, or null.</param>
/// <param name="Line">Line from 1, or 0 where none is known.</param>
internal readonly record struct ProfileFrame(string Function, string? File, int Line);
