using System.Diagnostics;

namespace Lang.Hosting;

// Overloads by number of parameters: each reads its slots, calls, and makes a slot of the result. Traces show the function, not what calls it.
public sealed unsafe partial class ScriptHost
{
    /// <summary>Lets scripts call a function. Parameters and result are long, double, bool, string, arrays of these, or (parameters only) spans of the first three.</summary>
    /// <param name="name">Its name in scripts: letters, digits and underscores, and no keyword.</param>
    /// <param name="function">The function. What it throws ends the script with a <c>HostFunctionException</c>.</param>
    /// <exception cref="ArgumentException">The name is no name or is taken, or a type does not go to scripts.</exception>
    public HostFunction Register<TResult>(string name, Func<TResult> function) =>
        Add(name, function, [], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, _, out result) => HostValue<TResult>.TryWrite(heap, function(), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register(string name, Action function) =>
        Add(name, function, [], HostType.Nothing, [StackTraceHidden] (_, _, out result) =>
        {
            function();
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, TResult>(string name, Func<T1, TResult> function)
        where T1 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1>(string name, Action<T1> function)
        where T1 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]));
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, TResult>(string name, Func<T1, T2, TResult> function)
        where T1 : allows ref struct
        where T2 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2>(string name, Action<T1, T2> function)
        where T1 : allows ref struct
        where T2 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]));
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3>(string name, Action<T1, T2, T3> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]));
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4>(string name, Action<T1, T2, T3, T4> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]));
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5, TResult>(string name, Func<T1, T2, T3, T4, T5, TResult> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5>(string name, Action<T1, T2, T3, T4, T5> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4]));
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5, T6, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, TResult> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4]), HostValue<T6>.Read(a[5])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5, T6>(string name, Action<T1, T2, T3, T4, T5, T6> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4]), HostValue<T6>.Read(a[5]));
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5, T6, T7, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, T7, TResult> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4]), HostValue<T6>.Read(a[5]), HostValue<T7>.Read(a[6])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5, T6, T7>(string name, Action<T1, T2, T3, T4, T5, T6, T7> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4]), HostValue<T6>.Read(a[5]), HostValue<T7>.Read(a[6]));
            result = 0;
            return true;
        });

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(string name, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct
        where T8 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type, HostValue<T8>.Type], HostValue<TResult>.ResultType, [StackTraceHidden] (heap, a, out result) =>
            HostValue<TResult>.TryWrite(heap, function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4]), HostValue<T6>.Read(a[5]), HostValue<T7>.Read(a[6]), HostValue<T8>.Read(a[7])), out result));

    /// <inheritdoc cref="Register{TResult}(string, Func{TResult})"/>
    public HostFunction Register<T1, T2, T3, T4, T5, T6, T7, T8>(string name, Action<T1, T2, T3, T4, T5, T6, T7, T8> function)
        where T1 : allows ref struct
        where T2 : allows ref struct
        where T3 : allows ref struct
        where T4 : allows ref struct
        where T5 : allows ref struct
        where T6 : allows ref struct
        where T7 : allows ref struct
        where T8 : allows ref struct =>
        Add(name, function, [HostValue<T1>.Type, HostValue<T2>.Type, HostValue<T3>.Type, HostValue<T4>.Type, HostValue<T5>.Type, HostValue<T6>.Type, HostValue<T7>.Type, HostValue<T8>.Type], HostType.Nothing, [StackTraceHidden] (_, a, out result) =>
        {
            function(HostValue<T1>.Read(a[0]), HostValue<T2>.Read(a[1]), HostValue<T3>.Read(a[2]), HostValue<T4>.Read(a[3]), HostValue<T5>.Read(a[4]), HostValue<T6>.Read(a[5]), HostValue<T7>.Read(a[6]), HostValue<T8>.Read(a[7]));
            result = 0;
            return true;
        });
}
