using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Lang.Frontend;

/// <summary>
/// Room on the stack for passes that recurse. The parser bounds nesting (<c>Limits</c>), but a host may
/// call us from a thread whose stack is small or nearly used up; a .NET stack overflow can't be caught, so a recursive
/// pass asks here at each level and continues on a fresh thread when the current one runs short.
/// </summary>
/// <remarks>
/// Call <see cref="Run{T}"/> from a method of its own: what its lambda captures becomes an object where the method begins that
/// holds the lambda, whether there is room or not.
/// </remarks>
internal static class StackGuard
{
    /// <summary>Enough for the deepest tree the nesting limit allows, several passes over.</summary>
    private const int FreshStackBytes = 64 << 20;

    /// <summary>Whether the current thread has room for another level (at least 64 KB). Costs about a nanosecond.</summary>
    public static bool HasRoom
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RuntimeHelpers.TryEnsureSufficientExecutionStack();
    }

    /// <summary>
    /// Runs <paramref name="body"/> on a new thread with a large stack and waits for it. What it throws is thrown here,
    /// with its own stack trace.
    /// </summary>
    public static T Run<T>(Func<T> body)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = body();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            FreshStackBytes)
        {
            IsBackground = true,
            Name = "lang front end",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public static void Run(Action body) => Run(() =>
    {
        body();
        return true;
    });
}
