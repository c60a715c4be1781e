using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Lang.Bytecode;

/// <summary>A variable of the module, shared by its functions. It holds the zero value of its type until it is first stored.</summary>
/// <param name="Name">Its name in the source.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsInput">Whether the host sets it, by its name; no code of the module stores it.</param>
public sealed record GlobalInfo(string Name, TypeId Type, bool IsInput = false);

/// <summary>A function that the host provides.</summary>
/// <param name="Name">The name under which it is looked up.</param>
/// <param name="Parameters">Its parameter types.</param>
/// <param name="Result">Its result type, or <see cref="TypeId.None"/>.</param>
public sealed record HostImport(string Name, ImmutableArray<TypeId> Parameters, TypeId Result);

/// <summary>A function that the host can look up by name and parameter types.</summary>
public sealed record FunctionExport(string Name, int Function);

/// <summary>A global that the host can read and write by name.</summary>
public sealed record GlobalExport(string Name, int Global);

/// <summary>The source of a module, kept so that errors can show the line they speak of.</summary>
/// <param name="Path">The path as errors print it.</param>
/// <param name="Text">The text, or null where it was left out.</param>
public sealed record ModuleSource(string Path, string? Text);

/// <summary>
/// A compiled script: immutable, shared freely between threads and VMs. Nothing in it has been checked until
/// the verifier has accepted it.
/// </summary>
public sealed class BytecodeModule
{
    private CallSiteTable? _callSites;

    /// <summary>Makes a module of what the initialiser says.</summary>
    public BytecodeModule()
    {
    }

    /// <summary>Makes a copy, in which the initialiser changes what it names.</summary>
    [SetsRequiredMembers]
    internal BytecodeModule(BytecodeModule original)
    {
        (Name, Types, Functions, Strings, Globals) = (original.Name, original.Types, original.Functions, original.Strings, original.Globals);
        (HostImports, FunctionExports, GlobalExports) = (original.HostImports, original.FunctionExports, original.GlobalExports);
        (Entry, Source) = (original.Entry, original.Source);
    }

    /// <summary>The module's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its types.</summary>
    public required TypeTable Types { get; init; }

    /// <summary>Its functions; all references to functions are indices into this list.</summary>
    public required ImmutableArray<FunctionInfo> Functions { get; init; }

    /// <summary>The string pool. Strings are bytes: UTF-8 as a rule, but any byte is allowed.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Strings { get; init; } = [];

    /// <summary>Its globals.</summary>
    public ImmutableArray<GlobalInfo> Globals { get; init; } = [];

    /// <summary>The host functions it needs.</summary>
    public ImmutableArray<HostImport> HostImports { get; init; } = [];

    /// <summary>The functions it offers to the host.</summary>
    public ImmutableArray<FunctionExport> FunctionExports { get; init; } = [];

    /// <summary>The globals it offers to the host.</summary>
    public ImmutableArray<GlobalExport> GlobalExports { get; init; } = [];

    /// <summary>Index of the function that runs the script: no parameters, no environment.</summary>
    public required int Entry { get; init; }

    /// <summary>Where the module came from, or null for hand-built code.</summary>
    public ModuleSource? Source { get; init; }

    /// <summary>Whether a global holds function values.</summary>
    internal bool HoldsFunction(int global) => Types[Globals[global].Type].Kind == TypeKind.Function;

    /// <summary>Its CALL_VALUE instructions, numbered; read when first asked for.</summary>
    internal CallSiteTable CallSites => _callSites ?? Interlocked.CompareExchange(ref _callSites, CallSiteTable.Read(this), null) ?? _callSites;
}
