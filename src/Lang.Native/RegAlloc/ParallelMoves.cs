using System.Diagnostics;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <summary>Puts moves that happen at once into an order in which none overwrites what another one still reads.</summary>
/// <remarks>
/// Moves whose destination nobody reads go first; what is left then are cycles, each opened by saving one of its places in a scratch register. Constants
/// go last, when the scratch register is free. Each step is done once for each move.
/// </remarks>
internal sealed class ParallelMoves
{
    private readonly record struct Move(Location From, Location To, long Constant, ValueClass Class);

    private Buffer<Move> _moves = new();

    // By location: how many moves still read it, and the move that writes it or -1.
    private Buffer<int> _readers = new(), _writers = new();
    private Buffer<int> _ready = new(), _constants = new();
    private Allocation _allocation = null!;
    private AllocatorOptions _options = null!;
    private int _instruction;

    /// <summary>Prepares for a function.</summary>
    public void Reset(Allocation allocation, AllocatorOptions options)
    {
        (_allocation, _options) = (allocation, options);
        int locations = Location.InSlot(allocation.SpillSlots).Code;
        _readers.Resize(locations, 0);
        _writers.Resize(locations, -1);
        _moves.Clear();
    }

    /// <summary>Adds a move to the group. No two have one destination, unless they are the same.</summary>
    public void Add(Location from, Location to, long constant, ValueClass valueClass)
    {
        if (from == to)
            return;
        if (_writers[to.Code] >= 0)
        {
            Debug.Assert(_moves[_writers[to.Code]].From == from, "Two values in one place.");
            return;
        }
        _writers[to.Code] = _moves.Add(new Move(from, to, constant, valueClass));
        if (from.Exists)
            _readers[from.Code]++;
    }

    /// <summary>Appends the group to the allocation's moves, in front of an instruction, and begins a new one.</summary>
    public void Flush(int instruction)
    {
        _instruction = instruction;
        _ready.Clear();
        _constants.Clear();
        for (int i = 0; i < _moves.Count; i++)
        {
            if (!_moves[i].From.Exists)
                _constants.Add(i);
            if (_readers[_moves[i].To.Code] == 0 && _moves[i].From.Exists)
                _ready.Add(i);
        }
        EmitReady();
        // A slot that goes to a slot opens a cycle best: it needs a register for the way anyway.
        for (int i = 0; i < _moves.Count; i++)
        {
            if (IsPending(i) && _moves[i].From.IsSlot && _moves[i].To.IsSlot)
                OpenCycle(i, _options.ScratchXmm, ValueClass.Float);
        }
        for (int i = 0; i < _moves.Count; i++)
        {
            if (IsPending(i))
                OpenCycle(i, _moves[i].Class == ValueClass.Int ? _options.ScratchGpr : _options.ScratchXmm, _moves[i].Class);
        }
        foreach (int i in _constants.Span)
            Emit(_moves[i]);
        foreach (Move move in _moves.Span)
            _writers[move.To.Code] = -1;
        _moves.Clear();
    }

    private bool IsPending(int move) => _moves[move].From.Exists && _writers[_moves[move].To.Code] == move;

    private void EmitReady()
    {
        while (_ready.Count > 0)
        {
            int index = _ready[_ready.Count - 1];
            _ready.RemoveLast();
            Move move = _moves[index];
            Emit(move);
            _writers[move.To.Code] = -1;
            if (--_readers[move.From.Code] > 0)
                continue;
            int next = _writers[move.From.Code];
            if (next >= 0 && _moves[next].From.Exists)
                _ready.Add(next);
        }
    }

    /// <summary>Saves what a move of a cycle reads, so that the place can be written; then the others follow, and at last the move itself.</summary>
    private void OpenCycle(int index, PhysicalRegister scratch, ValueClass scratchClass)
    {
        Move move = _moves[index];
        Append(move.From, scratch, 0, scratchClass);
        _readers[move.From.Code]--;
        int writer = _writers[move.From.Code];
        _ready.Add(writer);
        // The move itself reads the scratch register from now on; it becomes ready as the writer of what the last of the others reads.
        _moves[index] = move with { From = scratch, Class = scratchClass };
        _readers[scratch.Number]++;
        EmitReady();
    }

    private void Emit(in Move move)
    {
        if (move.From.IsSlot && move.To.IsSlot)
        {
            Append(move.From, _options.ScratchGpr, 0, ValueClass.Int);
            Append(_options.ScratchGpr, move.To, 0, ValueClass.Int);
            return;
        }
        Append(move.From, move.To, move.Constant, move.Class);
    }

    private void Append(Location from, Location to, long constant, ValueClass valueClass) =>
        _allocation.Add(new LirMove(_instruction, from, to, constant, valueClass));
}
