Examples.GameOfLifeExample.Run(Console.Out);
