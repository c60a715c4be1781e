#!/usr/bin/env bash
# Makes src/Lang.Frontend/Parsing/Generated from grammar/Tl.g4 with ANTLR 4.13, through Antlr4BuildTasks.
#
#   eng/regenerate-parser.sh           write the files
#   eng/regenerate-parser.sh --check   fail when the committed files are not what the grammar gives
#
# Needs the .NET SDK, Java 11 or later, and npm, whose package antlr4ng-cli brings the ANTLR tool.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
target=$root/src/Lang.Frontend/Parsing/Generated
work=$root/out/parser
tool_package=antlr4ng-cli@2.0.0

case "${1:-}" in
    "") ;;
    --check) ;;
    *) echo "usage: $0 [--check]" >&2; exit 2 ;;
esac

command -v java > /dev/null || { echo "error: java (11 or later) is not on the PATH" >&2; exit 1; }
command -v npm > /dev/null || { echo "error: npm is not on the PATH" >&2; exit 1; }

mkdir -p "$work"
shopt -s nullglob
jars=("$work"/node_modules/antlr4ng-cli/antlr4-*-complete.jar)
if [ ${#jars[@]} -eq 0 ]; then
    npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix "$work" "$tool_package"
    jars=("$work"/node_modules/antlr4ng-cli/antlr4-*-complete.jar)
fi
[ ${#jars[@]} -eq 1 ] || { echo "error: $tool_package brought no ANTLR tool" >&2; exit 1; }

rm -rf "$work/generated" "$work/obj" "$work/bin"
mkdir -p "$work/generated"
dotnet build "$root/eng/parser/parser.csproj" -t:Restore,Antlr4GetBuildDeps,Antlr4Compile -v:quiet -nologo -nodeReuse:false \
    "-p:GeneratedParserPath=$work/generated" "-p:BaseIntermediateOutputPath=$work/obj/" "-p:OutputPath=$work/bin/" \
    "-p:AntlrToolPath=${jars[0]}" "-p:AntlrvsixJavaExec=$(command -v java)"

# What the tool can't be told: no path of this machine, and no public types.
for name in TlLexer TlParser; do
    sed -e '1s/^\xEF\xBB\xBF//' \
        -e 's|^// Generated from .*|// Generated from grammar/Tl.g4 by eng/regenerate-parser.sh. Do not edit.|' \
        -e "s/^public partial class $name/internal partial class $name/" \
        -e 's/[[:blank:]]*\r\{0,1\}$//' "$work/generated/$name.cs" > "$work/generated/$name.clean.cs"
done

# Nor that the parser's automaton is read only when a text has errors: TlParser.Prediction.cs asks for it.
sed -i -e '/^\tprotected static DFA\[\] decisionToDFA;/d' \
    -e '/^\tprotected static PredictionContextCache sharedContextCache/d' \
    -e '/^\tstatic TlParser() {/,/^\t}/d' \
    -e '/^\t\tInterpreter = new ParserATNSimulator(/d' \
    -e 's/^\tpublic static readonly ATN _ATN =$/\tprivate static ATN ReadAutomaton() =>/' "$work/generated/TlParser.clean.cs"

# Nor that a context that no tree holds can serve again: TlParser.Building.cs keeps them.
sed -i -E -e '/^\t\t\w+Context _localctx = new \w+Context\(Context, State\);$/{' -e N \
    -e 's/^(\t\t(\w+Context) _localctx = )(new \w+Context\(Context, State\);\n\t\tEnterRule\(_localctx, [0-9]+, (RULE_\w+)\);)/\1Reuse(\4) as \2 ?? \3/' \
    -e '}' "$work/generated/TlParser.clean.cs"

if [ "${1:-}" = --check ]; then
    for name in TlLexer TlParser; do
        diff -q "$work/generated/$name.clean.cs" "$target/$name.cs" > /dev/null || {
            echo "error: $target/$name.cs is stale: run eng/regenerate-parser.sh and commit the result" >&2
            exit 1
        }
    done
    echo "the generated parser is current"
else
    mkdir -p "$target"
    for name in TlLexer TlParser; do
        cp "$work/generated/$name.clean.cs" "$target/$name.cs"
    done
    echo "wrote $target"
fi
