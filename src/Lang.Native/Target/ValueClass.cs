namespace Lang.Native.Target;

/// <summary>In which register file a 64-bit value travels.</summary>
internal enum ValueClass : byte
{
    /// <summary>Integers, booleans (0 or 1 in 64 bits) and references: general-purpose registers.</summary>
    Int,

    /// <summary>64-bit floats: vector registers.</summary>
    Float,
}
