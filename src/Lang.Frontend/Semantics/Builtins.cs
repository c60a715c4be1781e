namespace Lang.Frontend.Semantics;

/// <summary>The built-in functions. A table says how each is called.</summary>
public enum Builtin : byte
{
    Print, Write, Len, Push, Pop, Int, Float, String, Chr, Abs, Min, Max,
    Sqrt, Floor, Ceil, Round, Sin, Cos, Tan, Asin, Acos, Atan, Atan2, Exp, Log, Pow,
    Clock, Args, ReadLine, Eof, Assert, Error,
}
