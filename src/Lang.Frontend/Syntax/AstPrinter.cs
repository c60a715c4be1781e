using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lang.Bytecode.Text;

namespace Lang.Frontend.Syntax;

/// <summary>
/// Writes a syntax tree as text: a node a line, its parts indented below it, operators and postfixes of a chain one after
/// another. Made for readers and tests; the form may change between versions.
/// </summary>
public sealed class AstPrinter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    private AstPrinter()
    {
    }

    /// <summary>The tree of a script; every line ended by a line feed.</summary>
    public static string Print(Script script)
    {
        var printer = new AstPrinter();
        printer.Line("script");
        printer.Statements(script.Statements);
        return printer._text.ToString();
    }

    /// <summary>The tree of an expression; every line ended by a line feed.</summary>
    public static string Print(Expression expression)
    {
        var printer = new AstPrinter();
        printer.Expression(expression);
        return printer._text.ToString();
    }

    /// <summary>A type as the source would write it.</summary>
    public static string Print(TypeSyntax type) => type switch
    {
        NamedTypeSyntax named => named.Name,
        ArrayTypeSyntax { Element: FunctionTypeSyntax element } => $"({Print(element)})[]",
        ArrayTypeSyntax array => $"{Print(array.Element)}[]",
        FunctionTypeSyntax function =>
            $"fn({string.Join(", ", function.Parameters.Select(Print))}){(function.Result is { } result ? $" -> {Print(result)}" : "")}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private void Statements(ImmutableArray<Statement> statements) => Indented(() =>
    {
        foreach (Statement statement in statements)
            Statement(statement);
    });

    private void Statement(Statement statement)
    {
        if (!StackGuard.HasRoom)
        {
            StackGuard.Run(() => Statement(statement));
            return;
        }

        switch (statement)
        {
            case LetStatement let:
                Line($"let {let.Name.Text}{Annotation(let.Type)}");
                Child(let.Value);
                break;
            case AssignStatement assign:
                Line($"assign {(assign.Operator is { } op ? Operators.Text(op) : "")}=");
                Child(assign.Target);
                Child(assign.Value);
                break;
            case CallStatement call:
                Line("do");
                Child(call.Call);
                break;
            case IfStatement conditional:
                for (int i = 0; i < conditional.Arms.Length; i++)
                {
                    Line(i == 0 ? "if" : "else if");
                    Child(conditional.Arms[i].Condition);
                    Indented(() => Block("then", conditional.Arms[i].Body));
                }

                if (conditional.Else is { } otherwise)
                    Block("else", otherwise);
                break;
            case WhileStatement loop:
                Line("while");
                Child(loop.Condition);
                Indented(() => Block("do", loop.Body));
                break;
            case ForRangeStatement loop:
                Line($"for {loop.Name.Text} {(loop.Inclusive ? "..=" : "..")}");
                Child(loop.From);
                Child(loop.To);
                if (loop.Step is { } step)
                    Indented(() => Labelled("step", step));
                Indented(() => Block("do", loop.Body));
                break;
            case ForEachStatement loop:
                Line($"for {loop.Name.Text} in");
                Child(loop.Sequence);
                Indented(() => Block("do", loop.Body));
                break;
            case BreakStatement:
                Line("break");
                break;
            case ContinueStatement:
                Line("continue");
                break;
            case ReturnStatement result:
                Line("return");
                if (result.Value is { } value)
                    Child(value);
                break;
            case FunctionStatement function:
                Function(function.Function);
                break;
            case BlockStatement block:
                Block("block", block.Block);
                break;
            default:
                Line("error");
                break;
        }
    }

    private void Expression(Expression expression, string prefix = "")
    {
        if (!StackGuard.HasRoom)
        {
            StackGuard.Run(() => Expression(expression, prefix));
            return;
        }

        switch (expression)
        {
            case IntLiteral literal:
                Line(string.Create(CultureInfo.InvariantCulture, $"{prefix}int {literal.Value}"));
                break;
            case FloatLiteral literal:
                Line($"{prefix}float {ListingNames.Decimal(literal.Value)}");
                break;
            case BoolLiteral literal:
                Line($"{prefix}{(literal.Value ? "true" : "false")}");
                break;
            case StringLiteral literal:
                Line($"{prefix}string {Quote(literal.Value.AsSpan())}");
                break;
            case NameExpression name:
                Line($"{prefix}name {name.Name.Text}");
                break;
            case UnaryExpression unary:
                Line($"{prefix}prefix {Operators.Text(unary.Operator)}");
                Child(unary.Operand);
                break;
            case BinaryChain chain:
                Line($"{prefix}chain");
                Child(chain.First);
                foreach (ChainLink link in chain.Links)
                    Indented(() => Expression(link.Right, $"{Operators.Text(link.Operator)} "));
                break;
            case ConditionalExpression conditional:
                Line($"{prefix}conditional");
                Child(conditional.Condition);
                Indented(() => Expression(conditional.Then, "? "));
                Indented(() => Expression(conditional.Else, ": "));
                break;
            case PostfixChain chain:
                Line($"{prefix}postfix");
                Child(chain.First);
                foreach (Postfix postfix in chain.Postfixes)
                    Indented(() => Postfix(postfix));
                break;
            case FunctionExpression function:
                Function(function.Function, prefix);
                break;
            case ArrayLiteral array:
                Line($"{prefix}array");
                Children(array.Elements);
                break;
            case ArrayFill fill:
                Line($"{prefix}fill");
                Child(fill.Value);
                Child(fill.Count);
                break;
            default:
                Line($"{prefix}error");
                break;
        }
    }

    private void Postfix(Postfix postfix)
    {
        switch (postfix)
        {
            case CallPostfix call:
                Line("call");
                Children(call.Arguments);
                break;
            case MethodPostfix method:
                Line($"method {method.Name.Text}");
                Children(method.Arguments);
                break;
            case IndexPostfix index:
                Line("index");
                Child(index.Index);
                break;
            case SlicePostfix slice:
                Line("slice");
                if (slice.From is { } from)
                    Indented(() => Labelled("from", from));
                if (slice.To is { } to)
                    Indented(() => Labelled("to", to));
                break;
        }
    }

    private void Function(FunctionSyntax function, string prefix = "")
    {
        string parameters = string.Join(", ", function.Parameters.Select(parameter => parameter.Name.Text + Annotation(parameter.Type)));
        string name = function.Name is { } identifier ? $" {identifier.Text}" : "";
        string result = function.Result is null ? "" : $" -> {Print(function.Result)}";
        Line($"{prefix}fn{name}({parameters}){result}");
        if (function.Body is { } body)
            Statements(body.Statements);
        else
            Indented(() => Labelled("=>", function.Expression!));
    }

    private void Block(string label, Block block)
    {
        Line(label);
        Statements(block.Statements);
    }

    private void Labelled(string label, Expression expression)
    {
        Line(label);
        Child(expression);
    }

    private void Children(ImmutableArray<Expression> expressions)
    {
        foreach (Expression expression in expressions)
            Child(expression);
    }

    private void Child(Expression expression)
    {
        _indent++;
        Expression(expression);
        _indent--;
    }

    private void Indented(Action print)
    {
        _indent++;
        print();
        _indent--;
    }

    private void Line(string text) => _text.Append(' ', _indent * 2).Append(text).Append('\n');

    private static string Annotation(TypeSyntax? type) => type is null ? "" : $": {Print(type)}";

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        while (!bytes.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (!valid || Rune.IsControl(rune))
                text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[0]:X2}");
            else if (rune.Value is '"' or '\\')
                text.Append('\\').Append(rune);
            else
                text.Append(rune);
            bytes = bytes[(valid && !Rune.IsControl(rune) ? length : 1)..];
        }

        return text.Append('"').ToString();
    }
}
