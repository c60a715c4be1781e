using Lang.Bytecode.Runtime;
using Lang.Bytecode;
using Lang.Native.Target;

namespace Lang.Native.X64;

/// <summary>
/// The most frequent operations on strings in machine code: what takes less time than a call into C# takes to get there. Each is called like
/// <see cref="StubOffsets.Execute"/>, with a word and its slots, and does the usual case; for anything else (errors, long texts, no room in
/// the current run of free cells) it has changed nothing, and jumps there.
/// </summary>
/// <remarks>
/// A routine has no frame and calls nothing, so nobody walks the stack while it runs. It allocates as <see cref="Heap.AllocateSmall"/> does, from the cursors of
/// <see cref="HeapState"/>: a heap that collects at every allocation keeps those empty. An operand is read with no byte more than it has.
/// </remarks>
internal ref struct RuntimeRoutines
{
    /// <summary>Most bytes that are copied: beyond, the loop here is slower than a call and a wide copy.</summary>
    private const int MostCopiedBytes = 128;

    /// <summary>Digits that fit into 64 bits whatever they are; and numbers whose text fits into a buffer's first 8 bytes.</summary>
    private const int SafeDigits = 18, LargestShortNumber = 99_999_999;

    /// <summary>Keeps the word while its register is used for something else.</summary>
    private const Xmm SavedWord = Xmm.Xmm0;

    private const int SlotBytes = sizeof(long);

    private readonly ref Emitter _emitter;
    private readonly VmLayout _layout;
    private readonly int _execute;

    // The arguments, and what no convention saves besides.
    private readonly Gpr _word, _slots;
    private readonly Gpr _a, _b, _c, _d, _e;

    private RuntimeRoutines(ref Emitter emitter, CallingConvention convention, VmLayout layout, int execute)
    {
        _emitter = ref emitter;
        _layout = layout;
        _execute = execute;
        (_word, _slots) = (convention.IntArguments[0], convention.IntArguments[1]);
        (_a, _b, _c, _d, _e) = (Gpr.Rax, Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11);
    }

    private static int StringClass => SizeClasses.Of(TlString.Size);

    /// <summary>Emits a routine.</summary>
    /// <param name="emitter">Where it is written.</param>
    /// <param name="convention">Of the VM's code.</param>
    /// <param name="layout">Of the VM's range.</param>
    /// <param name="execute">Where anything unusual goes on: <see cref="StubOffsets.Execute"/>.</param>
    /// <param name="routine">Which.</param>
    public static void Emit(ref Emitter emitter, CallingConvention convention, VmLayout layout, int execute, RuntimeRoutine routine)
    {
        var routines = new RuntimeRoutines(ref emitter, convention, layout, execute);
        switch (routine)
        {
            case RuntimeRoutine.StringConcat: routines.EmitConcat(); break;
            case RuntimeRoutine.StringSlice: routines.EmitSlice(); break;
            case RuntimeRoutine.IntToString: routines.EmitIntToString(); break;
            case RuntimeRoutine.StringToInt: routines.EmitStringToInt(); break;
            case RuntimeRoutine.StringEq: routines.EmitCompare(ConditionCode.Equal); break;
            case RuntimeRoutine.StringNe: routines.EmitCompare(ConditionCode.NotEqual); break;
            case RuntimeRoutine.StringLt: routines.EmitCompare(ConditionCode.Below); break;
            case RuntimeRoutine.StringLe: routines.EmitCompare(ConditionCode.BelowOrEqual); break;
            case RuntimeRoutine.StringGt: routines.EmitCompare(ConditionCode.Above); break;
            case RuntimeRoutine.StringGe: routines.EmitCompare(ConditionCode.AboveOrEqual); break;
        }
    }

    private static Mem Field(Gpr text, int offset) => Mem.At(text, offset);

    private Mem Slot(int index) => Mem.At(_slots, index * SlotBytes);

    /// <summary>a + b where a ends where its buffer's used part ends, and b fits behind it: see <see cref="StringOperations.Append"/>.</summary>
    private void EmitConcat()
    {
        Label slow = _emitter.NewLabel(), first = _emitter.NewLabel(), second = _emitter.NewLabel();
        Gpr left = _a, right = _b, buffer = _c, end = _d, room = _e;
        _emitter.Mov(left, Slot(0));
        _emitter.Mov(right, Slot(1));
        _emitter.Arithmetic(ArithmeticOp.Cmp, Field(right, TlString.LengthOffset), 0, Width.Bits32);
        _emitter.Jcc(ConditionCode.Equal, first);
        _emitter.Arithmetic(ArithmeticOp.Cmp, Field(left, TlString.LengthOffset), 0, Width.Bits32);
        _emitter.Jcc(ConditionCode.Equal, second);
        _emitter.Mov(buffer, Field(left, TlString.BufferOffset));
        _emitter.Mov32(end, Field(left, TlString.OffsetOffset));
        _emitter.Arithmetic(ArithmeticOp.Add, end, Field(left, TlString.LengthOffset), Width.Bits32);
        _emitter.Arithmetic(ArithmeticOp.Cmp, end, Field(buffer, StringBuffer.UsedOffset), Width.Bits32);
        _emitter.Jcc(ConditionCode.NotEqual, slow);
        _emitter.Mov32(room, Field(buffer, StringBuffer.CapacityOffset));
        _emitter.Arithmetic(ArithmeticOp.Sub, room, end, Width.Bits32);
        _emitter.Arithmetic(ArithmeticOp.Cmp, room, Field(right, TlString.LengthOffset), Width.Bits32);
        _emitter.Jcc(ConditionCode.Less, slow);
        _emitter.Arithmetic(ArithmeticOp.Cmp, Field(right, TlString.LengthOffset), MostCopiedBytes, Width.Bits32);
        _emitter.Jcc(ConditionCode.Above, slow);

        Gpr text = _c, next = _d, heap = _e;
        _emitter.Mov(heap, Mem.InRange(_layout.Heap));
        _emitter.Mov(text, CursorField(heap, StringClass, Cursor.Next));
        _emitter.Lea(next, Mem.At(text, TlString.Size));
        _emitter.Arithmetic(ArithmeticOp.Cmp, next, CursorField(heap, StringClass, Cursor.End));
        _emitter.Jcc(ConditionCode.Above, slow);
        _emitter.Mov(CursorField(heap, StringClass, Cursor.Next), next);
        WriteHeader(text, ObjectHeader.Word(ObjectKind.String, TypeId.String.Index), heap, scratch: _d);

        // From here on it succeeds, and the word is needed no more.
        (buffer, end) = (_word, _d);
        Gpr length = _e;
        _emitter.Mov(buffer, Field(left, TlString.BufferOffset));
        _emitter.Mov(Field(text, TlString.BufferOffset), buffer);
        _emitter.Mov32(end, Field(left, TlString.OffsetOffset));
        _emitter.Mov(Field(text, TlString.OffsetOffset), end, Width.Bits32);
        _emitter.Mov32(length, Field(left, TlString.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Add, end, length);
        Gpr target = _a, added = _d, source = _e;
        _emitter.Lea(target, Mem.At(buffer, end, 1, StringBuffer.BytesOffset));
        _emitter.Mov32(added, Field(right, TlString.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Add, length, added, Width.Bits32);
        _emitter.Mov(Field(text, TlString.LengthOffset), length, Width.Bits32);
        _emitter.Arithmetic(ArithmeticOp.Add, Field(buffer, StringBuffer.UsedOffset), added, Width.Bits32);
        LoadBytes(source, right, scratch: _word);
        _emitter.Mov(Slot(0), text);
        Copy(target, source, added, scratch: _b);
        _emitter.Bind(first);
        _emitter.Ret();
        _emitter.Bind(second);
        _emitter.Mov(Slot(0), right);
        _emitter.Ret();
        _emitter.Bind(slow);
        _emitter.JmpInRange(_execute);
    }

    /// <summary>A short slice is a copy; see <see cref="StringOperations.Slice"/>.</summary>
    private void EmitSlice()
    {
        Label slow = _emitter.NewLabel(), whole = _emitter.NewLabel();
        Gpr text = _a, start = _b, end = _c, all = _d, length = _e;
        _emitter.Mov(text, Slot(0));
        _emitter.Mov(start, Slot(1));
        _emitter.Mov(end, Slot(2));
        _emitter.Mov32(all, Field(text, TlString.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Cmp, end, all);
        _emitter.Jcc(ConditionCode.Above, slow);
        _emitter.Arithmetic(ArithmeticOp.Cmp, start, end);
        _emitter.Jcc(ConditionCode.AboveOrEqual, slow);
        _emitter.Mov(length, end);
        _emitter.Arithmetic(ArithmeticOp.Sub, length, start);
        _emitter.Arithmetic(ArithmeticOp.Cmp, length, all);
        _emitter.Jcc(ConditionCode.Equal, whole);
        _emitter.Arithmetic(ArithmeticOp.Cmp, length, StringOperations.SmallestSharedSlice);
        _emitter.Jcc(ConditionCode.AboveOrEqual, slow);
        (Gpr made, Gpr target) = NewString(length, slow);
        Gpr source = _word;
        _emitter.Mov(_c, Slot(0));
        LoadBytes(source, _c, scratch: _d);
        _emitter.Arithmetic(ArithmeticOp.Add, source, Slot(1));
        _emitter.Mov(Slot(0), made);
        Copy(target, source, length, scratch: made);
        _emitter.Bind(whole);
        _emitter.Ret();
        _emitter.Bind(slow);
        _emitter.JmpInRange(_execute);
    }

    /// <summary>Digits from the last one on, each by a multiplication.</summary>
    private void EmitIntToString()
    {
        const int Reciprocal = 35;
        const long TenthOfPower = 0xCCCC_CCCD;
        Label slow = _emitter.NewLabel(), counted = _emitter.NewLabel();
        Gpr value = _a, length = _e;
        _emitter.Mov(value, Slot(0));
        _emitter.Arithmetic(ArithmeticOp.Cmp, value, LargestShortNumber);
        _emitter.Jcc(ConditionCode.Above, slow);
        _emitter.MovImmediate(length, 1);
        for (int power = 10; power < LargestShortNumber; power *= 10)
        {
            _emitter.Arithmetic(ArithmeticOp.Cmp, value, power);
            _emitter.Jcc(ConditionCode.Below, counted);
            _emitter.Arithmetic(ArithmeticOp.Add, length, 1);
        }
        _emitter.Bind(counted);
        (Gpr made, Gpr target) = NewString(length, slow);
        Gpr rest = _c, quotient = _d, tenth = _word;
        _emitter.Mov(rest, Slot(0));
        _emitter.Mov(Slot(0), made);
        _emitter.MovImmediate(tenth, TenthOfPower);
        Label next = _emitter.MarkLabel();
        _emitter.Mov(quotient, rest);
        _emitter.Imul(quotient, tenth);
        _emitter.Shift(ShiftOp.Right, quotient, Reciprocal);
        _emitter.Lea(made, Mem.At(quotient, quotient, 4));
        _emitter.Arithmetic(ArithmeticOp.Add, made, made);
        _emitter.Arithmetic(ArithmeticOp.Sub, rest, made);
        _emitter.Arithmetic(ArithmeticOp.Add, rest, '0');
        _emitter.Mov(Mem.At(target, length, 1, -1), rest, Width.Bits8);
        _emitter.Mov(rest, quotient);
        _emitter.Arithmetic(ArithmeticOp.Sub, length, 1);
        _emitter.JccShort(ConditionCode.NotEqual, next);
        _emitter.Ret();
        _emitter.Bind(slow);
        _emitter.JmpInRange(_execute);
    }

    /// <summary>Digits only, and few enough to fit.</summary>
    private void EmitStringToInt()
    {
        Label slow = _emitter.NewLabel();
        Gpr value = _a, text = _b, source = _c, digit = _d, length = _e;
        _emitter.Mov(text, Slot(0));
        _emitter.Mov32(length, Field(text, TlString.LengthOffset));
        _emitter.Lea(digit, Mem.At(length, -1));
        _emitter.Arithmetic(ArithmeticOp.Cmp, digit, SafeDigits - 1);
        _emitter.Jcc(ConditionCode.Above, slow);
        LoadBytes(source, text, scratch: digit);
        _emitter.Zero(value);
        Label next = _emitter.MarkLabel();
        _emitter.MovZeroExtend8(digit, Mem.At(source));
        _emitter.Arithmetic(ArithmeticOp.Sub, digit, '0', Width.Bits32);
        _emitter.Arithmetic(ArithmeticOp.Cmp, digit, 9, Width.Bits32);
        _emitter.Jcc(ConditionCode.Above, slow);
        _emitter.Lea(value, Mem.At(value, value, 4));
        _emitter.Lea(value, Mem.At(digit, value, 2));
        _emitter.Arithmetic(ArithmeticOp.Add, source, 1);
        _emitter.Arithmetic(ArithmeticOp.Sub, length, 1);
        _emitter.JccShort(ConditionCode.NotEqual, next);
        _emitter.Mov(Slot(0), value);
        _emitter.Ret();
        _emitter.Bind(slow);
        _emitter.JmpInRange(_execute);
    }

    /// <summary>Bytes as unsigned numbers, a prefix before what it begins. Never needs the other code.</summary>
    private void EmitCompare(ConditionCode condition)
    {
        bool isEquality = condition is ConditionCode.Equal or ConditionCode.NotEqual;
        Label decided = _emitter.NewLabel(), bytes = _emitter.NewLabel(), lengths = _emitter.NewLabel(), single = _emitter.NewLabel();
        Gpr left = _a, right = _b, count = _c, loaded = _d, scratch = _e;
        _emitter.Mov(left, Slot(0));
        _emitter.Mov(right, Slot(1));
        _emitter.Mov32(count, Field(left, TlString.LengthOffset));
        _emitter.Mov32(loaded, Field(right, TlString.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Cmp, count, loaded);
        if (isEquality)
            _emitter.Jcc(ConditionCode.NotEqual, decided);
        else
            _emitter.CmovCc(ConditionCode.Above, count, loaded);
        LoadBytes(left, left, scratch);
        LoadBytes(right, right, scratch);
        Label eight = _emitter.MarkLabel();
        _emitter.Arithmetic(ArithmeticOp.Cmp, count, sizeof(long));
        _emitter.JccShort(ConditionCode.Below, bytes);
        _emitter.Mov(loaded, Mem.At(left));
        _emitter.Arithmetic(ArithmeticOp.Cmp, loaded, Mem.At(right));
        _emitter.JccShort(ConditionCode.NotEqual, single);
        _emitter.Arithmetic(ArithmeticOp.Add, left, sizeof(long));
        _emitter.Arithmetic(ArithmeticOp.Add, right, sizeof(long));
        _emitter.Arithmetic(ArithmeticOp.Sub, count, sizeof(long));
        _emitter.JmpShort(eight);
        _emitter.Bind(bytes);
        _emitter.Test(count, count);
        _emitter.JccShort(ConditionCode.Equal, lengths);
        _emitter.Bind(single);
        _emitter.MovZeroExtend8(loaded, Mem.At(left));
        _emitter.MovZeroExtend8(scratch, Mem.At(right));
        _emitter.Arithmetic(ArithmeticOp.Cmp, loaded, scratch);
        _emitter.JccShort(ConditionCode.NotEqual, decided);
        _emitter.Arithmetic(ArithmeticOp.Add, left, 1);
        _emitter.Arithmetic(ArithmeticOp.Add, right, 1);
        _emitter.Arithmetic(ArithmeticOp.Sub, count, 1);
        _emitter.JccShort(ConditionCode.NotEqual, single);
        _emitter.Bind(lengths);
        _emitter.Mov(left, Slot(0));
        _emitter.Mov(right, Slot(1));
        _emitter.Mov32(count, Field(left, TlString.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Cmp, count, Field(right, TlString.LengthOffset), Width.Bits32);
        _emitter.Bind(decided);
        _emitter.SetCc(condition, _a);
        _emitter.MovZeroExtend8(_a, _a);
        _emitter.Mov(Slot(0), _a);
        _emitter.Ret();
    }

    /// <summary>
    /// Makes a string and its buffer for 1 to 63 bytes, whose number is in <paramref name="length"/>, the last of the scratch registers; all others may change. The bytes
    /// are not written. Goes to <paramref name="slow"/> with the word restored when there is no room.
    /// </summary>
    /// <returns>Registers of the string and of its first byte's address.</returns>
    private readonly (Gpr Text, Gpr Bytes) NewString(Gpr length, Label slow)
    {
        Label undo = _emitter.NewLabel(), failed = _emitter.NewLabel(), done = _emitter.NewLabel();
        Gpr buffer = _a, text = _b, bytes = _c, heap = _d, cursor = _word;
        _emitter.MovBits(SavedWord, _word);
        _emitter.Mov(heap, Mem.InRange(_layout.Heap));
        // The cell's bytes; classes of that size are 8 bytes apart, their cursors sizeof(AllocationCursor).
        _emitter.Lea(bytes, Mem.At(length, StringBuffer.BytesOffset + 7));
        _emitter.Arithmetic(ArithmeticOp.And, bytes, -8);
        _emitter.Lea(cursor, Mem.At(bytes, bytes, 2));
        _emitter.Arithmetic(ArithmeticOp.Add, cursor, heap);
        int ofBytes = Cursor.Offset(0) - (SizeClasses.CellSize(0) * Cursor.Bytes / 8);
        _emitter.Mov(buffer, Mem.At(cursor, ofBytes + Cursor.Next));
        _emitter.Lea(text, Mem.At(buffer, bytes, 1));
        _emitter.Arithmetic(ArithmeticOp.Cmp, text, Mem.At(cursor, ofBytes + Cursor.End));
        _emitter.JccShort(ConditionCode.Above, failed);
        _emitter.Mov(Mem.At(cursor, ofBytes + Cursor.Next), text);
        _emitter.Mov(text, CursorField(heap, StringClass, Cursor.Next));
        _emitter.Lea(bytes, Mem.At(text, TlString.Size));
        _emitter.Arithmetic(ArithmeticOp.Cmp, bytes, CursorField(heap, StringClass, Cursor.End));
        _emitter.JccShort(ConditionCode.Above, undo);
        _emitter.Mov(CursorField(heap, StringClass, Cursor.Next), bytes);

        Gpr scratch = cursor;
        WriteHeader(text, ObjectHeader.Word(ObjectKind.String, TypeId.String.Index), heap, scratch);
        WriteHeader(buffer, ObjectHeader.Word(ObjectKind.StringBuffer, 0), heap, scratch);
        _emitter.Mov(Field(text, TlString.BufferOffset), buffer);
        _emitter.Mov(Field(text, TlString.OffsetOffset), 0, Width.Bits32);
        _emitter.Mov(Field(text, TlString.LengthOffset), length, Width.Bits32);
        _emitter.Mov(Field(buffer, StringBuffer.UsedOffset), length, Width.Bits32);
        _emitter.Lea(bytes, Mem.At(length, 7));
        _emitter.Arithmetic(ArithmeticOp.And, bytes, -8);
        _emitter.Mov(Field(buffer, StringBuffer.CapacityOffset), bytes, Width.Bits32);
        _emitter.Arithmetic(ArithmeticOp.Add, buffer, StringBuffer.BytesOffset);
        _emitter.JmpShort(done);
        _emitter.Bind(undo);
        _emitter.Mov(Mem.At(cursor, ofBytes + Cursor.Next), buffer);
        _emitter.Bind(failed);
        _emitter.MovBits(_word, SavedWord);
        _emitter.Jmp(slow);
        _emitter.Bind(done);
        return (text, buffer);
    }

    private readonly void WriteHeader(Gpr target, ulong header, Gpr heap, Gpr scratch)
    {
        _emitter.MovImmediate(scratch, (long)header);
        _emitter.Arithmetic(ArithmeticOp.Or, scratch, Mem.At(heap, HeapState.ColorBitsOffset));
        _emitter.Mov(Mem.At(target), scratch);
    }

    /// <summary>The address of a string's first byte. Both registers may be the same.</summary>
    private readonly void LoadBytes(Gpr destination, Gpr text, Gpr scratch)
    {
        _emitter.Mov32(scratch, Field(text, TlString.OffsetOffset));
        _emitter.Mov(destination, Field(text, TlString.BufferOffset));
        _emitter.Lea(destination, Mem.At(destination, scratch, 1, StringBuffer.BytesOffset));
    }

    /// <summary>Copies one byte or more, eight at a time while there are as many; all registers change.</summary>
    private readonly void Copy(Gpr target, Gpr source, Gpr count, Gpr scratch)
    {
        Label rest = _emitter.NewLabel(), done = _emitter.NewLabel();
        Label eight = _emitter.MarkLabel();
        _emitter.Arithmetic(ArithmeticOp.Cmp, count, sizeof(long));
        _emitter.JccShort(ConditionCode.Below, rest);
        _emitter.Mov(scratch, Mem.At(source));
        _emitter.Mov(Mem.At(target), scratch);
        _emitter.Arithmetic(ArithmeticOp.Add, source, sizeof(long));
        _emitter.Arithmetic(ArithmeticOp.Add, target, sizeof(long));
        _emitter.Arithmetic(ArithmeticOp.Sub, count, sizeof(long));
        _emitter.JmpShort(eight);
        _emitter.Bind(rest);
        _emitter.Test(count, count);
        _emitter.JccShort(ConditionCode.Equal, done);
        Label one = _emitter.MarkLabel();
        _emitter.MovZeroExtend8(scratch, Mem.At(source, count, 1, -1));
        _emitter.Mov(Mem.At(target, count, 1, -1), scratch, Width.Bits8);
        _emitter.Arithmetic(ArithmeticOp.Sub, count, 1);
        _emitter.JccShort(ConditionCode.NotEqual, one);
        _emitter.Bind(done);
    }

    private static Mem CursorField(Gpr heap, int sizeClass, int field) => Mem.At(heap, Cursor.Offset(sizeClass) + field);

    /// <summary>Where the cursor of a size class lies in the heap's state.</summary>
    private static unsafe class Cursor
    {
        public const int Next = AllocationCursor.NextOffset, End = AllocationCursor.EndOffset;

        public static int Bytes => sizeof(AllocationCursor);

        public static int Offset(int sizeClass) => sizeof(HeapState) + (sizeClass * Bytes);
    }
}
