using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

/// <summary>Making the objects that need one allocation. Values passed in stay in their slots; see the rules of the heap.</summary>
internal sealed unsafe partial class Heap
{
    /// <summary>Makes a function value.</summary>
    /// <param name="type">Its function type.</param>
    /// <param name="index">Index of the function in the module.</param>
    /// <param name="environment">Its environment, or null.</param>
    public TlFunction* NewFunction(RuntimeType type, int index, TlEnvironment* environment)
    {
        var function = (TlFunction*)AllocateSmall(type.HeaderWord, SizeClasses.Of(TlFunction.Size));
        if (function == null)
            return null;
        function->Index = index;
        function->Environment = environment;
        return function;
    }

    /// <summary>Makes an environment with a copy of the fields, as many as its type has.</summary>
    public TlEnvironment* NewEnvironment(RuntimeType type, long* fields)
    {
        int bytes = TlEnvironment.FieldsOffset + (type.FieldCount * sizeof(long));
        var environment = (TlEnvironment*)AllocateSmall(type.HeaderWord, SizeClasses.Of(bytes));
        if (environment == null)
            return null;
        new ReadOnlySpan<long>(fields, type.FieldCount).CopyTo(new Span<long>((byte*)environment + TlEnvironment.FieldsOffset, type.FieldCount));
        return environment;
    }

    /// <summary>Makes a cell that holds <paramref name="value"/>.</summary>
    public TlCell* NewCell(RuntimeType type, long value)
    {
        var cell = (TlCell*)AllocateSmall(type.HeaderWord, SizeClasses.Of(TlCell.Size));
        if (cell == null)
            return null;
        cell->Value = value;
        return cell;
    }

    /// <summary>The address of a field of an environment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long* Field(TlEnvironment* environment, int index) => (long*)((byte*)environment + TlEnvironment.FieldsOffset) + index;
}
