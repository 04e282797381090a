#!/usr/bin/env bash
# What scripts/exercise says, and its exit codes, in a copy where building is faked: the script is
# the real one, the programs that it runs are not. (The tests "chapter ..." show with real ones that
# stubs fail and solutions pass.)
#
#   exercise_script.sh PROJECT FOLDER
set -euo pipefail
project=$(realpath "$1") copy=$2
rm -rf "$copy"
mkdir -p "$copy/scripts" "$copy/build/bin" "$copy/chapters"
cp "$project/scripts/exercise" "$copy/scripts/"
for chapter in "$project"/chapters/[0-9][0-9]-*; do
  mkdir -p "$copy/chapters/$(basename "$chapter")"
  cp -r "$chapter/exercise" "$copy/chapters/$(basename "$chapter")/"
done
cd "$copy"
cat >scripts/build <<'BUILD'
#!/usr/bin/env bash
[ "$1" != --run ] || { shift 2; exec "$@"; }
[ ! -e broken ] || { echo "a.cpp:1: error: expected ';'"; exit 1; }
BUILD
chmod +x scripts/build

program() { printf '#!/usr/bin/env bash\n%s\n' "$1" >build/bin/chapter_03_my; chmod +x build/bin/chapter_03_my; }
failures=0
# EXIT_CODE TEXT COMMAND...: the command exits with this code and prints this text.
expect() {
  local code=$1 text=$2 found=0 said
  shift 2
  said=$("$@" 2>&1) || found=$?
  if [ "$found" -ne "$code" ] || ! grep -qF -- "$text" <<<"$said"; then
    printf 'FAILED: %s\n  expected exit code %s and "%s"\n  found %s and:\n%s\n' "$*" "$code" "$text" "$found" "$said"
    failures=$((failures + 1))
  fi
}

expect 2 "scripts/exercise 03" scripts/exercise
expect 2 "there is no chapter '77'; there are: 00 01 02" scripts/exercise 77
expect 2 "'three' is not the number of a chapter" scripts/exercise three
expect 2 "there is no preset 'fast'" env ALEXNET_PRESET=fast scripts/exercise 03
expect 0 "03-convolution-by-hand: not started" scripts/exercise --all

program 'echo "exercise 1: not yet"; exit 1'
expect 1 "Your copy of the exercises lies in chapters/my/03-convolution-by-hand" scripts/exercise 3
[ -e chapters/my/03-convolution-by-hand/exercises.h ]
expect 1 "exercise 1: not yet" bash -c "cd chapters && ../scripts/exercise 03" # from any folder
program 'echo "only ${1:-all}"'
expect 0 "only 2" scripts/exercise 03 2

last=$(find chapters/03-*/exercise -name '[0-9]*.c*' | wc -l)
program "for i in \$(seq $last); do echo \"exercise \$i: done\"; done"
expect 0 "03-convolution-by-hand: $last of $last done" scripts/exercise --all
program 'echo "exercise 1: done"'
expect 0 "does not run to the end" scripts/exercise --all
program 'echo "skipped: no GPU"'
expect 0 "needs a GPU" scripts/exercise --all
program 'kill -SEGV $$'
expect 139 "signal 11 ended it" scripts/exercise 03
touch broken
expect 1 "expected ';'" scripts/exercise 03
expect 1 "could not be built" scripts/exercise 03
expect 0 "cannot be built; scripts/exercise 03 says why" scripts/exercise --all
[ "$failures" -eq 0 ]
