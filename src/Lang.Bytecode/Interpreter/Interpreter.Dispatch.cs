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
    /// limits are looked at. That makes fuel exact at no extra cost. There is one variable for the current word and none
    /// for the next: with two, the JIT keeps one of them in memory, and each word waits for it.
    /// </remarks>
    [SkipLocalsInit]
    private bool Dispatch<TMode>(Word* w, long* fp, ControlFrame* csp, int budget)
        where TMode : struct, IProfileMode
    {
        for (;;)
        {
            switch (w->Op)
            {
                case RegisterOp.Decode:
                    w = DecodeCallee((FunctionCode*)w);
                    continue;
                case RegisterOp.Halt:
                    SaveState(w, fp, csp);
                    _budget = budget;
                    return true;
                case RegisterOp.CheckFrame:
                    if (!HasRoom(fp, csp, w->Immediate))
                        goto Rare;
                    break;
                case RegisterOp.Zero:
                    Unsafe.InitBlockUnaligned(fp + w->A, 0, (uint)w->Immediate * sizeof(long));
                    break;

                case RegisterOp.Jump:
                    w += w[1].Target;
                    continue;
                case RegisterOp.JumpBack: goto Taken;
                case RegisterOp.AddJump:
                    fp[w->A] += w->Small;
                    goto Taken;
                case RegisterOp.JumpTrue:
                    if (fp[w->A] != 0) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFalse:
                    if (fp[w->A] == 0) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpEq:
                    if (fp[w->A] == fp[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpNe:
                    if (fp[w->A] != fp[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLt:
                    if (fp[w->A] < fp[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLe:
                    if (fp[w->A] <= fp[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpEqImm:
                    if (fp[w->A] == w->Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpNeImm:
                    if (fp[w->A] != w->Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLtImm:
                    if (fp[w->A] < w->Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpLeImm:
                    if (fp[w->A] <= w->Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpGtImm:
                    if (fp[w->A] > w->Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpGeImm:
                    if (fp[w->A] >= w->Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFEq:
                    if (((double*)fp)[w->A] == ((double*)fp)[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFNe:
                    if (((double*)fp)[w->A] != ((double*)fp)[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFLt:
                    if (((double*)fp)[w->A] < ((double*)fp)[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFLe:
                    if (((double*)fp)[w->A] <= ((double*)fp)[w->B]) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFNotLt:
                    if (!(((double*)fp)[w->A] < ((double*)fp)[w->B])) goto Taken;
                    goto NotTaken;
                case RegisterOp.JumpFNotLe:
                    if (!(((double*)fp)[w->A] <= ((double*)fp)[w->B])) goto Taken;
                    goto NotTaken;
                case RegisterOp.LoopLt:
                {
                    long next = fp[w->A] + w->Small;
                    fp[w->A] = next;
                    if (next < fp[w->B]) goto Taken;
                    goto NotTaken;
                }
                case RegisterOp.LoopLtImm:
                    if (++fp[w->A] < w->Immediate) goto Taken;
                    goto NotTaken;
                case RegisterOp.LoopNe:
                    if (fp[w->A] == fp[w->B]) goto NotTaken;
                    fp[w->A] += w->Small;
                    goto Taken;
                case RegisterOp.LoopNeImm:
                    if (fp[w->A] == w->Immediate) goto NotTaken;
                    fp[w->A]++;
                    goto Taken;

                case RegisterOp.Call:
                {
                    var callee = (FunctionCode*)w[1].Raw;
                    if (csp == _controlEnd)
                        goto Rare;
                    csp->ReturnTo = w + 2;
                    csp->Frame = fp;
                    csp++;
                    fp += w->B;
                    if (TMode.Counts)
                        callee->Calls++;
                    w = callee->Entry;
                    if (--budget >= 0)
                        continue;
                    goto PollEntry;
                }
                case RegisterOp.CallValue:
                {
                    var value = (TlFunction*)fp[w->B];
                    if (csp == _controlEnd || value == null)
                        goto Rare;
                    FunctionCode* callee = _functions + value->Index;
                    if (TMode.Counts)
                    {
                        CountCallee((CalleeRecord*)w[1].Raw, (int)value->Index);
                        callee->Calls++;
                    }
                    csp->ReturnTo = w + 2;
                    csp->Frame = fp;
                    csp++;
                    fp += w->C;
                    if (callee->HasEnvironment != 0)
                        *--fp = (long)value->Environment;
                    w = callee->Entry;
                    if (--budget >= 0)
                        continue;
                    goto PollEntry;
                }
                case RegisterOp.Return:
                {
                    long result = fp[w->A];
                    csp--;
                    w = csp->ReturnTo;
                    fp = csp->Frame;
                    fp[w[-2].A] = result;
                    continue;
                }
                case RegisterOp.ReturnImm:
                {
                    long result = w->Immediate;
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

                case RegisterOp.Move: fp[w->A] = fp[w->B]; break;
                case RegisterOp.LoadImm: fp[w->A] = w->Immediate; break;
                case RegisterOp.LoadK:
                    fp[w->A] = w[1].Raw;
                    w += 2;
                    continue;
                case RegisterOp.LoadString:
                {
                    long literal = _literals[w->Immediate];
                    if (literal == 0)
                        goto Rare;
                    fp[w->A] = literal;
                    break;
                }
                case RegisterOp.LoadGlobal: fp[w->A] = _globals[w->Immediate]; break;
                case RegisterOp.StoreGlobal: _globals[w->Immediate] = fp[w->A]; break;

                case RegisterOp.Add: fp[w->A] = fp[w->B] + fp[w->C]; break;
                case RegisterOp.Sub: fp[w->A] = fp[w->B] - fp[w->C]; break;
                case RegisterOp.Mul: fp[w->A] = fp[w->B] * fp[w->C]; break;
                case RegisterOp.Div:
                {
                    long divisor = fp[w->C];
                    if ((ulong)(divisor + 1) <= 1)
                        goto Rare;
                    fp[w->A] = fp[w->B] / divisor;
                    break;
                }
                case RegisterOp.Mod:
                {
                    long divisor = fp[w->C];
                    if ((ulong)(divisor + 1) <= 1)
                        goto Rare;
                    fp[w->A] = fp[w->B] % divisor;
                    break;
                }
                case RegisterOp.And: fp[w->A] = fp[w->B] & fp[w->C]; break;
                case RegisterOp.Or: fp[w->A] = fp[w->B] | fp[w->C]; break;
                case RegisterOp.Xor: fp[w->A] = fp[w->B] ^ fp[w->C]; break;
                case RegisterOp.Shl: fp[w->A] = fp[w->B] << (int)fp[w->C]; break;
                case RegisterOp.Shr: fp[w->A] = fp[w->B] >> (int)fp[w->C]; break;
                case RegisterOp.UShr: fp[w->A] = fp[w->B] >>> (int)fp[w->C]; break;
                case RegisterOp.AddSmall: fp[w->A] = fp[w->B] + w->Small; break;
                case RegisterOp.AddK: fp[w->A] = fp[w->B] + w[1].Raw; w += 2; continue;
                case RegisterOp.KSub: fp[w->A] = w[1].Raw - fp[w->B]; w += 2; continue;
                case RegisterOp.MulK: fp[w->A] = fp[w->B] * w[1].Raw; w += 2; continue;
                case RegisterOp.DivK: fp[w->A] = fp[w->B] / w[1].Raw; w += 2; continue;
                case RegisterOp.ModK: fp[w->A] = fp[w->B] % w[1].Raw; w += 2; continue;
                case RegisterOp.AndK: fp[w->A] = fp[w->B] & w[1].Raw; w += 2; continue;
                case RegisterOp.OrK: fp[w->A] = fp[w->B] | w[1].Raw; w += 2; continue;
                case RegisterOp.XorK: fp[w->A] = fp[w->B] ^ w[1].Raw; w += 2; continue;
                case RegisterOp.ShlSmall: fp[w->A] = fp[w->B] << w->C; break;
                case RegisterOp.ShrSmall: fp[w->A] = fp[w->B] >> w->C; break;
                case RegisterOp.UShrSmall: fp[w->A] = fp[w->B] >>> w->C; break;
                case RegisterOp.Neg: fp[w->A] = -fp[w->B]; break;
                case RegisterOp.BitNot: fp[w->A] = ~fp[w->B]; break;
                case RegisterOp.Not: fp[w->A] = fp[w->B] ^ 1; break;
                case RegisterOp.Abs:
                {
                    long sign = fp[w->B] >> 63;
                    fp[w->A] = (fp[w->B] ^ sign) - sign;
                    break;
                }
                case RegisterOp.Min: fp[w->A] = Math.Min(fp[w->B], fp[w->C]); break;
                case RegisterOp.Max: fp[w->A] = Math.Max(fp[w->B], fp[w->C]); break;
                case RegisterOp.Eq: fp[w->A] = fp[w->B] == fp[w->C] ? 1 : 0; break;
                case RegisterOp.Ne: fp[w->A] = fp[w->B] != fp[w->C] ? 1 : 0; break;
                case RegisterOp.Lt: fp[w->A] = fp[w->B] < fp[w->C] ? 1 : 0; break;
                case RegisterOp.Le: fp[w->A] = fp[w->B] <= fp[w->C] ? 1 : 0; break;

                case RegisterOp.FAdd: ((double*)fp)[w->A] = ((double*)fp)[w->B] + ((double*)fp)[w->C]; break;
                case RegisterOp.FSub: ((double*)fp)[w->A] = ((double*)fp)[w->B] - ((double*)fp)[w->C]; break;
                case RegisterOp.FMul: ((double*)fp)[w->A] = ((double*)fp)[w->B] * ((double*)fp)[w->C]; break;
                case RegisterOp.FDiv: ((double*)fp)[w->A] = ((double*)fp)[w->B] / ((double*)fp)[w->C]; break;
                case RegisterOp.FAddK: ((double*)fp)[w->A] = ((double*)fp)[w->B] + w[1].Float; w += 2; continue;
                case RegisterOp.FSubK: ((double*)fp)[w->A] = ((double*)fp)[w->B] - w[1].Float; w += 2; continue;
                case RegisterOp.FKSub: ((double*)fp)[w->A] = w[1].Float - ((double*)fp)[w->B]; w += 2; continue;
                case RegisterOp.FMulK: ((double*)fp)[w->A] = ((double*)fp)[w->B] * w[1].Float; w += 2; continue;
                case RegisterOp.FDivK: ((double*)fp)[w->A] = ((double*)fp)[w->B] / w[1].Float; w += 2; continue;
                case RegisterOp.FKDiv: ((double*)fp)[w->A] = w[1].Float / ((double*)fp)[w->B]; w += 2; continue;
                case RegisterOp.FNeg: fp[w->A] = fp[w->B] ^ long.MinValue; break;
                case RegisterOp.FAbs: fp[w->A] = fp[w->B] & long.MaxValue; break;
                case RegisterOp.Sqrt: ((double*)fp)[w->A] = Math.Sqrt(((double*)fp)[w->B]); break;
                case RegisterOp.IntToFloat: ((double*)fp)[w->A] = fp[w->B]; break;
                case RegisterOp.FEq: fp[w->A] = ((double*)fp)[w->B] == ((double*)fp)[w->C] ? 1 : 0; break;
                case RegisterOp.FNe: fp[w->A] = ((double*)fp)[w->B] != ((double*)fp)[w->C] ? 1 : 0; break;
                case RegisterOp.FLt: fp[w->A] = ((double*)fp)[w->B] < ((double*)fp)[w->C] ? 1 : 0; break;
                case RegisterOp.FLe: fp[w->A] = ((double*)fp)[w->B] <= ((double*)fp)[w->C] ? 1 : 0; break;

                case RegisterOp.ArrayLen: fp[w->A] = ((TlArray*)fp[w->B])->Length; break;
                case RegisterOp.Get8:
                {
                    var array = (TlArray*)fp[w->B];
                    long index = fp[w->C];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    fp[w->A] = ((long*)array->Data)[index];
                    break;
                }
                case RegisterOp.Get1:
                {
                    var array = (TlArray*)fp[w->B];
                    long index = fp[w->C];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    fp[w->A] = array->Data[index];
                    break;
                }
                case RegisterOp.Get8Small:
                {
                    var array = (TlArray*)fp[w->B];
                    if (w->C >= array->Length)
                        goto Rare;
                    fp[w->A] = ((long*)array->Data)[w->C];
                    break;
                }
                case RegisterOp.Set8:
                {
                    var array = (TlArray*)fp[w->A];
                    long index = fp[w->B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    ((long*)array->Data)[index] = fp[w->C];
                    break;
                }
                case RegisterOp.Set1:
                {
                    var array = (TlArray*)fp[w->A];
                    long index = fp[w->B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    array->Data[index] = (byte)fp[w->C];
                    break;
                }
                case RegisterOp.Set8Small:
                {
                    var array = (TlArray*)fp[w->A];
                    long index = fp[w->B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    ((long*)array->Data)[index] = w->Small;
                    break;
                }
                case RegisterOp.Set1Small:
                {
                    var array = (TlArray*)fp[w->A];
                    long index = fp[w->B];
                    if ((ulong)index >= (ulong)array->Length)
                        goto Rare;
                    array->Data[index] = (byte)w->Small;
                    break;
                }
                case RegisterOp.Set8At:
                {
                    var array = (TlArray*)fp[w->A];
                    if (w->B >= array->Length)
                        goto Rare;
                    ((long*)array->Data)[w->B] = fp[w->C];
                    break;
                }
                case RegisterOp.Push8:
                {
                    var array = (TlArray*)fp[w->A];
                    long length = array->Length;
                    if (length >= array->Capacity)
                        goto Rare;
                    ((long*)array->Data)[length] = fp[w->B];
                    array->Length = length + 1;
                    break;
                }
                case RegisterOp.Push1:
                {
                    var array = (TlArray*)fp[w->A];
                    long length = array->Length;
                    if (length >= array->Capacity)
                        goto Rare;
                    array->Data[length] = (byte)fp[w->B];
                    array->Length = length + 1;
                    break;
                }
                case RegisterOp.Pop8:
                {
                    var array = (TlArray*)fp[w->B];
                    long last = array->Length - 1;
                    if (last < 0)
                        goto Rare;
                    array->Length = last;
                    fp[w->A] = ((long*)array->Data)[last];
                    break;
                }
                case RegisterOp.Pop1:
                {
                    var array = (TlArray*)fp[w->B];
                    long last = array->Length - 1;
                    if (last < 0)
                        goto Rare;
                    array->Length = last;
                    fp[w->A] = array->Data[last];
                    break;
                }

                case RegisterOp.StringLen: fp[w->A] = ((TlString*)fp[w->B])->Length; break;
                case RegisterOp.StringGet:
                {
                    var text = (TlString*)fp[w->B];
                    long index = fp[w->C];
                    if ((ulong)index >= (ulong)text->Length)
                        goto Rare;
                    fp[w->A] = text->Bytes[index];
                    break;
                }
                case RegisterOp.StringEq:
                    fp[w->A] = AreEqual((TlString*)fp[w->B], (TlString*)fp[w->C]) ? 1 : 0;
                    break;
                case RegisterOp.StringNe:
                    fp[w->A] = AreEqual((TlString*)fp[w->B], (TlString*)fp[w->C]) ? 0 : 1;
                    break;

                case RegisterOp.EnvGet: fp[w->A] = ((long*)(fp[w->B] + TlEnvironment.FieldsOffset))[w->C]; break;
                case RegisterOp.EnvCellGet:
                    fp[w->A] = ((TlCell*)((long*)(fp[w->B] + TlEnvironment.FieldsOffset))[w->C])->Value;
                    break;
                case RegisterOp.CellGet: fp[w->A] = ((TlCell*)fp[w->B])->Value; break;
                case RegisterOp.CellSet: ((TlCell*)fp[w->A])->Value = fp[w->B]; break;
                default: goto Rare;
            }

            // The next word. Everything that goes elsewhere continues the loop by itself.
            w++;
            continue;

        Taken:
            if (TMode.Counts)
                w[2].Taken++;
            budget -= w[1].Cost;
            if (budget < 0)
                goto PollBranch;
            w += w[1].Target;
            continue;

        NotTaken:
            if (TMode.Counts)
                w[2].NotTaken++;
            w += 3;
            continue;

        PollBranch:
            SaveState(w, fp, csp);
            budget = Poll();
            if (budget < 0)
                return false;
            w += w[1].Target;
            continue;

        PollEntry:
            SaveState(w, fp, csp);
            budget = Poll();
            if (budget < 0)
                return false;
            continue;

        Rare:
            SaveState(w, fp, csp);
            w = ExecuteRare(w, fp);
            if (w == null)
                return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CountCallee(CalleeRecord* record, int function)
    {
        if (record->Function0 == function + 1)
            record->Count0++;
        else
            record->AddSlow(function);
    }

    /// <summary>Not inlined: the comparison needs registers that the loop has better use for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AreEqual(TlString* a, TlString* b) => StringOperations.AreEqual(a, b);

    private void SaveState(Word* w, long* fp, ControlFrame* csp)
    {
        _pc = w;
        _frame = fp;
        _control = csp;
    }
}
