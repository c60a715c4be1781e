using System.Diagnostics;

namespace Lang.Native.X64;

internal unsafe partial struct Emitter
{
    private const int EndOfChain = -1;

    /// <summary>
    /// Positions of 32-bit fields that hold an offset in the VM's range relative to the end of their instruction, as if the code began at the
    /// range's start. Code placed at offset n of the range needs n subtracted from each.
    /// </summary>
    public readonly ReadOnlySpan<int> Relocations => _relocations.AsSpan(0, _relocationCount);

    /// <summary>A label to be bound later.</summary>
    public Label NewLabel()
    {
        if (_labelCount == _labels.Length)
            Array.Resize(ref _labels, 2 * _labelCount);
        _labels[_labelCount] = Unbound(EndOfChain);
        return new Label(_labelCount++);
    }

    /// <summary>A label at the current position.</summary>
    public Label MarkLabel()
    {
        Label label = NewLabel();
        Bind(label);
        return label;
    }

    /// <summary>Where a bound label is.</summary>
    public readonly int PositionOf(Label label)
    {
        Debug.Assert(_labels[label.Index] >= 0, "The label is not bound.");
        return _labels[label.Index];
    }

    /// <summary>Gives the label the current position and completes the references to it.</summary>
    public void Bind(Label label)
    {
        int state = _labels[label.Index], target = Position;
        Debug.Assert(state < 0, "A label is bound once.");
        for (int index = ChainOf(state); index != EndOfChain;)
        {
            ref Fixup fixup = ref _fixups[index];
            int next = fixup.Next;
            Patch(fixup.Site, target, fixup.IsShort);
            fixup.Next = _freeFixup;
            _freeFixup = index;
            index = next;
            _openReferences--;
        }
        _labels[label.Index] = target;
    }

    // The field at the site already holds an addend: minus the bytes of an immediate behind it.
    private readonly void Patch(int site, int target, bool isShort)
    {
        if (isShort)
        {
            int distance = target - (site + 1);
            Debug.Assert(distance == (sbyte)distance, "A short jump does not reach its label.");
            _start[site] = (byte)distance;
            return;
        }
        *(int*)(_start + site) += target - (site + 4);
    }

    private void Refer(Label label, int site, bool isShort)
    {
        int state = _labels[label.Index];
        if (state >= 0)
        {
            Patch(site, state, isShort);
            return;
        }
        int index = TakeFixup();
        _fixups[index] = new Fixup(site, ChainOf(state), isShort);
        _labels[label.Index] = Unbound(index);
        _openReferences++;
    }

    private int TakeFixup()
    {
        if (_freeFixup != EndOfChain)
        {
            int free = _freeFixup;
            _freeFixup = _fixups[free].Next;
            return free;
        }
        if (_fixupCount == _fixups.Length)
            Array.Resize(ref _fixups, 2 * _fixupCount);
        return _fixupCount++;
    }

    private void AddRelocation(int site)
    {
        if (_relocationCount == _relocations.Length)
            Array.Resize(ref _relocations, 2 * _relocationCount);
        _relocations[_relocationCount++] = site;
    }

    // Chain -1 (empty) is -1, chain 0 is -2, and so on: always negative, never a position.
    private static int Unbound(int chain) => -2 - chain;

    private static int ChainOf(int state) => -2 - state;

    private record struct Fixup(int Site, int Next, bool IsShort);
}
