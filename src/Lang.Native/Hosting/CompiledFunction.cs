using System.Diagnostics;
using Lang.Bytecode;
using Lang.Hosting;

namespace Lang.Native;

/// <summary>A function compiled to machine code, in a VM of its own. Made by <see cref="Vm.Compile"/>.</summary>
/// <remarks>
/// Delegates take and return <see cref="long"/>, <see cref="double"/> and <see cref="bool"/> for the function's int, float and bool, without boxing.
/// They fail as <see cref="Vm.Call"/> does, and after <see cref="Dispose"/> with <see cref="ObjectDisposedException"/>. One thread at a time.
/// </remarks>
public sealed class CompiledFunction : IDisposable
{
    private readonly Vm _vm;
    private readonly int _function;

    internal CompiledFunction(Vm vm, int function) => (_vm, _function) = (vm, function);

    /// <summary>Whether it is machine code; false where the system gives no executable memory, and calls are interpreted.</summary>
    public bool IsNative => _vm.HasCode(_function);

    /// <summary>Calls it with slots: an int, 0 or 1 for a bool, the bits of a float.</summary>
    /// <exception cref="ArgumentException">It wants other arguments.</exception>
    /// <exception cref="ScriptException">It failed.</exception>
    public long Invoke(params ReadOnlySpan<long> arguments) => _vm.Call(_function, arguments);

    /// <summary>The function as a delegate.</summary>
    /// <exception cref="ArgumentException">It takes or returns something else.</exception>
    public Func<TResult> AsFunc<TResult>()
    {
        Check<TResult>([]);
        return [StackTraceHidden] () => HostValue<TResult>.FromSlot(_vm.CallStraight(_function, [0]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T1, TResult> AsFunc<T1, TResult>()
    {
        Check<TResult>([NumberType<T1>()]);
        return [StackTraceHidden] (a) => HostValue<TResult>.FromSlot(_vm.CallStraight(_function, [HostValue<T1>.ToSlot(a)]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T1, T2, TResult> AsFunc<T1, T2, TResult>()
    {
        Check<TResult>([NumberType<T1>(), NumberType<T2>()]);
        return [StackTraceHidden] (a, b) => HostValue<TResult>.FromSlot(_vm.CallStraight(_function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b)]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T1, T2, T3, TResult> AsFunc<T1, T2, T3, TResult>()
    {
        Check<TResult>([NumberType<T1>(), NumberType<T2>(), NumberType<T3>()]);
        return [StackTraceHidden] (a, b, c) => HostValue<TResult>.FromSlot(_vm.CallStraight(_function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c)]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T1, T2, T3, T4, TResult> AsFunc<T1, T2, T3, T4, TResult>()
    {
        Check<TResult>([NumberType<T1>(), NumberType<T2>(), NumberType<T3>(), NumberType<T4>()]);
        return [StackTraceHidden] (a, b, c, d) => HostValue<TResult>.FromSlot(_vm.CallStraight(_function, [HostValue<T1>.ToSlot(a), HostValue<T2>.ToSlot(b), HostValue<T3>.ToSlot(c), HostValue<T4>.ToSlot(d)]));
    }

    /// <summary>Frees the machine code.</summary>
    public void Dispose() => _vm.Dispose();

    private void Check<TResult>(ReadOnlySpan<HostType> parameters)
    {
        FunctionInfo function = _vm.Module.Functions[_function];
        bool fits = NumberType<TResult>().Is(function.Result, _vm.Module.Types) && parameters.Length == function.Parameters.Length;
        for (int i = 0; i < parameters.Length && fits; i++)
            fits = parameters[i].Is(function.Parameters[i], _vm.Module.Types);
        if (!fits)
            throw new ArgumentException("The function's parameters and result are others: long stands for int, double for float, bool for bool.");
    }

    private static HostType NumberType<T>() => HostValue<T>.IsScalar ? HostValue<T>.Type
        : throw new ArgumentException($"{typeof(T)} is none of the types that go into a function and come out of it: long, double, bool.");
}
