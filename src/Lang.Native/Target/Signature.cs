using System.Collections.Immutable;

namespace Lang.Native.Target;

/// <summary>What a call passes and gives back: all that a convention asks of a function's type.</summary>
/// <param name="Parameters">The classes of the arguments, in order.</param>
/// <param name="Result">The class of the result, or null when there is none.</param>
internal readonly record struct Signature(ImmutableArray<ValueClass> Parameters, ValueClass? Result)
{
    /// <summary>The slots a call needs: one for each argument, and the first for the result; always one, so that a handler may write it unasked.</summary>
    public int SlotCount => Math.Max(Parameters.Length, 1);
}
