using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Functions for every type, which programs call with various ones: each call makes an instance.</summary>
internal static class GenericHelpers
{
    public const string Apply = "h_apply", Twice = "h_twice", Map = "h_map", Fold = "h_fold", Compose = "h_compose";

    private static readonly ImmutableDictionary<string, string> s_texts = new Dictionary<string, string>
    {
        [Apply] = "fn h_apply(f, a) => f(a)\n",
        [Twice] = "fn h_twice(f, a) => f(f(a))\n",
        [Map] = "fn h_map(f, xs) {\n    let out = []\n    for x in xs { out.push(f(x)) }\n    return out\n}\n",
        [Fold] = "fn h_fold(f, z, xs) {\n    let s = z\n    for x in xs { s = f(s, x) }\n    return s\n}\n",
        [Compose] = "fn h_compose(f, g, a) {\n    let both = fn(x) => f(g(x))\n    return both(a)\n}\n",
    }.ToImmutableDictionary();

    /// <summary>The declarations of those that a program calls.</summary>
    public static string UsedBy(RandomProgram program) =>
        string.Concat(program.All().OfType<Call>().Select(call => call.Name).Distinct().Where(s_texts.ContainsKey).Order(StringComparer.Ordinal).Select(name => s_texts[name]));
}
