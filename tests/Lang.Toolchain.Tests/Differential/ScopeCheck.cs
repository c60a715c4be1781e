using System.Collections.Immutable;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>Whether a shrunk program still declares what it uses and jumps only inside loops.</summary>
internal sealed class ScopeCheck
{
    private readonly HashSet<string> _names = [];
    private bool _valid = true;
    private int _loops;

    public static bool IsWellFormed(RandomProgram program)
    {
        var check = new ScopeCheck();
        foreach (Let global in program.Globals)
            check.Statement(global);
        foreach (Function function in program.Functions)
        {
            string[] outer = [.. check._names];
            check._names.UnionWith(function.Parameters.Select(p => p.Name));
            check.Statements(function.Body);
            check.Value(function.Result);
            check._names.IntersectWith(outer);
            check._names.Add(function.Name);
        }
        check.Statements(program.Body);
        return check._valid;
    }

    private void Statements(ImmutableArray<Statement> statements)
    {
        foreach (Statement statement in statements)
            Statement(statement);
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case Let s: Value(s.Value); _names.Add(s.Name); break;
            case LetArray s: Value(s.Fill); _names.Add(s.Name); break;
            case Assign s: Value(s.Target); Value(s.Value); break;
            case Store s: Value(s.Array); Value(s.Index); Value(s.Value); break;
            case If s: Value(s.Condition); Scope(s.Then); Scope(s.Else); break;
            case While s: Value(s.Condition); Loop(s.Counter, s.Body); break;
            case ForRange s: Value(s.First); Loop(s.Name, s.Body); break;
            case ForEach s: Value(s.Array); Loop(s.Name, s.Body); break;
            case Break or Continue: _valid &= _loops > 0; break;
            case Return s: Value(s.Value); break;
            case Print s: Value(s.Value); break;
        }
    }

    private void Loop(string name, ImmutableArray<Statement> body)
    {
        string[] outer = [.. _names];
        _names.Add(name);
        _loops++;
        Statements(body);
        _loops--;
        _names.IntersectWith(outer);
    }

    private void Scope(ImmutableArray<Statement> body)
    {
        string[] outer = [.. _names];
        Statements(body);
        _names.IntersectWith(outer);
    }

    private void Value(Expression expression)
    {
        switch (expression)
        {
            case Variable e: _valid &= _names.Contains(e.Name); break;
            case Widened e: Value(e.Operand); break;
            case Unary e: Value(e.Operand); break;
            case Binary e: Value(e.Left); Value(e.Right); break;
            case Choice e: Value(e.Condition); Value(e.Then); Value(e.Else); break;
            case Element e: Value(e.Array); Value(e.Index); break;
            case Call e:
                _valid &= !e.Name.StartsWith('f') || e.Name == "floor" || _names.Contains(e.Name);
                foreach (Expression argument in e.Arguments)
                    Value(argument);
                break;
        }
    }
}
