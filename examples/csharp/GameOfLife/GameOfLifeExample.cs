using Lang.Frontend;
using Lang.Native;

namespace Examples;

/// <summary>Conway's game of life: the script knows the rules, the host has the board and draws it.</summary>
public static class GameOfLifeExample
{
    private const string Script = """
        fn alive(cells: bool[], width: int, height: int, x: int, y: int) -> int {
            let at = (y + height) % height * width + (x + width) % width
            return cells[at] ? 1 : 0
        }

        fn next(cells: bool[], width: int) -> bool[] {
            let height = cells.len() / width
            let result = [false; cells.len()]
            for y in 0..height {
                for x in 0..width {
                    let around = 0
                    for dy in -1..2 { for dx in -1..2 { around += alive(cells, width, height, x + dx, y + dy) } }
                    let here = cells[y * width + x]
                    result[y * width + x] = around == 3 || (here && around == 4)
                }
            }
            return result
        }
        """;

    /// <summary>Runs the example.</summary>
    public static void Run(TextWriter output)
    {
        const int Width = 8;
        string[] glider = [".#......", "..#.....", "###.....", "........", "........", "........"];
        bool[] board = [.. string.Concat(glider).Select(c => c == '#')];

        using var vm = new Vm(Compilation.Compile("life.tl", Script).EnsureSuccess());
        Func<bool[], long, bool[]> next = vm.GetFunction<bool[], long, bool[]>("next");
        for (int generation = 0; generation <= 8; generation++)
        {
            if (generation % 4 == 0)
                Draw(output, generation, board, Width);
            board = next(board, Width);
        }
    }

    private static void Draw(TextWriter output, int generation, bool[] board, int width)
    {
        output.WriteLine($"generation {generation}");
        foreach (bool[] row in board.Chunk(width))
            output.WriteLine(string.Concat(row.Select(cell => cell ? '#' : '.')));
    }
}
