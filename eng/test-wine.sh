#!/usr/bin/env bash
# Runs our tests as Windows programs under Wine: the test assembly, in one process; and before it the published program, if there is one (eng/publish.sh win).
#
#   eng/test-wine.sh                    what depends on the platform: golden programs, machine code, runtime, command line
#   eng/test-wine.sh PART-OF-NAME...    only tests of the test assembly whose full name contains one of the parts
#
# Needs (Debian): wine64. No display is needed, and the user's own Wine is not touched.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
exec < /dev/null

wine=$(PATH=$PATH:/usr/lib/wine command -v wine64 || command -v wine) || { echo "error: there is no wine64: apt-get install wine64" >&2; exit 1; }
server=$(PATH=$(dirname "$wine"):$PATH command -v wineserver64 || command -v wineserver)
work=$root/out/wine
log=$work/tests.log
mkdir -p "$work"

export WINEPREFIX=$work/prefix WINEDEBUG=-all

# What Wine 8 lacks, and Windows has: unmapping a part of a view, and stopping a managed thread in a loop without calls. Without the second
# a collection or a change of tier that another thread asks for waits for the loop to end: neither is asked for by other threads then.
export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredCompilation=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x20000000

trap '"$server" -k || true' EXIT
[ -e "$WINEPREFIX/system.reg" ] || "$wine" winecfg -v win10 2> /dev/null

# Wine 8 can't map precompiled code out of a single file: all of it is compiled at run time here.
if [ -e out/win-x64/lang.exe ]; then
    echo "running an example with out/win-x64/lang.exe"
    DOTNET_ReadyToRun=0 "$wine" out/win-x64/lang.exe run examples/primes.tl 2> /dev/null | cmp - examples/primes.out
fi

echo "publishing the tests for Windows"
dotnet publish tests/Lang.Tests -c Release -nologo -v:quiet -nodeReuse:false -r win-x64 --self-contained true \
    --artifacts-path out/build/tests-win-x64 -o out/tests-win-x64

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(GoldenTests.Program_does_what_is_expected Lang.Tests.Native Lang.Tests.Runtime Lang.Tests.Interpreter Lang.Tests.Cli Lang.Tests.Differential.Random)
status=0
rm -f "$log"
timeout --kill-after=10 900 "$wine" out/tests-win-x64/Lang.Tests.exe --log "${log#"$root/"}" "${parts[@]}" || status=$?

# A fault in generated code ends the process, or the one thread, without a word.
if [ -e "$log" ] && [ $status -ne 0 ] && [ $status -ne 1 ]; then
    echo "the tests ended with exit code $status while this one ran:"
    awk '{ test = substr($0, index($0, " ") + 1) } $1 == "started" { running[test] } $1 == "ended" { delete running[test] } END { for (test in running) print test }' "$log"
fi
exit $status
