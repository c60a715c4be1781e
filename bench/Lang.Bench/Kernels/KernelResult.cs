using Lang.Bench.Measuring;

namespace Lang.Bench.Kernels;

/// <summary>Seconds of another language and of forms of TL that took turns with it: one number a round.</summary>
/// <param name="Reference">The other language's.</param>
/// <param name="Forms">Those of the forms, in the order of <see cref="TlForm.All"/>; of a form that took no part, none.</param>
internal sealed record Comparison(double[] Reference, double[][] Forms)
{
    public double ReferenceSeconds => Statistics.Median(Reference);

    /// <summary>The median over the rounds of a form's time over the reference's: below 1, TL is faster.</summary>
    public double Ratio(int form) => Statistics.Median(Forms[form].Zip(Reference, (tl, reference) => tl / reference));
}

/// <summary>What was measured of a kernel.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Interpreted">The interpreter against Lua.</param>
/// <param name="Native">Machine code against Lua, at a larger size.</param>
/// <param name="C">Machine code against C, at the larger size; null without a compiler.</param>
internal sealed record KernelResult(Kernel Kernel, Comparison Interpreted, Comparison Native, Comparison? C);
