using System.Diagnostics;
using Lang.Hosting;

namespace Lang.Native;

// Overloads by number of parameters. Numbers go straight into the registers of machine code; a call with anything else copies it into the script's heap first.
// Traces lead from the script's frames to whoever called the delegate.
public sealed partial class Vm
{
    /// <summary>An exported function as a delegate: long stands for int, double for float, bool for bool, string for string, and arrays of these for arrays.</summary>
    /// <remarks>
    /// Exported are top-level functions whose parameters' types are all written, and those that the compilation asked for
    /// (<c>CompilationOptions.Exports</c>). As a parameter, a read-only span stands for an array too, and a span for one whose elements are copied back when
    /// the call is over; every other array and string is copied once. Functions of numbers alone are called without a copy, and nothing is boxed.
    /// A call is an outermost one, with budgets of its own, on the globals as they are.
    /// </remarks>
    /// <param name="name">The name of the function.</param>
    /// <exception cref="ArgumentException">The module exports no such function, or a type does not go to scripts. The message lists what there is.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public Func<TResult> GetFunction<TResult>(string name)
    {
        int function = FindExport(name, [], HostValue<TResult>.ResultType);
        if (HostValue<TResult>.IsScalar)
            return [StackTraceHidden] () => HostValue<TResult>.FromSlot(CallStraight(function, [0]));
        return [StackTraceHidden] () =>
        {
            using var call = new ScriptCall(this, stackalloc long[1]);
            call.Invoke(function);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, TResult> GetFunction<T1, TResult>(string name)
        where T1 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a)]));
        return [StackTraceHidden] (a) =>
        {
            using var call = new ScriptCall(this, stackalloc long[1]);
            call.Add(a);
            call.Invoke(function);
            call.CopyBack(0, a);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, TResult> GetFunction<T1, T2, TResult>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a, b) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b)]));
        return [StackTraceHidden] (a, b) =>
        {
            using var call = new ScriptCall(this, stackalloc long[2]);
            call.Add(a);
            call.Add(b);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, TResult> GetFunction<T1, T2, T3, TResult>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a, b, c) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c)]));
        return [StackTraceHidden] (a, b, c) =>
        {
            using var call = new ScriptCall(this, stackalloc long[3]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, TResult> GetFunction<T1, T2, T3, T4, TResult>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a, b, c, d) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d)]));
        return [StackTraceHidden] (a, b, c, d) =>
        {
            using var call = new ScriptCall(this, stackalloc long[4]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, TResult> GetFunction<T1, T2, T3, T4, T5, TResult>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e)]));
        return [StackTraceHidden] (a, b, c, d, e) =>
        {
            using var call = new ScriptCall(this, stackalloc long[5]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, T6, TResult> GetFunction<T1, T2, T3, T4, T5, T6, TResult>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar && HostValue<T6>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e, f) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e), HostValue<T6>.ToSlot(f)]));
        return [StackTraceHidden] (a, b, c, d, e, f) =>
        {
            using var call = new ScriptCall(this, stackalloc long[6]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Add(f);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
            call.CopyBack(5, f);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, TResult> GetFunction<T1, T2, T3, T4, T5, T6, T7, TResult>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar && HostValue<T6>.IsScalar && HostValue<T7>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e, f, g) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e), HostValue<T6>.ToSlot(f), HostValue<T7>.ToSlot(g)]));
        return [StackTraceHidden] (a, b, c, d, e, f, g) =>
        {
            using var call = new ScriptCall(this, stackalloc long[7]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Add(f);
            call.Add(g);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
            call.CopyBack(5, f);
            call.CopyBack(6, g);
            return call.Result<TResult>();
        };
    }

    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> GetFunction<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct
        where T8 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type, HostValue<T8>.Type], HostValue<TResult>.ResultType);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar && HostValue<T6>.IsScalar && HostValue<T7>.IsScalar && HostValue<T8>.IsScalar && HostValue<TResult>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e, f, g, h) => HostValue<TResult>.FromSlot(CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e), HostValue<T6>.ToSlot(f), HostValue<T7>.ToSlot(g), HostValue<T8>.ToSlot(h)]));
        return [StackTraceHidden] (a, b, c, d, e, f, g, h) =>
        {
            using var call = new ScriptCall(this, stackalloc long[8]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Add(f);
            call.Add(g);
            call.Add(h);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
            call.CopyBack(5, f);
            call.CopyBack(6, g);
            call.CopyBack(7, h);
            return call.Result<TResult>();
        };
    }

    /// <summary>The same for a function that returns nothing, or whose result does not matter.</summary>
    /// <inheritdoc cref="GetFunction{TResult}(string)"/>
    public Action GetAction(string name)
    {
        int function = FindExport(name, [], null);
        return [StackTraceHidden] () => CallStraight(function, [0]);
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1> GetAction<T1>(string name)
        where T1 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type], null);
        if (HostValue<T1>.IsScalar)
            return [StackTraceHidden] (a) => CallStraight(function, [HostValue<T1>.ToSlot(a)]);
        return [StackTraceHidden] (a) =>
        {
            using var call = new ScriptCall(this, stackalloc long[1]);
            call.Add(a);
            call.Invoke(function);
            call.CopyBack(0, a);
        };
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1, T2> GetAction<T1, T2>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type], null);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar)
            return [StackTraceHidden] (a, b) => CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b)]);
        return [StackTraceHidden] (a, b) =>
        {
            using var call = new ScriptCall(this, stackalloc long[2]);
            call.Add(a);
            call.Add(b);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
        };
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1, T2, T3> GetAction<T1, T2, T3>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type], null);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar)
            return [StackTraceHidden] (a, b, c) => CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c)]);
        return [StackTraceHidden] (a, b, c) =>
        {
            using var call = new ScriptCall(this, stackalloc long[3]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
        };
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1, T2, T3, T4> GetAction<T1, T2, T3, T4>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type], null);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar)
            return [StackTraceHidden] (a, b, c, d) => CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d)]);
        return [StackTraceHidden] (a, b, c, d) =>
        {
            using var call = new ScriptCall(this, stackalloc long[4]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
        };
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1, T2, T3, T4, T5> GetAction<T1, T2, T3, T4, T5>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type], null);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e) => CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e)]);
        return [StackTraceHidden] (a, b, c, d, e) =>
        {
            using var call = new ScriptCall(this, stackalloc long[5]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
        };
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1, T2, T3, T4, T5, T6> GetAction<T1, T2, T3, T4, T5, T6>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type], null);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar && HostValue<T6>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e, f) => CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e), HostValue<T6>.ToSlot(f)]);
        return [StackTraceHidden] (a, b, c, d, e, f) =>
        {
            using var call = new ScriptCall(this, stackalloc long[6]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Add(f);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
            call.CopyBack(5, f);
        };
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1, T2, T3, T4, T5, T6, T7> GetAction<T1, T2, T3, T4, T5, T6, T7>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type], null);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar && HostValue<T6>.IsScalar && HostValue<T7>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e, f, g) => CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e), HostValue<T6>.ToSlot(f), HostValue<T7>.ToSlot(g)]);
        return [StackTraceHidden] (a, b, c, d, e, f, g) =>
        {
            using var call = new ScriptCall(this, stackalloc long[7]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Add(f);
            call.Add(g);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
            call.CopyBack(5, f);
            call.CopyBack(6, g);
        };
    }

    /// <inheritdoc cref="GetAction(string)"/>
    public Action<T1, T2, T3, T4, T5, T6, T7, T8> GetAction<T1, T2, T3, T4, T5, T6, T7, T8>(string name)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct
        where T8 : allows ref struct
    {
        int function = FindExport(name, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type, HostValue<T8>.Type], null);
        if (HostValue<T1>.IsScalar && HostValue<T2>.IsScalar && HostValue<T3>.IsScalar && HostValue<T4>.IsScalar && HostValue<T5>.IsScalar && HostValue<T6>.IsScalar && HostValue<T7>.IsScalar && HostValue<T8>.IsScalar)
            return [StackTraceHidden] (a, b, c, d, e, f, g, h) => CallStraight(function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d), HostValue<T5>.ToSlot(e), HostValue<T6>.ToSlot(f), HostValue<T7>.ToSlot(g), HostValue<T8>.ToSlot(h)]);
        return [StackTraceHidden] (a, b, c, d, e, f, g, h) =>
        {
            using var call = new ScriptCall(this, stackalloc long[8]);
            call.Add(a);
            call.Add(b);
            call.Add(c);
            call.Add(d);
            call.Add(e);
            call.Add(f);
            call.Add(g);
            call.Add(h);
            call.Invoke(function);
            call.CopyBack(0, a);
            call.CopyBack(1, b);
            call.CopyBack(2, c);
            call.CopyBack(3, d);
            call.CopyBack(4, e);
            call.CopyBack(5, f);
            call.CopyBack(6, g);
            call.CopyBack(7, h);
        };
    }
}
