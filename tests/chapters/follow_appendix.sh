#!/usr/bin/env bash
# Follows the appendix "add your own" in a copy of the sources, doing what its text says and nothing
# else: writes its files, runs its commands. Passes if the commands succeed: the tests of the new
# layer and the new rung are among them.
#
#   follow_appendix.sh FOLLOW_TEXT PROJECT FOLDER [viewer]
#
# FOLLOW_TEXT is the program that reads the text; FOLDER is where the copy goes. Without "viewer",
# for a build that has none, the commands for its tests are left out.
set -euo pipefail
follow_text=$(realpath "$1") project=$(realpath "$2") copy=$3 viewer=${4:-}

mkdir -p "$copy"
find "$copy" -mindepth 1 -maxdepth 1 ! -name 'build*' -exec rm -r {} +
for part in CMakeLists.txt CMakePresets.json cmake scripts src tests viewer; do
  cp -r "$project/$part" "$copy/"
done
mkdir "$copy/chapters"
echo "add_custom_target(chapters)" >"$copy/chapters/CMakeLists.txt" # the course is not built
"$follow_text" "$project/chapters/appendix-add-your-own/README.md" "$copy" "$copy/commands.sh"
cd "$copy"
[ "$viewer" = viewer ] || sed -i '/viewer_tests/d' commands.sh

# Only the tests that the commands run are compiled, and of the viewer only what they use.
without() { # FILE DROPPED KEPT: removes these sources' lines from a CMake file
  awk -v dropped="^ +($2)" -v kept="$3" '
    $0 ~ dropped && $0 !~ kept { if (/\)$/) print "  )"; next } { print }' "$1" >"$1.short"
  mv "$1.short" "$1"
}
without tests/CMakeLists.txt '(unit|cuda|viewer|gradients)/test_' \
  'leaky_relu|test_(conv_cuda|variants|gradients|probe)'
without viewer/CMakeLists.txt 'app\.cpp|(export|headless|panels|script)/' '^$'
sed -i '/include(Simulator.cmake)/d; /add_dependencies(viewer_tests/d' tests/CMakeLists.txt
sed -i '/ALEXNET_PYTHON/s/"auto"/"off"/' cmake/Options.cmake # its folder, notebooks/, is not copied
# Only the compiler has to be fast here.
sed -i 's/-O3/-O1/' cmake/CompilerFlags.cmake
sed -i 's/optimization -O2/optimization -O1/' cmake/Cuda.cmake

if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_NOHASHDIR=1 CCACHE_BASEDIR="$PWD"
fi
echo "== the appendix's commands, in $PWD"
bash -euxo pipefail commands.sh 2>&1 | tee commands.log
if grep -q '^No test' commands.log; then
  echo "A command of the appendix names tests that there are not." >&2
  exit 1
fi
