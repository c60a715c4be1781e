#!/usr/bin/env bash
# Publishes the command `lang`, each form into a folder of its own below out/:
#
#   eng/publish.sh r2r      linux-x64, ReadyToRun, one file with the runtime     out/linux-x64-r2r/lang
#   eng/publish.sh aot      linux-x64, NativeAOT, needs nothing                  out/linux-x64-aot/lang
#   eng/publish.sh win      win-x64, ReadyToRun, one file                       out/win-x64/lang.exe
#   eng/publish.sh tool     a package for `dotnet tool install`                  out/packages/Lang.Cli.VERSION.nupkg
#   eng/publish.sh packages the libraries as NuGet packages, with their symbols  out/packages/Lang*.VERSION.nupkg, .snupkg
#   eng/publish.sh empty    a program that does nothing, published like r2r      out/empty/empty
#   eng/publish.sh peers    the benchmark kernels in C#, ReadyToRun              out/peers/peers.dll
#   eng/publish.sh          all of them but the last two
#
# Needs the .NET 10 SDK; NativeAOT also clang or gcc, and zlib's headers (Debian: clang zlib1g-dev).
# Warnings of the trimmer and of the ahead-of-time compiler are errors.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

project=src/Lang.Cli

# The time that files in packages carry: that of the commit, so that one commit gives the same packages wherever and whenever they are made.
# Without git it is the first day that an archive can name.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || echo 315532800)}

# Builds of their own: the forms differ in target framework and must not share intermediate files with `dotnet build`.
publish() {
    local name=$1
    shift
    rm -rf "out/$name"
    dotnet publish "$project" -c Release -nologo -v:quiet -nodeReuse:false --artifacts-path "out/build/$name" -o "out/$name" \
        -p:TrimmerSingleWarn=false -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false "$@"
    echo "published out/$name"
}

# One composite image: generic types of the base library over our own types are compiled ahead of time only together with the library.
# For processors with AVX2: what counts zeros or fills arrays is else left to be compiled at run time, as everything is on older processors.
# The trimmer leaves the base library's list of what the runtime itself calls (casts, stores into arrays, the start of a thread): nothing else
# calls that, and without the list it is not compiled ahead of time.
# One file, in which the runtime is linked: there are no libraries to look for, to load and to relocate.
r2r() {
    publish "${1:-linux-x64-r2r}" -r linux-x64 --self-contained true -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true -p:PublishTrimmed=true \
        -p:PublishSingleFile=true -p:PublishReadyToRunCrossgen2ExtraArgs=--instruction-set:x86-64-v3 "-p:_ExtraTrimmerArgs=--strip-descriptors false"
}

# The benchmarks' yardstick of process start: a program that does nothing, published as r2r is.
empty() {
    project=bench/Empty
    r2r empty
}

# The benchmarks' kernels in C#, as .NET programs are commonly published: precompiled, for the installed runtime.
peers() {
    project=bench/DotNetPeers
    publish peers -r linux-x64 --self-contained false -p:PublishReadyToRun=true
}

win() { publish win-x64 -r win-x64 --self-contained true -p:PublishReadyToRun=true -p:PublishTrimmed=true -p:PublishSingleFile=true; }

# For net9.0: the same sources, and the compiler and runtime packs of that version. What follows the optimisation makes the
# program larger and its start faster: data lies ready in the file, events and the base library's own messages are left out.
aot() {
    local linker=clang
    command -v clang > /dev/null || linker=gcc
    publish linux-x64-aot -r linux-x64 -p:LangTargetFramework=net9.0 -p:PublishAot=true -p:OptimizationPreference=Speed \
        -p:IlcDehydrate=false -p:EventSourceSupport=false -p:UseSystemResourceKeys=true "-p:CppCompilerAndLinker=$linker"
}

tool() {
    rm -f out/packages/Lang.Cli.*.nupkg
    dotnet pack src/Lang.Cli -c Release -nologo -v:quiet -nodeReuse:false --artifacts-path out/build/tool -o out/packages \
        -p:ContinuousIntegrationBuild=true -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false
    echo "packed out/packages"
}

# For net10.0 and for net9.0, which NativeAOT is published for. The same sources give the same packages, byte by byte, wherever they lie.
packages() {
    local library
    for library in Lang.Bytecode Lang.Frontend Lang.Native Lang; do
        rm -f "out/packages/$library".[0-9]*
        dotnet pack "src/$library" -c Release -nologo -v:quiet -nodeReuse:false --artifacts-path out/build/packages -o out/packages \
            -p:LangPackages=true
    done
    echo "packed out/packages"
}

case "${1:-all}" in
    r2r | aot | win | tool | packages | empty | peers) "$1" ;;
    all) r2r; aot; win; tool; packages ;;
    *) echo "usage: $0 [r2r|aot|win|tool|packages|empty|peers]" >&2; exit 2 ;;
esac
