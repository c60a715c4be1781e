using System.Collections.Immutable;
using Lang.Native.Target;

namespace Lang.Native.Diagnostics;

/// <summary>A stretch of generated code: a function, a thunk or a stub.</summary>
/// <param name="Address">Where it is executed.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Name">What profilers and debuggers call it, with its tier: <c>primes::sieve@template</c>.</param>
/// <param name="Frame">What it does with the stack.</param>
/// <param name="Source">Where it comes from, or null.</param>
internal readonly record struct CodeRegion(nint Address, int Length, string Name, FrameShape Frame, CodeSource? Source = null);

/// <summary>The source lines of a region.</summary>
/// <param name="File">Path of the source; a relative one counts from the current directory.</param>
/// <param name="Lines">In rising order of offsets; each holds up to the next.</param>
internal sealed record CodeSource(string File, ImmutableArray<CodeLine> Lines);

/// <summary>From an offset in the code on, the source line.</summary>
/// <param name="Offset">Bytes from the region's start.</param>
/// <param name="Line">Line, from 1.</param>
internal readonly record struct CodeLine(int Offset, int Line);
