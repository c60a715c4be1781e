namespace Lang.Native.X64;

/// <summary>How many bits an integer instruction works on. Writing 32 bits of a register clears its upper half; writing 8 keeps the rest.</summary>
internal enum Width : byte
{
    Bits64,
    Bits32,
    Bits8,
}
