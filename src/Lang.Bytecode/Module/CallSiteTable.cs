using System.Collections.Immutable;

namespace Lang.Bytecode;

/// <summary>Numbers a module's CALL_VALUE instructions: each is a site that may call any function, and what is known of one is kept under its number.</summary>
internal sealed class CallSiteTable
{
    private readonly int[] _first;
    private readonly int[] _offsets;

    private CallSiteTable(int[] first, int[] offsets)
    {
        _first = first;
        _offsets = offsets;
    }

    /// <summary>How many sites there are; they are numbered from 0.</summary>
    public int Count => _offsets.Length;

    /// <summary>The offsets of a function's sites, rising.</summary>
    public ReadOnlySpan<int> OffsetsOf(int function) =>
        _offsets.Length == 0 ? [] : _offsets.AsSpan(_first[function].._first[function + 1]);

    /// <summary>The number of the site at an offset of a function, or -1 where there is none.</summary>
    public int IndexOf(int function, int offset)
    {
        int index = OffsetsOf(function).BinarySearch(offset);
        return index < 0 ? -1 : _first[function] + index;
    }

    internal static CallSiteTable Read(BytecodeModule module)
    {
        // Where there are no types of functions there are no values to call: most modules need not be read.
        bool mayCall = false;
        for (int i = 0; i < module.Types.Count && !mayCall; i++)
            mayCall = module.Types[new TypeId(i)].Kind == TypeKind.Function;
        if (!mayCall)
            return new CallSiteTable([], []);
        ImmutableArray<FunctionInfo> functions = module.Functions;
        int[] first = new int[functions.Length + 1];
        var offsets = new List<int>();
        for (int i = 0; i < functions.Length; i++)
        {
            var reader = new CodeReader(functions[i].Code.AsSpan());
            while (reader.TryRead(out Instruction instruction))
            {
                if (instruction.Opcode == Opcode.CallValue)
                    offsets.Add(instruction.Offset);
            }
            first[i + 1] = offsets.Count;
        }
        return new CallSiteTable(first, [.. offsets]);
    }
}
