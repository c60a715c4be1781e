using System.Collections.Immutable;
using Lang.Bytecode.Profiling;

namespace Lang.Native.Optimizer;

/// <summary>How a call of a function value is made: which functions are asked for, and what happens when it is none of them.</summary>
/// <param name="Targets">The functions, the most frequent first, with their share of the calls.</param>
/// <param name="IsExit">Whether the code is left for any other function; else it is called as any function value.</param>
internal readonly record struct CallPlan(ImmutableArray<(int Function, float Share)> Targets, bool IsExit)
{
    /// <summary>Below this share of the calls a function is not asked for, and below the other one all of them together are not.</summary>
    private const float LeastShare = 1f / 16, LeastOfAll = 1f / 2;

    /// <summary>Whether the call is thought never to be made.</summary>
    public bool IsNever => IsExit && Targets.IsEmpty;

    private static readonly CallPlan s_any = new([], IsExit: false);

    /// <summary>
    /// Decides by what was called so far. Nothing: the code is left, since it probably never gets there. One function, or up to four that are frequent all: they are asked for, and
    /// the code is left when it becomes another one. Where some are rare, or there are more: only those are asked for that are most of the calls.
    /// </summary>
    public static CallPlan Of(CalleeProfile? profile, bool mayExit)
    {
        if (profile is null)
            return s_any;
        float calls = profile.Others;
        foreach (CalleeCount known in profile.Known)
            calls += known.Calls;
        ImmutableArray<(int Function, float Share)> targets =
        [
            .. profile.Known.Select(known => (known.Function, Share: known.Calls / Math.Max(calls, 1)))
                .Where(known => known.Share >= LeastShare).OrderByDescending(known => known.Share),
        ];
        if (mayExit && profile.Others == 0 && targets.Length == profile.Known.Length)
            return new CallPlan(targets, IsExit: true);
        return targets.Sum(target => target.Share) < LeastOfAll ? s_any : new CallPlan(targets, IsExit: false);
    }
}
