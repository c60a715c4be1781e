using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

internal sealed partial class Checker
{
    /// <summary>Finds the result of the function whose body was just checked, and converts what it returns.</summary>
    private readonly struct Returns(Checker checker, FunctionSyntax syntax, TlType? written)
    {
        private readonly InstanceState _state = checker._current;

        public TlType Result()
        {
            FunctionSymbol function = _state.Instance.Function;
            List<BoundReturn> values = _state.TakeReturns();
            int withoutValue = values.RemoveAll(item => item.Value is null || item.Value.Type == TlType.Nothing);
            bool canEndWithout = function.EndIsReachable || withoutValue > 0;
            if (written is not null)
                return ConvertToWritten(values, canEndWithout);
            if (_state.Wanted == TlType.Nothing)
                return TlType.Nothing;
            bool givesValue = values.Any(item => item.Value!.Type != TlType.Never);
            if (!givesValue)
                return canEndWithout ? TlType.Nothing : _state.Wanted ?? TlType.Never;
            if (canEndWithout)
            {
                ReportMissing(values);
                return TlType.Error;
            }
            return _state.Wanted is { } wanted && ConvertAll(values, wanted) ? wanted : JoinAll(values);
        }

        private TlType ConvertToWritten(List<BoundReturn> values, bool canEndWithout)
        {
            if (written != TlType.Nothing && written != TlType.Error && canEndWithout)
                ReportMissing(values);
            foreach (BoundReturn item in values)
                item.Value = checker.Convert(item.Value!, written!);
            return written!;
        }

        // All or none.
        private bool ConvertAll(List<BoundReturn> values, TlType type)
        {
            var converted = new BoundExpression[values.Count];
            for (int i = 0; i < converted.Length; i++)
            {
                if (checker.TryConvert(values[i].Value!, type) is not { } value)
                    return false;
                converted[i] = value;
            }
            for (int i = 0; i < converted.Length; i++)
                values[i].Value = converted[i];
            return true;
        }

        private TlType JoinAll(List<BoundReturn> values)
        {
            var expressions = new BoundExpression[values.Count];
            for (int i = 0; i < expressions.Length; i++)
                expressions[i] = values[i].Value!;
            checker._unifier.SawInfiniteType = false;
            TlType? joined = checker.Join(expressions, out int misfit);
            if (joined is not null && ConvertAll(values, joined))
                return joined;
            BoundExpression offender = expressions[Math.Min(misfit, expressions.Length - 1)];
            BoundExpression first = expressions.First(value => !IsUndecided(value.Type));
            if (offender.Type is GenericFunctionType && first.Type is GenericFunctionType)
            {
                checker.ReportWithHint(DiagnosticCodes.GenericValuesMeet, offender.Span, "write the function's result type, as in `-> fn(int) -> int`");
                return TlType.Error;
            }
            if (checker._unifier.SawInfiniteType)
            {
                checker.Report(DiagnosticCodes.InfiniteType, offender.Span);
                foreach (BoundExpression value in expressions)
                    checker.GiveUp(value.Type);
                return TlType.Error;
            }
            checker.ReportWithNote(DiagnosticCodes.ReturnsDiffer, offender.Span, new DiagnosticNote("the earlier one is here", first.Span), null,
                offender.Type.ToString()!, first.Type.ToString()!);
            return TlType.Error;
        }

        private void ReportMissing(List<BoundReturn> values)
        {
            string name = syntax.Name is { } identifier ? $"`{identifier.Text}`" : "this function";
            if (values.Count == 0)
            {
                checker.ReportWithHint(DiagnosticCodes.MissingReturn, syntax.HeadSpan,
                    $"every path must end with a `return` of type {written}", name);
                return;
            }
            checker.ReportWithNote(DiagnosticCodes.MissingReturn, syntax.HeadSpan, new DiagnosticNote("a value is returned here", values[0].Span), null, name);
        }
    }
}
