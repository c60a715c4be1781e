#!/usr/bin/env bash
# Runs random programs and random bytecode in every engine and compares what they do, and gives damaged programs to the front
# end. The tests of lang.sln try a few, always the same; this tries as many as wanted, with seeds no one has tried. Whatever
# disagrees is printed small, with its seed.
# Of golden programs each check of optimised code fails in turn (up to --count of them), where the tests of lang.sln choose two.
# Then as many uses of VMs on each of many threads, which share one module: a thousand take a minute or two.
#
#   eng/stress.sh [--count N] [--seed S] [--c]
#
#   --count N   programs for each kind of test (1000)
#   --seed S    the first seed; program i has seed S + i (from the clock)
#   --c         against compiled C too (needs gcc)
set -euo pipefail
cd "$(dirname "$0")/.."
count=1000
seed=$(date +%s%N | cut -c6-16)
projects=(tests/Lang.Tests tests/Lang.Api.Tests)
while [ $# -gt 0 ]; do
    case $1 in
        --count) count=$2; shift 2 ;;
        --seed) seed=$2; shift 2 ;;
        --c) projects+=(tests/Lang.Toolchain.Tests); shift ;;
        *) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
    esac
done
echo "seeds $seed to $((seed + count - 1))"
status=0
for project in "${projects[@]}"; do
    LANG_SEED=$seed LANG_SAMPLES=$count dotnet test -c Release "$project" -nologo \
        --filter "FullyQualifiedName~RandomProgramTests|FullyQualifiedName~FailingCheckTests|FullyQualifiedName~RandomModuleTests|FullyQualifiedName~CompiledCTests|FullyQualifiedName~SourceFuzzTests|FullyQualifiedName~ManyVmsTests" || status=1
done
exit $status
