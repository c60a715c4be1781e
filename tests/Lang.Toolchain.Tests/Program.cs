using Lang.Toolchain.Tests.Debugging;

// The tests run in the test host; run by itself, this assembly is what they debug and profile.
return CodeHost.Run(args);
