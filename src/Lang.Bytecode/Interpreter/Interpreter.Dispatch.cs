using System.Runtime.CompilerServices;
using Lang.Bytecode.Profiling;
using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// The dispatch loop. It holds fast paths only: where one does not apply (a failure, an array that must grow), the
/// word is repeated by <see cref="ExecuteRare"/>, which knows the whole operation. Keep it that way: the method must
/// stay far below the limits at which the JIT stops optimising (60,000 bytes of IL, 2,000 basic blocks).
/// </summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>Runs from <paramref name="w"/> until the outermost frame returns (true) or something fails (false).</summary>
    /// <remarks>
    /// <paramref name="budget"/> counts down with every function entry and every taken backward jump; below zero the
    /// limits are looked at. That makes fuel exact at no extra cost.
    /// <para>
    /// There is one variable for the place in the code, and it is advanced by the dispatch: a case finds its word at
    /// <c>w[-1]</c> and what follows that at <c>w[0]</c>. With a second variable the JIT keeps one of them in memory, and
    /// each word waits for it; an increment at the end of each case costs a second jump.
    /// </para>
    /// </remarks>
    [SkipLocalsInit]
    private bool Dispatch<TMode>(Word* w, long* fp, ControlFrame* csp, int budget)
        where TMode : struct, IProfileMode
    {
        for (;;)
        {
            RegisterOp op = w->Op;
            w++;
            switch (op)
            {
                case RegisterOp.Decode:
                    w = DecodeCallee((FunctionCode*)(w - 1));
                    continue;
                case RegisterOp.EnterNative:
                    SaveState(w - 1, fp, csp);
                    _context->Budget = budget;
                    w = EnterNative((FunctionCode*)(w - 2), fp);
                    if (w == null)
                        return false;
                    fp = _frame;
                    csp = _control;
                    budget = (int)_context->Budget;
                    continue;
                case RegisterOp.Halt:
                    SaveState(w - 1, fp, csp);
                    _context->Budget = budget;
                    return true;
                case RegisterOp.CheckFrame:
                    if (!HasRoom(fp, csp, w[-1].Immediate))
                        goto Rare;
                    break;
                case RegisterOp.Zero:
                    Unsafe.InitBlockUnaligned(fp + w[-1].A, 0, (uint)w[-1].Immediate * sizeof(long));
                    break;

                case RegisterOp.Jump:
                    w += w->Target - 1;
                    continue;
                case RegisterOp.JumpBack: goto Taken;
                case RegisterOp.AddJump:
                    fp[w[-1].A] += w[-1].Small;
                    goto Taken;
                case RegisterOp.JumpTrue:
                    if (fp[w[-1].A] != 0) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFalse:
                    if (fp[w[-1].A] == 0) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpEq:
                    if (fp[w[-1].A] == fp[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpNe:
                    if (fp[w[-1].A] != fp[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLt:
                    if (fp[w[-1].A] < fp[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLe:
                    if (fp[w[-1].A] <= fp[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpEqImm:
                    if (fp[w[-1].A] == w[-1].Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpNeImm:
                    if (fp[w[-1].A] != w[-1].Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLtImm:
                    if (fp[w[-1].A] < w[-1].Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLeImm:
                    if (fp[w[-1].A] <= w[-1].Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpGtImm:
                    if (fp[w[-1].A] > w[-1].Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpGeImm:
                    if (fp[w[-1].A] >= w[-1].Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFEq:
                    if (((double*)fp)[w[-1].A] == ((double*)fp)[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFNe:
                    if (((double*)fp)[w[-1].A] != ((double*)fp)[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFLt:
                    if (((double*)fp)[w[-1].A] < ((double*)fp)[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFLe:
                    if (((double*)fp)[w[-1].A] <= ((double*)fp)[w[-1].B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFNotLt:
                    if (!(((double*)fp)[w[-1].A] < ((double*)fp)[w[-1].B])) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFNotLe:
                    if (!(((double*)fp)[w[-1].A] <= ((double*)fp)[w[-1].B])) goto Taken;
                    goto NotTaken;
                case RegisterOp.LoopLt:
                {
                    long next = fp[w[-1].A] + w[-1].Small;
                    fp[w[-1].A] = next;
                    if (next < fp[w[-1].B]) goto Taken;
                    goto NotTaken;
                }
                case RegisterOp.LoopLtImm:
                    if (++fp[w[-1].A] < w[-1].Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.LoopNe:
                    if (fp[w[-1].A] == fp[w[-1].B]) goto NotTaken;
                    fp[w[-1].A] += w[-1].Small;
                    goto Taken;
                case RegisterOp.LoopNeImm:
                    if (fp[w[-1].A] == w[-1].Immediate) goto NotTaken;
                    fp[w[-1].A]++;
                    goto Taken;

                case RegisterOp.Call:
                {
                    var callee = (FunctionCode*)w->Raw;
                    if (csp == _controlEnd)
                        goto Rare;
                    csp->ReturnTo = w + 1;
                    csp->Frame = fp;
                    csp++;
                    fp += w[-1].B;
                    if (TMode.Counts && --callee->CallsUntilHot == 0)
                        FunctionIsHot(callee, w - 1, fp, csp);
                    w = callee->Entry;
                    if (--budget >= 0)
                        continue;
                    goto PollEntry;
                }
                case RegisterOp.CallValue:
                {
                    var value = (TlFunction*)fp[w[-1].B];
                    if (csp == _controlEnd || value == null)
                        goto Rare;
                    FunctionCode* callee = _functions + value->Index;
                    if (TMode.Counts)
                    {
                        ((InlineCache*)w->Raw)->Add(value->Index);
                        if (--callee->CallsUntilHot == 0)
                            FunctionIsHot(callee, w - 1, fp, csp);
                    }
                    csp->ReturnTo = w + 1;
                    csp->Frame = fp;
                    csp++;
                    fp += w[-1].C;
                    if (callee->HasEnvironment != 0)
                        *--fp = (long)value->Environment;
                    w = callee->Entry;
                    if (--budget >= 0)
                        continue;
                    goto PollEntry;
                }
                case RegisterOp.Return:
                {
                    long result = fp[w[-1].A];
                    csp--;
                    w = csp->ReturnTo;
                    fp = csp->Frame;
                    fp[w[-2].A] = result;
                    continue;
                }
                case RegisterOp.ReturnImm:
                {
                    long result = w[-1].Immediate;
                    csp--;
                    w = csp->ReturnTo;
                    fp = csp->Frame;
                    fp[w[-2].A] = result;
                    continue;
                }
                case RegisterOp.ReturnVoid:
                    csp--;
                    w = csp->ReturnTo;
                    fp = csp->Frame;
                    continue;

                case RegisterOp.Move: fp[w[-1].A] = fp[w[-1].B]; break;
                case RegisterOp.LoadImm: fp[w[-1].A] = w[-1].Immediate; break;
                case RegisterOp.LoadK:
                    fp[w[-1].A] = w->Raw;
                    w++;
                    break;
                case RegisterOp.LoadString:
                {
                    long literal = _literals[w[-1].Immediate];
                    if (literal == 0)
                        goto Rare;
                    fp[w[-1].A] = literal;
                    break;
                }
                case RegisterOp.LoadGlobal: fp[w[-1].A] = _globals[w[-1].Immediate]; break;
                case RegisterOp.StoreGlobal: _globals[w[-1].Immediate] = fp[w[-1].A]; break;
                case RegisterOp.StoreFunction:
                    if (_globalStates[w[-1].Immediate] != (long)GlobalState.Changed)
                        goto Rare;
                    _globals[w[-1].Immediate] = fp[w[-1].A];
                    break;

                case RegisterOp.Add: fp[w[-1].A] = fp[w[-1].B] + fp[w[-1].C]; break;
                case RegisterOp.Sub: fp[w[-1].A] = fp[w[-1].B] - fp[w[-1].C]; break;
                case RegisterOp.Mul: fp[w[-1].A] = fp[w[-1].B] * fp[w[-1].C]; break;
                case RegisterOp.Div:
                {
                    long divisor = fp[w[-1].C];
                    if ((ulong)(divisor + 1) <= 1)
                        goto Rare;
                    fp[w[-1].A] = fp[w[-1].B] / divisor;
                    break;
                }
                case RegisterOp.Mod:
                {
                    long divisor = fp[w[-1].C];
                    if ((ulong)(divisor + 1) <= 1)
                        goto Rare;
                    fp[w[-1].A] = fp[w[-1].B] % divisor;
                    break;
                }
                case RegisterOp.And: fp[w[-1].A] = fp[w[-1].B] & fp[w[-1].C]; break;
                case RegisterOp.Or: fp[w[-1].A] = fp[w[-1].B] | fp[w[-1].C]; break;
                case RegisterOp.Xor: fp[w[-1].A] = fp[w[-1].B] ^ fp[w[-1].C]; break;
                case RegisterOp.Shl: fp[w[-1].A] = fp[w[-1].B] << (int)fp[w[-1].C]; break;
                case RegisterOp.Shr: fp[w[-1].A] = fp[w[-1].B] >> (int)fp[w[-1].C]; break;
                case RegisterOp.UShr: fp[w[-1].A] = fp[w[-1].B] >>> (int)fp[w[-1].C]; break;
                case RegisterOp.AddSmall: fp[w[-1].A] = fp[w[-1].B] + w[-1].Small; break;
                case RegisterOp.AddK: fp[w[-1].A] = fp[w[-1].B] + w->Raw; w++; break;
                case RegisterOp.KSub: fp[w[-1].A] = w->Raw - fp[w[-1].B]; w++; break;
                case RegisterOp.MulK: fp[w[-1].A] = fp[w[-1].B] * w->Raw; w++; break;
                case RegisterOp.DivK: fp[w[-1].A] = fp[w[-1].B] / w->Raw; w++; break;
                case RegisterOp.ModK: fp[w[-1].A] = fp[w[-1].B] % w->Raw; w++; break;
                case RegisterOp.AndK: fp[w[-1].A] = fp[w[-1].B] & w->Raw; w++; break;
                case RegisterOp.OrK: fp[w[-1].A] = fp[w[-1].B] | w->Raw; w++; break;
                case RegisterOp.XorK: fp[w[-1].A] = fp[w[-1].B] ^ w->Raw; w++; break;
                case RegisterOp.ShlSmall: fp[w[-1].A] = fp[w[-1].B] << w[-1].C; break;
                case RegisterOp.ShrSmall: fp[w[-1].A] = fp[w[-1].B] >> w[-1].C; break;
                case RegisterOp.UShrSmall: fp[w[-1].A] = fp[w[-1].B] >>> w[-1].C; break;
                case RegisterOp.Neg: fp[w[-1].A] = -fp[w[-1].B]; break;
                case RegisterOp.BitNot: fp[w[-1].A] = ~fp[w[-1].B]; break;
                case RegisterOp.Not: fp[w[-1].A] = fp[w[-1].B] ^ 1; break;
                case RegisterOp.Abs:
                {
                    long sign = fp[w[-1].B] >> 63;
                    fp[w[-1].A] = (fp[w[-1].B] ^ sign) - sign;
                    break;
                }
                case RegisterOp.Min: fp[w[-1].A] = Math.Min(fp[w[-1].B], fp[w[-1].C]); break;
                case RegisterOp.Max: fp[w[-1].A] = Math.Max(fp[w[-1].B], fp[w[-1].C]); break;
                case RegisterOp.Eq: fp[w[-1].A] = fp[w[-1].B] == fp[w[-1].C] ? 1 : 0; break;
                case RegisterOp.Ne: fp[w[-1].A] = fp[w[-1].B] != fp[w[-1].C] ? 1 : 0; break;
                case RegisterOp.Lt: fp[w[-1].A] = fp[w[-1].B] < fp[w[-1].C] ? 1 : 0; break;
                case RegisterOp.Le: fp[w[-1].A] = fp[w[-1].B] <= fp[w[-1].C] ? 1 : 0; break;

                case RegisterOp.FAdd: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] + ((double*)fp)[w[-1].C]; break;
                case RegisterOp.FSub: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] - ((double*)fp)[w[-1].C]; break;
                case RegisterOp.FMul: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] * ((double*)fp)[w[-1].C]; break;
                case RegisterOp.FDiv: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] / ((double*)fp)[w[-1].C]; break;
                case RegisterOp.FAddK: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] + w->Float; w++; break;
                case RegisterOp.FSubK: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] - w->Float; w++; break;
                case RegisterOp.FKSub: ((double*)fp)[w[-1].A] = w->Float - ((double*)fp)[w[-1].B]; w++; break;
                case RegisterOp.FMulK: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] * w->Float; w++; break;
                case RegisterOp.FDivK: ((double*)fp)[w[-1].A] = ((double*)fp)[w[-1].B] / w->Float; w++; break;
                case RegisterOp.FKDiv: ((double*)fp)[w[-1].A] = w->Float / ((double*)fp)[w[-1].B]; w++; break;
                case RegisterOp.FNeg: fp[w[-1].A] = fp[w[-1].B] ^ long.MinValue; break;
                case RegisterOp.FAbs: fp[w[-1].A] = fp[w[-1].B] & long.MaxValue; break;
                case RegisterOp.Sqrt: ((double*)fp)[w[-1].A] = Math.Sqrt(((double*)fp)[w[-1].B]); break;
                case RegisterOp.IntToFloat: ((double*)fp)[w[-1].A] = fp[w[-1].B]; break;
                case RegisterOp.FEq: fp[w[-1].A] = ((double*)fp)[w[-1].B] == ((double*)fp)[w[-1].C] ? 1 : 0; break;
                case RegisterOp.FNe: fp[w[-1].A] = ((double*)fp)[w[-1].B] != ((double*)fp)[w[-1].C] ? 1 : 0; break;
                case RegisterOp.FLt: fp[w[-1].A] = ((double*)fp)[w[-1].B] < ((double*)fp)[w[-1].C] ? 1 : 0; break;
                case RegisterOp.FLe: fp[w[-1].A] = ((double*)fp)[w[-1].B] <= ((double*)fp)[w[-1].C] ? 1 : 0; break;

                case RegisterOp.ArrayLen: fp[w[-1].A] = ((TlArray*)fp[w[-1].B])->Length; break;
                case RegisterOp.Get8:
                {
                    var array = (TlArray*)fp[w[-1].B];
                    long index = fp[w[-1].C];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    fp[w[-1].A] = ((long*)array->Data)[index];
                    break;
                }
                case RegisterOp.Get1:
                {
                    var array = (TlArray*)fp[w[-1].B];
                    long index = fp[w[-1].C];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    fp[w[-1].A] = array->Data[index];
                    break;
                }
                case RegisterOp.Get8Small:
                {
                    var array = (TlArray*)fp[w[-1].B];
                    if (w[-1].C >= array->Length)
                        goto Rare;
                    fp[w[-1].A] = ((long*)array->Data)[w[-1].C];
                    break;
                }
                case RegisterOp.Set8:
                {
                    var array = (TlArray*)fp[w[-1].A];
                    long index = fp[w[-1].B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    ((long*)array->Data)[index] = fp[w[-1].C];
                    break;
                }
                case RegisterOp.Set1:
                {
                    var array = (TlArray*)fp[w[-1].A];
                    long index = fp[w[-1].B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    array->Data[index] = (byte)fp[w[-1].C];
                    break;
                }
                case RegisterOp.Set8Small:
                {
                    var array = (TlArray*)fp[w[-1].A];
                    long index = fp[w[-1].B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    ((long*)array->Data)[index] = w[-1].Small;
                    break;
                }
                case RegisterOp.Set1Small:
                {
                    var array = (TlArray*)fp[w[-1].A];
                    long index = fp[w[-1].B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    array->Data[index] = (byte)w[-1].Small;
                    break;
                }
                case RegisterOp.Set8At:
                {
                    var array = (TlArray*)fp[w[-1].A];
                    if (w[-1].B >= array->Length)
                        goto Rare;
                    ((long*)array->Data)[w[-1].B] = fp[w[-1].C];
                    break;
                }
                case RegisterOp.Push8:
                {
                    var array = (TlArray*)fp[w[-1].A];
                    long length = array->Length;
                    if (length >= array->Capacity)
                        goto Rare;
                    ((long*)array->Data)[length] = fp[w[-1].B];
                    array->Length = length + 1;
                    break;
                }
                case RegisterOp.Push1:
                {
                    var array = (TlArray*)fp[w[-1].A];
                    long length = array->Length;
                    if (length >= array->Capacity)
                        goto Rare;
                    array->Data[length] = (byte)fp[w[-1].B];
                    array->Length = length + 1;
                    break;
                }
                case RegisterOp.Pop8:
                {
                    var array = (TlArray*)fp[w[-1].B];
                    long last = array->Length - 1;
                    if (last < 0)
                        goto Rare;
                    array->Length = last;
                    fp[w[-1].A] = ((long*)array->Data)[last];
                    break;
                }
                case RegisterOp.Pop1:
                {
                    var array = (TlArray*)fp[w[-1].B];
                    long last = array->Length - 1;
                    if (last < 0)
                        goto Rare;
                    array->Length = last;
                    fp[w[-1].A] = array->Data[last];
                    break;
                }

                case RegisterOp.StringLen: fp[w[-1].A] = ((TlString*)fp[w[-1].B])->Length; break;
                case RegisterOp.StringGet:
                {
                    var text = (TlString*)fp[w[-1].B];
                    long index = fp[w[-1].C];
                    if ((ulong)index >= (ulong)text->Length)
                        goto Rare;
                    fp[w[-1].A] = text->Bytes[index];
                    break;
                }
                case RegisterOp.StringEq:
                    if (((TlString*)fp[w[-1].B])->Length >= Heap.SmallestWork)
                        goto Rare;
                    fp[w[-1].A] = AreEqual((TlString*)fp[w[-1].B], (TlString*)fp[w[-1].C]) ? 1 : 0;
                    break;
                case RegisterOp.StringNe:
                    if (((TlString*)fp[w[-1].B])->Length >= Heap.SmallestWork)
                        goto Rare;
                    fp[w[-1].A] = AreEqual((TlString*)fp[w[-1].B], (TlString*)fp[w[-1].C]) ? 0 : 1;
                    break;

                case RegisterOp.EnvGet: fp[w[-1].A] = ((long*)(fp[w[-1].B] + TlEnvironment.FieldsOffset))[w[-1].C]; break;
                case RegisterOp.EnvCellGet:
                    fp[w[-1].A] = ((TlCell*)((long*)(fp[w[-1].B] + TlEnvironment.FieldsOffset))[w[-1].C])->Value;
                    break;
                case RegisterOp.CellGet: fp[w[-1].A] = ((TlCell*)fp[w[-1].B])->Value; break;
                case RegisterOp.CellSet: ((TlCell*)fp[w[-1].A])->Value = fp[w[-1].B]; break;
                default: goto Rare;
            }

            continue;

        Taken:
            if (TMode.Counts)
                w[1].Taken++;
            budget -= w->Cost;
            if (budget < 0)
                goto PollBranch;
            w += w->Target - 1;
            continue;

        NotTaken:
            if (TMode.Counts)
                w[1].NotTaken++;
            w += 2;
            continue;

        PollBranch:
            SaveState(w - 1, fp, csp);
            budget = Poll();
            if (budget < 0)
                return false;
            _context->Budget = budget;
            w = ContinueLoop(w - 1, fp);
            if (w == null)
                return false;
            fp = _frame;
            csp = _control;
            budget = (int)_context->Budget;
            continue;

        PollEntry:
            SaveState(w, fp, csp);
            budget = Poll();
            if (budget < 0)
                return false;
            continue;

        Rare:
            SaveState(w - 1, fp, csp);
            w = ExecuteRare(w - 1, fp);
            if (w == null)
            {
                _context->Budget = budget;
                return false;
            }
        }
    }

    /// <summary>Not inlined: the comparison needs registers that the loop has better use for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AreEqual(TlString* a, TlString* b) => StringOperations.AreEqual(a, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FunctionIsHot(FunctionCode* callee, Word* w, long* fp, ControlFrame* csp)
    {
        SaveState(w, fp, csp);
        _tier?.FunctionIsHot((int)(callee - _functions));
    }

    private void SaveState(Word* w, long* fp, ControlFrame* csp)
    {
        _pc = w;
        _frame = fp;
        _control = csp;
    }
}
