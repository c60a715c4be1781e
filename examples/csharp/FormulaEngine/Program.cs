Examples.FormulaEngineExample.Run(Console.Out);
