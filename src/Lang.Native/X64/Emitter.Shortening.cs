using System.Diagnostics;

namespace Lang.Native.X64;

// Jumps forward in two bytes. How far they reach is known when the code is complete: so it is written twice, and the second time whatever reached is short.
// Code only shrinks by that, so nothing that was near gets out of reach. What comes near only then stays long (Szymanski, "Assembling code for machines with
// span-dependent instructions", 1978, repeats it until nothing changes): there is next to none of it.
internal unsafe partial struct Emitter
{
    /// <summary>What short loops are aligned to, in bytes; the places of code are, too.</summary>
    private const int LoopAlignment = 32;

    /// <summary>
    /// A short loop begins next: one that lies across a boundary of 64 bytes takes up to a quarter longer. The first time there are as many bytes before it as there may
    /// have to be, so that here too the code only shrinks.
    /// </summary>
    public void AlignLoop()
    {
        _hasAlignedLoops = true;
        int bytes = NotesForwardJumps && !_isSecondRun ? LoopAlignment - 1 : -Position & (LoopAlignment - 1);
        for (; bytes > 0; bytes -= 8)
            Nop(Math.Min(bytes, 8));
    }

    /// <summary>
    /// Begins anew, once the code is complete: the caller writes the same code again, and jumps forward are short that reach their labels so. False where none does
    /// and no loop is aligned.
    /// </summary>
    public bool TryShorten()
    {
        Debug.Assert(NotesForwardJumps && !_isSecondRun, "Code is shortened once.");
        bool anyIsShort = _hasAlignedLoops;
        foreach (ref ForwardJump jump in _forwardJumps.AsSpan(0, _forwardJumpCount))
        {
            jump.IsShort = PositionOf(jump.Target) - jump.End <= sbyte.MaxValue;
            anyIsShort |= jump.IsShort;
        }
        if (!anyIsShort)
            return false;
        Rewind();
        _isSecondRun = true;
        return true;
    }

    // Whether a jump that stands next, so many bytes long, goes forward and reached its label in two bytes when the code was written first.
    private bool ReachesForward(Label target, int bytes)
    {
        if (!NotesForwardJumps || _labels[target.Index] >= 0)
            return false;
        int jump = _forwardJumpCount++;
        if (_isSecondRun)
            return _forwardJumps[jump].IsShort;
        if (jump == _forwardJumps.Length)
            Array.Resize(ref _forwardJumps, Math.Max(16, 2 * jump));
        _forwardJumps[jump] = new ForwardJump(Position + bytes, target, false);
        return false;
    }

    private record struct ForwardJump(int End, Label Target, bool IsShort);
}
