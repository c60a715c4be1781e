Examples.RuleEngineExample.Run(Console.Out);
