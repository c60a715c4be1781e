using System.Runtime.CompilerServices;
using Lang.Bytecode;

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
        return () => From<TResult>(_vm.CallStraight(_function, [0]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T, TResult> AsFunc<T, TResult>()
    {
        Check<TResult>([TypeOf<T>()]);
        return a => From<TResult>(_vm.CallStraight(_function, [To(a)]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T1, T2, TResult> AsFunc<T1, T2, TResult>()
    {
        Check<TResult>([TypeOf<T1>(), TypeOf<T2>()]);
        return (a, b) => From<TResult>(_vm.CallStraight(_function, [To(a), To(b)]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T1, T2, T3, TResult> AsFunc<T1, T2, T3, TResult>()
    {
        Check<TResult>([TypeOf<T1>(), TypeOf<T2>(), TypeOf<T3>()]);
        return (a, b, c) => From<TResult>(_vm.CallStraight(_function, [To(a), To(b), To(c)]));
    }

    /// <inheritdoc cref="AsFunc{TResult}"/>
    public Func<T1, T2, T3, T4, TResult> AsFunc<T1, T2, T3, T4, TResult>()
    {
        Check<TResult>([TypeOf<T1>(), TypeOf<T2>(), TypeOf<T3>(), TypeOf<T4>()]);
        return (a, b, c, d) => From<TResult>(_vm.CallStraight(_function, [To(a), To(b), To(c), To(d)]));
    }

    /// <summary>Frees the machine code.</summary>
    public void Dispose() => _vm.Dispose();

    private void Check<TResult>(ReadOnlySpan<TypeId> parameters)
    {
        FunctionInfo function = _vm.Module.Functions[_function];
        if (!function.Parameters.AsSpan().SequenceEqual(parameters) || function.Result != TypeOf<TResult>())
            throw new ArgumentException("The function's parameters and result are others: long stands for int, double for float, bool for bool.");
    }

    private static TypeId TypeOf<T>() =>
        typeof(T) == typeof(long) ? TypeId.I64
        : typeof(T) == typeof(double) ? TypeId.F64
        : typeof(T) == typeof(bool) ? TypeId.Bool
        : throw new ArgumentException($"{typeof(T)} is none of the types that go into a function and come out of it: long, double, bool.");

    // For each T all branches but one fold away.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long To<T>(T value)
    {
        if (typeof(T) == typeof(long))
            return Unsafe.As<T, long>(ref value);
        if (typeof(T) == typeof(double))
            return BitConverter.DoubleToInt64Bits(Unsafe.As<T, double>(ref value));
        return Unsafe.As<T, bool>(ref value) ? 1 : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T From<T>(long slot)
    {
        if (typeof(T) == typeof(bool))
        {
            bool value = slot != 0;
            return Unsafe.As<bool, T>(ref value);
        }
        return Unsafe.As<long, T>(ref slot);
    }
}
