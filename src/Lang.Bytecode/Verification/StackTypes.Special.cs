using System.Collections.Immutable;

namespace Lang.Bytecode.Verification;

// Opcodes whose types come from variables, signatures and the type table.
public sealed partial class StackTypes
{
    /// <summary>Applies an opcode that has a rule of its own; false for the others.</summary>
    private bool ApplySpecial(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LoadConst:
                Push(_function.Constants[instruction.A] is 0 or 1 ? TypeId.Bool : TypeId.I64);
                break;
            case Opcode.LoadVar:
                Push(_function.Variables[instruction.A]);
                break;
            case Opcode.StoreVar:
                PopAs(_function.Variables[instruction.A], "the value");
                break;
            case Opcode.LoadGlobal:
                TypeId global = _module.Globals[instruction.A].Type;
                Push(global, maybeUnset: _types[global].Kind == TypeKind.Environment);
                break;
            case Opcode.StoreGlobal:
                if (_module.Globals[instruction.A].IsInput)
                    Fail($"{_module.Globals[instruction.A].Name} is an input of the host");
                PopAs(_module.Globals[instruction.A].Type, "the value");
                break;
            case Opcode.And or Opcode.Or or Opcode.Xor:
                TypeId right = Pop("operand b"), left = Pop("operand a");
                Want(left, TypeId.I64, "operand a");
                Want(right, TypeId.I64, "operand b");
                Push(left == TypeId.Bool && right == TypeId.Bool ? TypeId.Bool : TypeId.I64);
                break;
            case Opcode.Dup:
                CopyFromBelow(1);
                break;
            case Opcode.Dup2:
                CopyFromBelow(2);
                CopyFromBelow(2);
                break;
            case Opcode.Pop:
                Depth--;
                break;
            case Opcode.Return:
                if (_function.Result.Exists)
                    PopAs(_function.Result, "the result");
                break;
            case Opcode.Call:
                ApplyCall(_module.Functions[instruction.A]);
                break;
            case Opcode.CallHost:
                HostImport import = _module.HostImports[instruction.A];
                PopAll(import.Parameters.AsSpan(), "argument");
                PushResult(import.Result);
                break;
            case Opcode.CallValue:
                ApplyCallValue(new TypeId(instruction.A));
                break;
            case Opcode.NewFunction:
                ApplyNewFunction(_module.Functions[instruction.A]);
                break;
            case Opcode.NewEnv:
                ApplyNewEnvironment(new TypeId(instruction.A));
                break;
            case Opcode.EnvGet:
                ApplyField(instruction.A);
                break;
            case Opcode.NewCell:
                if (OperandIs(instruction.A, TypeKind.Cell, out BytecodeType cell))
                    PopAs(cell.Item, "the value");
                Push(new TypeId(instruction.A));
                break;
            case Opcode.CheckSet:
                ApplyCheckSet(instruction.A);
                break;
            default:
                return ApplyArraysAndValues(instruction);
        }
        return true;
    }

    private bool ApplyArraysAndValues(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.NewArray:
                if (OperandIs(instruction.A, TypeKind.Array, out BytecodeType made))
                    PopElements(instruction.B, made.Item);
                Push(new TypeId(instruction.A));
                break;
            case Opcode.ArrayFill:
                PopAs(TypeId.I64, "the count");
                if (OperandIs(instruction.A, TypeKind.Array, out BytecodeType filled))
                    PopAs(filled.Item, "the element");
                Push(new TypeId(instruction.A));
                break;
            case Opcode.ArrayAppend:
                ApplyAppend(instruction.A);
                break;
            case Opcode.Args:
                PushFromTable(new BytecodeType(TypeKind.Array, TypeId.String, [], ""));
                break;
            case Opcode.ValueToString or Opcode.WriteValue:
                ApplyPrintable(new TypeId(instruction.A));
                if (instruction.Opcode == Opcode.ValueToString)
                    Push(TypeId.String);
                break;
            default:
                return false;
        }
        return true;
    }

    private void CopyFromBelow(int distance)
    {
        int from = Depth - distance;
        Push(_slots[from], _maybeUnset[from]);
    }

    private void ApplyCall(FunctionInfo callee)
    {
        PopAll(callee.Parameters.AsSpan(), "argument");
        if (callee.Environment.Exists)
            PopAs(callee.Environment, "the environment");
        PushResult(callee.Result);
    }

    private void ApplyCallValue(TypeId type)
    {
        if (!OperandIs(type.Index, TypeKind.Function, out BytecodeType signature))
            return;
        PopAll(signature.Items.AsSpan(), "argument");
        PopAs(type, "the function value");
        PushResult(signature.Item);
    }

    private void ApplyNewFunction(FunctionInfo function)
    {
        if (function.Environment.Exists)
            PopAs(function.Environment, "the environment");
        PushFromTable(new BytecodeType(TypeKind.Function, function.Result, function.Parameters, ""));
    }

    private void ApplyNewEnvironment(TypeId type)
    {
        if (OperandIs(type.Index, TypeKind.Environment, out BytecodeType environment))
            PopAll(environment.Items.AsSpan(), "field");
        Push(type);
    }

    private void ApplyField(int field)
    {
        TypeId type = Pop("the environment");
        ImmutableArray<TypeId> fields = _types[type].Items;
        if (_types[type].Kind != TypeKind.Environment)
            Fail($"{Name(type)} is no environment");
        else if (field >= fields.Length)
            Fail($"field {field} does not exist: the environment has {fields.Length}");
        else
            Push(fields[field]);
    }

    private void ApplyCheckSet(int below)
    {
        if (below >= Depth)
            Fail($"there is no slot {below} below the top: the stack holds {Depth}");
        else if (_types[Peek(below)].Kind is not (TypeKind.Environment or TypeKind.Function))
            Fail($"the slot {below} below the top is {Name(Peek(below))}, neither a function value nor an environment");
        else
            _maybeUnset[Depth - 1 - below] = false;
    }

    private void ApplyAppend(int count)
    {
        if (count >= Depth)
        {
            Fail($"{count} elements and an array are needed, but the stack holds {Depth}");
            return;
        }
        TypeId array = Peek(count);
        if (_types[array].Kind != TypeKind.Array)
            Fail($"the slot below {count} elements is {Name(array)}, not an array");
        else
            PopElements(count, _types[array].Item);
    }

    private void ApplyPrintable(TypeId type)
    {
        PopAs(type, "the value");
        TypeId part = type;
        while (_types[part].Kind == TypeKind.Array)
            part = _types[part].Item;
        bool printable = part == type ? _types[type].Kind == TypeKind.Function : _types[part].Kind != TypeKind.Cell;
        if (!printable)
            Fail($"{Name(type)} is neither a function nor an array of values that print");
    }

    private void PopElements(int count, TypeId element)
    {
        for (int i = count; i > 0 && _error is null; i--)
            PopNumbered(element, "element", i);
    }

    private void PushResult(TypeId result)
    {
        if (result.Exists)
            Push(result);
    }

    // Types that no operand names must still stand in the table: executors need their ids.
    private void PushFromTable(BytecodeType type)
    {
        TypeId id = _types.Find(type);
        if (id.Exists)
            Push(id);
        else
            Fail("the type of its result is not in the module's type table");
    }

    private bool OperandIs(int operand, TypeKind kind, out BytecodeType type)
    {
        type = _types[new TypeId(operand)];
        if (type.Kind != kind)
            Fail($"type {operand} is {Name(new TypeId(operand))}, of the wrong kind");
        return type.Kind == kind;
    }
}
