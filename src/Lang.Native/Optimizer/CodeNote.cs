using Lang.Bytecode.Interpretation;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>What was decided about a call.</summary>
/// <param name="Function">The function in which it stands.</param>
/// <param name="Offset">Its bytecode offset there.</param>
/// <param name="Callee">The called function.</param>
/// <param name="Refusal">None when it was inlined.</param>
internal readonly record struct CallDecision(int Function, int Offset, int Callee, InliningRefusal Refusal);

/// <summary>What a <see cref="CodeNote"/> tells.</summary>
internal enum CodeNoteKind : byte
{
    /// <summary>The function <see cref="CodeNote.Detail"/> is inlined; its call stays, for the reason <see cref="CodeNote.Refusal"/>.</summary>
    Inlined, CallStays,

    /// <summary>A function value is called through the value; a host function is called.</summary>
    CallThroughValue, CallHost,

    /// <summary>The operation <see cref="CodeNote.Detail"/> of the runtime is called; it makes an object.</summary>
    CallRuntime, Allocates,

    /// <summary>The operation <see cref="CodeNote.Detail"/> of the runtime would make an object that nobody else sees: it is never made, unless the code is left.</summary>
    AllocationRemoved,

    /// <summary>
    /// Takes for granted: that a function value is the function <see cref="CodeNote.Detail"/>, or one of those asked for; that the global <see cref="CodeNote.Detail"/> is not stored again; that a call, or a
    /// side of a branch, is never reached; a loop's checks, made before it.
    /// </summary>
    AssumesCallee, AssumesOneOfCallees, AssumesGlobal, AssumesNeverCalled, AssumesNeverReached, AssumesLoopChecks,
}

/// <summary>Something worth telling about a place of compiled code.</summary>
/// <param name="Kind">What.</param>
/// <param name="Function">The function in which the place lies; inlined or not.</param>
/// <param name="Offset">The bytecode offset there.</param>
/// <param name="Detail">As the kind says.</param>
/// <param name="IsInLoop">Whether it is executed more often than the compiled function.</param>
/// <param name="Refusal">Of a call that stays.</param>
internal readonly record struct CodeNote(CodeNoteKind Kind, int Function, int Offset, long Detail, bool IsInLoop, InliningRefusal Refusal = InliningRefusal.None)
{
    /// <summary>Reads the notes of a function after its last pass.</summary>
    public static List<CodeNote> Read(IrFunction ir, IReadOnlyList<CallDecision> calls, PassContext context)
    {
        var notes = new List<CodeNote>();
        foreach (CallDecision call in calls)
        {
            CodeNoteKind kind = call.Refusal == InliningRefusal.None ? CodeNoteKind.Inlined : CodeNoteKind.CallStays;
            notes.Add(new CodeNote(kind, call.Function, call.Offset, call.Callee, false, call.Refusal));
        }
        foreach ((int state, RegisterOp op) in context.Removed)
            notes.Add(new CodeNote(CodeNoteKind.AllocationRemoved, ir.States[state].Function, ir.States[state].Offset, (long)op, false));
        for (int block = 0; block < ir.BlockCount; block++)
        {
            bool isInLoop = ir.Block(block).Frequency > 1;
            for (int node = ir.Block(block).First; node >= 0; node = ir[node].Next)
            {
                IrNode at = ir[node];
                if (at.State >= 0 && Of(ir, at, context.Words) is { } found)
                    notes.Add(new CodeNote(found.Kind, ir.States[at.State].Function, ir.States[at.State].Offset, found.Detail, isInLoop));
            }
        }
        return notes;
    }

    private static (CodeNoteKind Kind, long Detail)? Of(IrFunction ir, in IrNode node, IReadOnlyList<RuntimeWords> words)
    {
        var assumption = (Assumption)(node.Op is IrOp.Guard or IrOp.Exit ? node.Value : 0);
        switch (node.Op)
        {
            case IrOp.CallValue: return (CodeNoteKind.CallThroughValue, 0);
            case IrOp.CallHost: return (CodeNoteKind.CallHost, node.Value);
            case IrOp.Runtime:
                RegisterOp op = words[(int)node.Value].First.Op;
                return (op is >= RegisterOp.StringConcat and <= RegisterOp.NewCell ? CodeNoteKind.Allocates : CodeNoteKind.CallRuntime, (long)op);
            case IrOp.Exit when (assumption & Assumption.NoCall) != 0: return (CodeNoteKind.AssumesNeverCalled, 0);
            case IrOp.Exit when (assumption & Assumption.Branch) != 0: return (CodeNoteKind.AssumesNeverReached, 0);
            case IrOp.Guard when (assumption & Assumption.Global) != 0: return (CodeNoteKind.AssumesGlobal, AssumedGlobal.GlobalOf(ir, node));
            case IrOp.Guard when (assumption & Assumption.Callee) != 0:
                IrNode compare = ir[node.A];
                return (CodeNoteKind.AssumesCallee, compare.B >= 0 && ir[compare.B].Op == IrOp.Constant ? ir[compare.B].Value : -1);
            case IrOp.Guard when (assumption & Assumption.OneOfCallees) != 0: return (CodeNoteKind.AssumesOneOfCallees, 0);
            case IrOp.Guard when assumption != Assumption.None: return (CodeNoteKind.AssumesLoopChecks, 0);
            default: return null;
        }
    }
}
