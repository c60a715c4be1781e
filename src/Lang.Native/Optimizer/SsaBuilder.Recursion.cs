namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    /// <summary>Calls of functions that are being inlined already, or compiled.</summary>
    /// <remarks>
    /// A function that calls itself at one place is inlined into itself many times: code grows by the level, not by a power of levels. Tail calls beside that place do not
    /// count where they become jumps. With fuel they stay calls, since each costs a unit and the trace of the last unit names them all; the same functions are inlined
    /// all the same. Each level inlines its tail calls, too, but into these copies the function is not inlined again. A recursion that has come back from its depth mostly ends with
    /// a tail call that meets the end of the recursion at once: the copy decides that, and no call is left.
    /// </remarks>
    private sealed partial class Body
    {
        /// <summary>Whether it stands for a tail call beside the place at which the function calls itself.</summary>
        private bool IsTailCopy { get; init; }

        private int RecursionOf(int function)
        {
            int count = 0;
            for (Body? body = this; body is not null; body = body._parent)
                count += body._function == function ? 1 : 0;
            return count;
        }

        private int NestingDepth()
        {
            int depth = 0;
            for (Body? body = this; body._parent is { } parent; body = parent)
                depth += body._function == parent._function ? 0 : 1;
            return depth;
        }

        /// <summary>Whether it is the compiled function, and calls itself at one place but for calls that become jumps, or would without fuel.</summary>
        private bool IsLinear(int callee)
        {
            if (callee != _ir.Function || _builder.FlowOf(callee) is not { } flow)
                return false;
            (int calls, int tailCalls) = flow.SelfCallsOf(callee);
            return calls == 1 || (calls - tailCalls == 1 && !_builder._inlining.Effects.CanFail(callee));
        }

        /// <summary>Whether the call at hand is a tail call of the linear function itself, and not the call that makes it linear.</summary>
        private bool IsBeside(int callee) => callee == _function && Flow.SelfCallsOf(callee).Calls > 1 && Flow.IsTailCall(_at, callee);

        /// <summary>How often the call at hand is executed for each execution of the compiled function; from level to level of a linear one, of its own level: few recursions end after the first.</summary>
        private float FrequencyOfCall(bool isLinear) => isLinear ? _ir.Block(_block).Frequency / _frequency : _ir.Block(_block).Frequency;
    }
}
