using Lang.Api.Tests;
using Lang.Toolchain.Tests.Debugging;

// The tests run in the test host; run by itself, this assembly is what they debug and profile, or README's example.
if (args is not ["readme"])
    return CodeHost.Run(args);
ReadmeExample.Run();
return 0;
