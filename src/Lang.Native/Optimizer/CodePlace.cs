namespace Lang.Native.Optimizer;

/// <summary>A function and a bytecode offset in it as one number, for keys: the comparer of a pair is made by reflection and compiled at run time, even in a program compiled before.</summary>
internal static class CodePlace
{
    public static long Of(int function, int offset) => (long)function << 32 | (uint)offset;

    public static int FunctionOf(long place) => (int)(place >> 32);

    public static int OffsetOf(long place) => (int)place;
}
