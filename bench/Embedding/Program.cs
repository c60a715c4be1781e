using Lang.Bench.Embedding;

// embedding [--quick] [--rounds N]: prints the tables that bench/run embedding saves.
bool quick = args.Contains("--quick");
int rounds = args.SkipWhile(argument => argument != "--rounds").Skip(1).FirstOrDefault() is { } number ? int.Parse(number) : 5;
Console.Write(Calls.Measure(quick, rounds));
Console.Write(Creation.Measure(quick, rounds));
Console.Write(Formula.Measure(quick, rounds));
