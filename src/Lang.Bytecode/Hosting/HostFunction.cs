using System.Collections.Immutable;
using Lang.Bytecode.Runtime;

namespace Lang.Hosting;

/// <summary>A function of the host that scripts can call. Made by <see cref="ScriptHost"/>.</summary>
public sealed class HostFunction
{
    internal HostFunction(string name, ImmutableArray<HostType> parameters, HostType result, HostCall call)
    {
        Name = name;
        Parameters = parameters;
        Result = result;
        Call = call;
    }

    /// <summary>Its name in scripts.</summary>
    public string Name { get; }

    /// <summary>The types of its parameters.</summary>
    public ImmutableArray<HostType> Parameters { get; }

    /// <summary>The type of its result.</summary>
    public HostType Result { get; }

    /// <summary>
    /// The address of an unmanaged function that does the same, or 0. Machine code then calls that directly, without what a call of the delegate costs; the
    /// interpreter calls the delegate. Set it before a VM is made.
    /// </summary>
    /// <remarks>
    /// For functions of numbers: it has the C types int64_t, double and bool for int, float and bool, and the calling convention of the system; in C# a
    /// static method with <see cref="System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute"/>. It returns (no exception, no longjmp), does not call the
    /// VM, and does not run long: limits of time are looked at when it is back. It has 200 KiB of stack.
    /// </remarks>
    /// <exception cref="InvalidOperationException">It takes or returns more than numbers.</exception>
    public nint Address
    {
        get;
        set
        {
            if (Parameters.Append(Result).Any(type => type > HostType.Bool))
                throw new InvalidOperationException($"{this} takes or returns more than numbers, so it can't have an address.");
            field = value;
        }
    }

    /// <summary>Calls it.</summary>
    internal HostCall Call { get; }

    /// <summary>Name and signature as TL writes them.</summary>
    public override string ToString() => Name + HostTypes.Signature(Parameters.AsSpan(), Result);
}

/// <summary>A host function of numbers: takes the argument slots and returns the result slot (ignored when it has none).</summary>
/// <remarks>An int is its slot, a bool is 0 or 1, a float is its bits.</remarks>
public delegate long HostCallback(ReadOnlySpan<long> arguments);

/// <summary>Calls a host function.</summary>
/// <param name="heap">The heap of the script's values.</param>
/// <param name="arguments">Its arguments as slots; what they refer to stays alive until it returns.</param>
/// <param name="result">Its result as a slot: to be put where a root is before anything else is allocated.</param>
/// <returns>false when the heap has no room for the result; the reason is in <see cref="Heap.Failure"/>. Whatever the function throws comes through.</returns>
internal unsafe delegate bool HostCall(Heap heap, long* arguments, out long result);

/// <summary>A value that scripts can read and the host sets: a global of the script that it can't assign.</summary>
/// <param name="Name">Its name in scripts.</param>
/// <param name="Type">Its type.</param>
public sealed record HostInput(string Name, HostType Type);
