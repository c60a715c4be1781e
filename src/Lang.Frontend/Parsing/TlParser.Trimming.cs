using Antlr4.Runtime;

namespace Lang.Frontend.Parsing.Generated;

// The hand-written part of the parser: statements leave ANTLR's tree as soon as they are parsed.
internal partial class TlParser
{
    /// <summary>
    /// Takes each statement of the script when it is parsed; the tree then lets go of it. ANTLR's tree is five times as large
    /// as what we make of it, and what dies young is cheap to collect.
    /// </summary>
    public Action<StatementContext>? StatementParsed { get; set; }

    public override void ExitRule()
    {
        ParserRuleContext context = Context;
        base.ExitRule();
        if (StatementParsed is { } take && context is StatementContext { exception: null, Parent: ScriptContext script } statement)
        {
            script.RemoveLastChild();
            take(statement);
        }
    }
}
