#!/usr/bin/env bash
# Publishes `lang` and runs the tests that `dotnet test` of lang.sln leaves out, because they need more than the .NET SDK:
# published programs and packages, gcc, gdb, perf, lua5.4, shells. Arguments go to `dotnet test`, for example --filter ProcessTests.
#
# Needs (Debian): clang or gcc, zlib1g-dev, gdb, linux-perf, lua5.4, zsh, fish, bsdutils.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
eng/publish.sh r2r
eng/publish.sh aot
eng/publish.sh tool
eng/publish.sh packages
dotnet test -c Release tests/Lang.Toolchain.Tests -nologo "$@"
