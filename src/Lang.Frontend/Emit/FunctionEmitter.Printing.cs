using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lang.Bytecode;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// print and write. All arguments are evaluated before the first byte is written, and what is constant is joined into
// one string: `print("sum:", a + b)` evaluates the sum, writes "sum: ", the sum and a line break.
internal sealed partial class FunctionEmitter
{
    /// <summary>How deep an argument may nest and still be evaluated while writing.</summary>
    private const int SteadyDepth = 4;

    /// <summary>Constant text that is not written yet.</summary>
    private readonly List<byte> _text = [];

    private void EmitPrint(BoundPrint print)
    {
        if (print is { EndsLine: true, Arguments: [var only] } && only.Type == TlType.Int)
        {
            Emit(only);
            Mark(print.Span);
            Write(Opcode.Print, 1, TypeId.None);
            return;
        }
        int[] temporaries = EvaluateArguments(print);
        for (int i = 0; i < print.Arguments.Length && _isReachable; i++)
        {
            if (i > 0)
                _text.Add((byte)' ');
            WriteArgument(print, print.Arguments[i], temporaries[i]);
        }
        if (print.EndsLine)
            _text.Add((byte)'\n');
        WriteText(print);
        foreach (int temporary in temporaries)
        {
            if (temporary >= 0)
                _variables.Release(temporary);
        }
    }

    private const int Steady = -1, OnStack = -2;

    /// <summary>
    /// Evaluates the arguments that can't wait until they are written. The value of the last of them stays on the stack,
    /// the others go into temporaries.
    /// </summary>
    private int[] EvaluateArguments(BoundPrint print)
    {
        int[] places = new int[print.Arguments.Length];
        int last = -1;
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = Steady;
            BoundExpression argument = print.Arguments[i];
            if (argument.Type is GenericFunctionType)
                EmitArgumentForEffects(argument, places, ref last);
            else if (!IsSteady(argument, SteadyDepth))
                EmitArgument(argument, i, places, ref last);
        }
        return places;
    }

    private void EmitArgument(BoundExpression argument, int index, int[] places, ref int last)
    {
        MoveToTemporary(places, ref last);
        Emit(argument);
        places[index] = OnStack;
        last = index;
    }

    private void EmitArgumentForEffects(BoundExpression argument, int[] places, ref int last)
    {
        if (IsPlain(argument))
            return;
        MoveToTemporary(places, ref last);
        EmitForEffects(argument);
    }

    private void MoveToTemporary(int[] places, ref int last)
    {
        if (last < 0 || !_isReachable)
            return;
        places[last] = _variables.Take(Top);
        StoreSlot(places[last]);
        last = -1;
    }

    /// <summary>Whether an expression gives the same value, without effects, before and after the arguments that follow it.</summary>
    private bool IsSteady(BoundExpression expression, int depth) => depth > 0 && expression switch
    {
        BoundInt or BoundFloat or BoundString => true,
        BoundVariable { Variable: { IsCell: false, Storage: VariableStorage.Local } } => expression.Type != TlType.Never,
        BoundConversion { Conversion: Conversion.IntToFloat or Conversion.None } conversion => IsSteady(conversion.Operand, depth - 1),
        BoundOperation operation => OpcodeTable.Get(operation.Opcode).Is(OpcodeFlags.Pure) && AreSteady(operation.Operands, depth - 1),
        BoundChain { Links.Length: <= SteadyDepth } chain => IsSteady(chain.First, depth - 1)
            && AreSteady(chain.Links, depth - 1),
        _ => false,
    };

    private bool AreSteady(ImmutableArray<BoundExpression> expressions, int depth)
    {
        foreach (BoundExpression expression in expressions)
        {
            if (!IsSteady(expression, depth))
                return false;
        }
        return true;
    }

    private bool AreSteady(ImmutableArray<BoundLink> links, int depth)
    {
        foreach (BoundLink link in links)
        {
            if (link.Left is not (Conversion.None or Conversion.IntToFloat) || !OpcodeTable.Get(link.Opcode).Is(OpcodeFlags.Pure) || !IsSteady(link.Right, depth))
                return false;
        }
        return true;
    }

    private void WriteArgument(BoundPrint print, BoundExpression argument, int place)
    {
        if (argument.Type is GenericFunctionType function)
        {
            _text.AddRange(TextOf(function).AsSpan());
            return;
        }
        if (place == Steady && ConstantText(argument) is { } text)
        {
            _text.AddRange(text.AsSpan());
            return;
        }
        WriteText(print);
        if (place == Steady)
            Emit(argument);
        else if (place >= 0)
            LoadSlot(place);
        Mark(print.Span);
        WriteValue(argument.Type);
    }

    private void WriteValue(TlType type)
    {
        if (type == TlType.Int)
            Write(Opcode.WriteInt, 1, TypeId.None);
        else if (type == TlType.Float)
            Write(Opcode.WriteFloat, 1, TypeId.None);
        else if (type == TlType.Bool)
            Write(Opcode.WriteBool, 1, TypeId.None);
        else if (type == TlType.String)
            Write(Opcode.WriteString, 1, TypeId.None);
        else
            Write(Opcode.WriteValue, 1, TypeId.None, _types.Value(type).Index);
    }

    /// <summary>Writes the constant text that has come together.</summary>
    private void WriteText(BoundPrint print)
    {
        if (_text.Count == 0)
            return;
        LoadString(_text.ToArray());
        _text.Clear();
        Mark(print.Span);
        Write(Opcode.WriteString, 1, TypeId.None);
    }

    private static byte[]? ConstantText(BoundExpression argument) => Constant(argument) switch
    {
        BoundString text => [.. text.Value],
        BoundInt i when i.Type == TlType.Bool => i.Value != 0 ? "true"u8.ToArray() : "false"u8.ToArray(),
        BoundInt i => Encoding.ASCII.GetBytes(i.Value.ToString(CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static byte[] TextOf(GenericFunctionType function) =>
        Encoding.UTF8.GetBytes(function.Function.Name.Length > 0 ? $"fn {function.Function.Name}" : "fn");
}
