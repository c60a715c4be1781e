using System.Collections.Immutable;

namespace Lang.Bytecode;

/// <summary>A function of a module.</summary>
public sealed class FunctionInfo
{
    /// <summary>Its name in traces and printed values; "" for a nameless one.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its environment, or <see cref="TypeId.None"/>. If it has one, variable 0 holds it.</summary>
    public TypeId Environment { get; init; } = TypeId.None;

    /// <summary>Its parameter types, without the environment.</summary>
    public required ImmutableArray<TypeId> Parameters { get; init; }

    /// <summary>Its result type, or <see cref="TypeId.None"/> when it returns nothing.</summary>
    public required TypeId Result { get; init; }

    /// <summary>The types of all its variables: the environment if there is one, then the parameters, then the others.</summary>
    public required ImmutableArray<TypeId> Variables { get; init; }

    /// <summary>Names of the variables for listings and debuggers; may be shorter than <see cref="Variables"/>.</summary>
    public ImmutableArray<string> VariableNames { get; init; } = [];

    /// <summary>Its 64-bit constants; floats as their bits.</summary>
    public ImmutableArray<long> Constants { get; init; } = [];

    /// <summary>Its instructions, encoded.</summary>
    public required ImmutableArray<byte> Code { get; init; }

    /// <summary>Where its instructions came from.</summary>
    public SourceMap SourceMap { get; init; } = SourceMap.Empty;

    /// <summary>Slots that a caller pushes: the environment, if there is one, and the parameters.</summary>
    public int ArgumentSlots => Parameters.Length + (Environment.Exists ? 1 : 0);
}
