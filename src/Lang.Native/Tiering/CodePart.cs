using Lang.Native.Target;

namespace Lang.Native.Tiering;

/// <summary>A stretch of placed code with one way of unwinding it: what profilers, debuggers and Windows are told of.</summary>
/// <param name="Start">Offset of its first byte in the code it is part of.</param>
/// <param name="End">Offset behind its last one.</param>
/// <param name="Suffix">What its name has more than that of the code: nothing for what calls enter.</param>
/// <param name="Shape">What it does with the stack, counted from <paramref name="Start"/>.</param>
internal readonly record struct CodePart(int Start, int End, string Suffix, FrameShape Shape);
