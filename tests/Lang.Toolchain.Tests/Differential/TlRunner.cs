namespace Lang.Toolchain.Tests.Differential;
internal static class TlRunner { public static string Run(string source) => Environment.GetEnvironmentVariable("DUMP") is {} d ? Dump(d, source) : ""; static string Dump(string d, string s) { File.AppendAllText(d, s + "=====\n"); return ""; } }
