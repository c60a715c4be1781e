namespace Lang.Native.Target;

/// <summary>What jcc, setcc and cmovcc test, by its number in the instruction encoding.</summary>
/// <remarks>
/// After <c>cmp a, b</c>: Less to Greater compare signed integers, Below to Above unsigned ones. After <c>ucomisd a, b</c> only the
/// unsigned ones and Parity mean something: unordered sets Below, Equal and Parity at once, so that <c>a &lt; b</c> is tested as
/// <c>b Above a</c>, which is false for NaN, and equality needs NoParity as well.
/// </remarks>
internal enum ConditionCode : byte
{
    Overflow, NoOverflow, Below, AboveOrEqual, Equal, NotEqual, BelowOrEqual, Above,
    Sign, NoSign, Parity, NoParity, Less, GreaterOrEqual, LessOrEqual, Greater,
}

/// <summary>Relations between condition codes.</summary>
internal static class ConditionCodeExtensions
{
    /// <summary>The condition that holds exactly when this one does not. Of a comparison of floats it holds for NaN when this one does not.</summary>
    public static ConditionCode Negate(this ConditionCode condition) => condition ^ (ConditionCode)1;

    /// <summary>The condition that holds for <c>cmp b, a</c> when this one holds for <c>cmp a, b</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The condition is not a comparison.</exception>
    public static ConditionCode SwapOperands(this ConditionCode condition) => condition switch
    {
        ConditionCode.Equal or ConditionCode.NotEqual => condition,
        ConditionCode.Below => ConditionCode.Above,
        ConditionCode.Above => ConditionCode.Below,
        ConditionCode.AboveOrEqual => ConditionCode.BelowOrEqual,
        ConditionCode.BelowOrEqual => ConditionCode.AboveOrEqual,
        ConditionCode.Less => ConditionCode.Greater,
        ConditionCode.Greater => ConditionCode.Less,
        ConditionCode.GreaterOrEqual => ConditionCode.LessOrEqual,
        ConditionCode.LessOrEqual => ConditionCode.GreaterOrEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "Only comparisons have operands to swap."),
    };
}
