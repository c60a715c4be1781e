using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Loops over rows and columns held in one array, whose indices are sums, differences and products: what is checked before a loop for all its rounds.</summary>
internal sealed partial class ProgramGenerator
{
    private sealed record Grid(Variable Cells, Variable Width, Variable Height, Variable Row, Variable Column);

    // All cells but those at the edges; so each may ask its neighbours.
    private Scope GridLoops(LongLoop known)
    {
        Variable NewNumber(string kind) => new(ValueType.Int, NewName(kind));
        var grid = new Grid(new Variable(ValueType.Ints, NewName("v")), NewNumber("v"), NewNumber("v"), NewNumber("i"), NewNumber("i"));
        LongLoop inside = known with { Counters = [grid.Row, grid.Column] };
        ImmutableArray<Statement> body = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => GridStatement(grid, inside))];
        return new Scope([
            new Let(grid.Width.Name, Side()),
            new Let(grid.Height.Name, Side()),
            new Let(grid.Cells.Name, new Fill(Pick(known.Invariants), new Binary(ValueType.Int, "*", grid.Width, grid.Height))),
            Along(grid.Row, grid.Height, [Along(grid.Column, grid.Width, body)]),
            .. known.Sums.Select(sum => new Assign(sum, "^", CellOf(grid, Literal.Of(random.Next(9)))))]);

        // Three at least, and not known before the program runs.
        Expression Side() => new Binary(ValueType.Int, "+", new Binary(ValueType.Int, "&", Pick(known.Invariants), Literal.Of(7)), Literal.Of(3));
    }

    private ForRange Along(Variable index, Variable side, ImmutableArray<Statement> body)
    {
        Expression one = Literal.Of(1), last = new Binary(ValueType.Int, "-", side, Literal.Of(2));
        return Chance(3) ? new ForRange(index.Name, last, one, 0, true, -1, Chance(4), body) : new ForRange(index.Name, one, last, 0, true, Chance(3) ? 2 : 1, Chance(4), body);
    }

    private Assign GridStatement(Grid grid, LongLoop known) =>
        Chance(3) ? new Assign(CellOf(grid, GridIndex(grid)), Pick("", "+", "^"), new Binary(ValueType.Int, "+", CellOf(grid, GridIndex(grid)), CheapNumber(known)))
        : new Assign(Pick(known.Sums), Pick("+", "-", "^"), new Binary(ValueType.Int, Pick("+", "*"), CellOf(grid, GridIndex(grid)), CellOf(grid, GridIndex(grid))));

    private static Element CellOf(Grid grid, Expression index) => new(grid.Cells, index);

    // All are inside, but for one in some hundred.
    private Binary GridIndex(Grid grid)
    {
        (Variable width, Variable height, Variable row, Variable column) = (grid.Width, grid.Height, grid.Row, grid.Column);
        Expression one = Literal.Of(1);
        Binary cell = Sum(Product(row, width), column);
        return random.Next(Chance(20) ? 9 : 8) switch
        {
            0 => Sum(cell, Literal.Of(random.Next(-2, 3))),
            1 => Difference(cell, Pick<Expression>(width, one)),
            2 => Sum(cell, Chance(2) ? width : one),
            3 => Sum(Product(Chance(2) ? Difference(row, one) : Sum(row, one), width), column),
            4 => Difference(Difference(Product(width, height), one), Chance(2) ? cell : column),
            5 => Sum(Product(column, height), row),
            6 => Sum(Product(Chance(2) ? Difference(column, one) : Sum(column, one), height), row),
            7 => Sum(Product(column, Literal.Of(Pick(-1L, -2))), Difference(Product(width, height), one)),
            _ => Difference(cell, Product(row, Product(width, Pick<Expression>(height, one)))),
        };

        static Binary Sum(Expression a, Expression b) => new(ValueType.Int, "+", a, b);

        static Binary Difference(Expression a, Expression b) => new(ValueType.Int, "-", a, b);

        static Binary Product(Expression a, Expression b) => new(ValueType.Int, "*", a, b);
    }
}
