Examples.PluginHostExample.Run(Console.Out);
