using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    // Operations of one instruction each, and the operand stack.
    private sealed partial class Body
    {
        private void Push(int value) => Values[Variables + Depth++] = value;

        private int Pop() => Values[Variables + --Depth];

        private int Peek(int fromTop) => Values[Variables + Depth - 1 - fromTop];

        private int Append(in IrNode node) => Simplifier.Append(_ir, _block, node);

        private int Constant(long value) => Simplifier.Constant(_ir, _block, value);

        private void PushConstant(long value, IrType type) => Push(_ir.Append(_block, IrNode.Make(IrOp.Constant, type) with { Value = value }));

        private static IrNode Memory(IrOp op, MemoryClass memory, IrType type, int a = -1, int b = -1, int c = -1) =>
            IrNode.Make(op, type, a, b, c) with { Memory = memory };

        private void Unary(IrOp op, IrType type = IrType.Int) => Push(Append(IrNode.Make(op, type, Pop())));

        private void Binary(IrOp op, IrType type = IrType.Int)
        {
            int right = Pop(), left = Pop();
            Push(Append(IrNode.Make(op, type, left, right)));
        }

        private void Division(IrOp op)
        {
            Guard(Compare(IrCondition.Ne, Peek(0), Constant(0)));
            Binary(op);
        }

        private void RangeLast()
        {
            Guard(Compare(IrCondition.Ne, Peek(0), Constant(0)));
            int step = Pop(), bound = Pop(), start = Pop();
            Push(Append(IrNode.Make(IrOp.RangeLast, IrType.Int, start, bound, step)));
        }

        private int Compare(IrCondition condition, int left, int right) =>
            Append(IrNode.Make(IrOp.Compare, IrType.Int, left, right) with { Condition = condition });

        private void Comparison(IrCondition condition)
        {
            int right = Pop(), left = Pop();
            Push(Compare(condition, left, right));
        }

        private void FloatComparison(IrCondition condition)
        {
            int right = Pop(), left = Pop();
            Push(Append(IrNode.Make(IrOp.FCompare, IrType.Int, left, right) with { Condition = condition }));
        }

        /// <summary>Leaves when a condition does not hold: the interpreter repeats the instruction and reports what is wrong.</summary>
        private void Guard(int condition)
        {
            if (Simplifier.IsConstant(_ir, condition, out long value) && value != 0)
                return;
            Append(IrNode.Make(IrOp.Guard, IrType.None, condition) with { State = State() });
        }

        private static MemoryClass ElementsOf(TypeId element) => element == TypeId.Bool ? MemoryClass.Bools : TypeOf(element) switch
        {
            IrType.Int => MemoryClass.Ints,
            IrType.Float => MemoryClass.Floats,
            _ => MemoryClass.Refs,
        };

        private TypeId ElementType(int fromTop) => _module.Types[_types.Peek(fromTop)].Item;

        private int ArrayLength(int array) => Append(Memory(IrOp.ArrayLength, MemoryClass.ArrayHeader, IrType.Int, array));

        private int ArrayData(int array) => Append(Memory(IrOp.ArrayData, MemoryClass.ArrayHeader, IrType.Address, array));

        private void ReadArrayGet()
        {
            TypeId element = ElementType(1);
            Guard(Compare(IrCondition.Below, Peek(0), ArrayLength(Peek(1))));
            int index = Pop(), data = ArrayData(Pop());
            Push(Append(Memory(IrOp.LoadElement, ElementsOf(element), TypeOf(element), data, index)));
        }

        private void ReadArraySet()
        {
            TypeId element = ElementType(2);
            Guard(Compare(IrCondition.Below, Peek(1), ArrayLength(Peek(2))));
            int value = Pop(), index = Pop(), data = ArrayData(Pop());
            Append(Memory(IrOp.StoreElement, ElementsOf(element), IrType.None, data, index, value));
        }

        private void ReadArrayPop()
        {
            TypeId element = ElementType(0);
            int array = Peek(0), length = ArrayLength(array);
            Guard(Compare(IrCondition.Ne, length, Constant(0)));
            Pop();
            int last = Append(IrNode.Make(IrOp.Sub, IrType.Int, length, Constant(1)));
            int value = Append(Memory(IrOp.LoadElement, ElementsOf(element), TypeOf(element), ArrayData(array), last));
            Append(Memory(IrOp.StoreLength, MemoryClass.ArrayHeader, IrType.None, array, last));
            Push(value);
        }

        /// <summary>Appends where there is room; otherwise the interpreter's operation makes room.</summary>
        private void ReadArrayPush()
        {
            const float Growing = 0.01f;
            TypeId element = ElementType(1);
            int value = Pop(), array = Pop(), length = ArrayLength(array);
            int capacity = Append(Memory(IrOp.ArrayCapacity, MemoryClass.ArrayHeader, IrType.Int, array));
            float frequency = _ir.Block(_block).Frequency;
            int fast = _ir.NewBlock(frequency), slow = _ir.NewBlock(frequency * Growing), join = _ir.NewBlock(frequency);
            _ir.Branch(_block, Compare(IrCondition.Lt, length, capacity), fast, slow);
            _block = slow;
            var word = new Word { Op = element == TypeId.Bool ? RegisterOp.Push1 : RegisterOp.Push8, A = 0, B = 1 };
            Execute(new RuntimeWords(word, 0, 2), IrType.None, [array, value], MemoryClass.ArrayHeader);
            _ir.Jump(_block, join);
            _block = fast;
            Append(Memory(IrOp.StoreElement, ElementsOf(element), IrType.None, ArrayData(array), length, value));
            Append(Memory(IrOp.StoreLength, MemoryClass.ArrayHeader, IrType.None, array, Append(IrNode.Make(IrOp.Add, IrType.Int, length, Constant(1)))));
            _ir.Jump(_block, join);
            _block = join;
        }

        private void ReadStringGet()
        {
            Guard(Compare(IrCondition.Below, Peek(0), Append(IrNode.Make(IrOp.StringLength, IrType.Int, Peek(1)))));
            int index = Pop(), bytes = Append(IrNode.Make(IrOp.StringBytes, IrType.Address, Pop()));
            Push(Append(Memory(IrOp.LoadElement, MemoryClass.Constant, IrType.Int, bytes, index)));
        }

        /// <summary>What native code leaves to the interpreter's code.</summary>
        private void ReadExecuted(in Instruction instruction)
        {
            RuntimeWords words = RuntimeWords.Of(_module, instruction);
            int[] operands = [.. Values.AsSpan(Variables + Depth - words.Operands, words.Operands)];
            IrType type = OpcodeTable.Get(instruction.Opcode).Pushes switch
            {
                [] => IrType.None,
                [StackKind.F64] => IrType.Float,
                [StackKind.I64 or StackKind.Bool] => IrType.Int,
                _ => IrType.Ref,
            };
            Depth -= words.Operands;
            MemoryClass written = instruction.Opcode == Opcode.ArrayAppend ? MemoryClass.ArrayHeader : MemoryClass.Constant;
            int result = Execute(words, type, operands, written);
            if (type != IrType.None)
                Push(result);
        }

        private int Execute(RuntimeWords words, IrType type, ReadOnlySpan<int> operands, MemoryClass written)
        {
            int index = _builder.Words.FindIndex(known => known.First.Raw == words.First.Raw && known.Second == words.Second);
            if (index < 0)
            {
                index = _builder.Words.Count;
                _builder.Words.Add(words);
            }
            return Append(WithList(IrNode.Make(IrOp.Runtime, type) with { Value = index, Memory = written, State = Position() }, operands));
        }

        private IrNode WithList(IrNode node, ReadOnlySpan<int> operands)
        {
            (node.First, node.Count) = (_ir.NewList(operands.Length), operands.Length);
            operands.CopyTo(_ir.Lists[node.First..]);
            return node;
        }
    }
}
