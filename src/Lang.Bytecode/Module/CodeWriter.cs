using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Lang.Bytecode;

/// <summary>A place in a function's code that jumps name before or after it is known.</summary>
public readonly record struct Label(int Index);

/// <summary>
/// Encodes the instructions of one function: operands as the opcode table says, labels patched when code is taken.
/// Knows nothing of types; the verifier judges the result.
/// </summary>
public sealed class CodeWriter
{
    private readonly List<byte> _code = [];
    private readonly List<long> _constants = [];
    private Dictionary<long, int>? _constantIndex;
    private readonly List<int> _labels = [];

    // Where jump operands stand, and the labels they name.
    private readonly List<int> _jumps = [], _jumpLabels = [];
    private readonly List<SourceMapEntry> _positions = [];

    /// <summary>The offset at which the next instruction will stand.</summary>
    public int Offset => _code.Count;

    /// <summary>The index of <paramref name="value"/> in the constant pool, where it is added if it is new.</summary>
    public int Constant(long value)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_constantIndex ??= [], value, out bool known);
        if (!known)
        {
            index = _constants.Count;
            _constants.Add(value);
        }
        return index;
    }

    /// <summary>A new label, not yet placed.</summary>
    public Label NewLabel()
    {
        _labels.Add(-1);
        return new Label(_labels.Count - 1);
    }

    /// <summary>Places <paramref name="label"/> here.</summary>
    /// <exception cref="InvalidOperationException">It was placed before.</exception>
    public void Place(Label label)
    {
        if (_labels[label.Index] >= 0)
            throw new InvalidOperationException("The label was placed before.");
        _labels[label.Index] = Offset;
    }

    /// <summary>Says that the instructions written from here on come from <paramref name="position"/>.</summary>
    public void MarkPosition(SourcePosition position)
    {
        if (_positions.Count > 0 && _positions[^1].Offset == Offset)
            _positions.RemoveAt(_positions.Count - 1);
        if (_positions.Count == 0 || _positions[^1].Position != position)
            _positions.Add(new SourceMapEntry(Offset, position));
    }

    /// <summary>Writes an instruction without a jump operand.</summary>
    /// <exception cref="ArgumentException">The opcode takes other operands, or one is negative.</exception>
    public void Write(Opcode opcode, params ReadOnlySpan<int> operands)
    {
        ImmutableArray<OperandKind> kinds = OpcodeTable.Get(opcode).Operands;
        if (kinds.Length != operands.Length || kinds is [OperandKind.Jump])
            throw new ArgumentException($"{OpcodeTable.Get(opcode).Name} takes other operands.", nameof(operands));
        _code.Add((byte)opcode);
        foreach (int operand in operands)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(operand);
            WriteLeb((uint)operand);
        }
    }

    /// <summary>Writes a jump to <paramref name="target"/>.</summary>
    /// <exception cref="ArgumentException">The opcode is no jump.</exception>
    public void WriteJump(Opcode opcode, Label target)
    {
        if (OpcodeTable.Get(opcode).Operands is not [OperandKind.Jump])
            throw new ArgumentException($"{OpcodeTable.Get(opcode).Name} is no jump.", nameof(opcode));
        _code.Add((byte)opcode);
        _jumps.Add(Offset);
        _jumpLabels.Add(target.Index);
        _code.AddRange((ReadOnlySpan<byte>)[0, 0, 0, 0]);
    }

    /// <summary>Forgets everything, for another function.</summary>
    internal void Clear()
    {
        _code.Clear();
        _constants.Clear();
        Tables.Empty(ref _constantIndex);
        _labels.Clear();
        _jumps.Clear();
        _jumpLabels.Clear();
        _positions.Clear();
    }

    /// <summary>The finished code, constants and source map.</summary>
    /// <exception cref="InvalidOperationException">A jump names a label that was never placed.</exception>
    public (ImmutableArray<byte> Code, ImmutableArray<long> Constants, SourceMap Map) Finish()
    {
        Span<byte> code = CollectionsMarshal.AsSpan(_code);
        for (int i = 0; i < _jumps.Count; i++)
        {
            int at = _jumps[i], target = _labels[_jumpLabels[i]];
            if (target < 0)
                throw new InvalidOperationException("A jump names a label that was never placed.");
            BinaryPrimitives.WriteInt32LittleEndian(code[at..], target - (at + 4));
        }
        return ([.. _code], [.. _constants], new SourceMap([.. _positions]));
    }

    private void WriteLeb(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            _code.Add((byte)(value | 0x80));
        _code.Add((byte)value);
    }
}
