#!/usr/bin/env bash
# A whole session in a real window, on a display of its own, by mouse and keyboard: opens with
# nothing, trains, looks at kernels, predicts pictures (one dropped, one typed), closes. Leaves what
# it saw as pictures.
#
#   session.sh FOLDER_OF_PROGRAMS FOLDER_FOR_PICTURES
set -euo pipefail
here=$(realpath "$(dirname "$0")")
programs=$(realpath "$1") pictures=$(realpath -m "$2")
viewer=$programs/alexnet-viewer

python=/usr/bin/python3 # the one that python3-xlib is installed for
for tool in Xvfb xdotool "$python"; do
  command -v "$tool" >/dev/null || { echo "skipped: there is no $tool here"; exit 0; }
done
"$python" -c "import Xlib" || { echo "skipped: there is no python3-xlib here"; exit 0; }

rm -rf "$pictures"
mkdir -p "$pictures"
work=$(mktemp -d)
display_pid='' viewer_pid=''
clean_up() {
  [ -z "$viewer_pid" ] || kill "$viewer_pid" 2>/dev/null || true
  [ -z "$display_pid" ] || kill "$display_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
fail() {
  echo "FAILED: $*" >&2
  echo "the viewer said:" >&2
  cat "$work/said" >&2 || true
  exit 1
}

# until_done SECONDS COMMAND...: tries again until it succeeds; fails after SECONDS.
until_done() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "waited in vain for: $*"
    [ -z "$viewer_pid" ] || kill -0 "$viewer_pid" 2>/dev/null || fail "the viewer ended"
    sleep 0.1
  done
}
place_of() { grep -E "^[0-9-]+ [0-9-]+ [0-9-]+ [0-9-]+ $1\$" "$work/places"; }
click() {
  until_done 120 place_of "$1"
  sleep 0.3 # a panel that has just appeared moves until its sizes have settled
  read -r left top right bottom _ < <(place_of "$1")
  xdotool mousemove $(((left + right) / 2)) $(((top + bottom) / 2))
  sleep 0.1
  xdotool click 1
  sleep 0.2
}
# picture NAME: what the window shows now, which must not be what it showed before.
previous=
picture() {
  xdotool mousemove 1279 799 # away, so that it points at nothing
  sleep 0.3
  xdotool key F12
  until_done 120 test -s "$work/viewer-1.png"
  mv "$work/viewer-1.png" "$pictures/$1.png"
  [ -z "$previous" ] || ! cmp -s "$previous" "$pictures/$1.png" || fail "$1 is the same as $previous"
  previous=$pictures/$1.png
  echo "seen: $previous"
}

Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$work/display" 2>/dev/null &
display_pid=$!
until_done 120 test -s "$work/display"
DISPLAY=:$(cat "$work/display")
export DISPLAY

"$viewer" --screenshot "$pictures/0-screenshot.png" --panel kernels >"$work/said" 2>&1 ||
  fail "--screenshot did not end well"
test -s "$pictures/0-screenshot.png" || fail "--screenshot wrote nothing"

"$viewer" --screenshot "$work/large.png" --scale 1.5 2>"$work/said" ||
  fail "--screenshot did not end well at --scale 1.5"
"$python" - "$work/large.png" <<'PYTHON' || fail "the window is larger than the monitor"
import struct, sys
header = open(sys.argv[1], "rb").read(24)
sys.exit(struct.unpack(">II", header[16:24]) != (1280, 800))
PYTHON
grep -q "monitor has 1280x800" "$work/said" || fail "nothing is said of a monitor that is too small"

cd "$work"
# F11 fills the screen and leaves it again.
size_of() { # WIDTH HEIGHT: F12 saves a picture of that size
  rm -f viewer-1.png
  xdotool key F12
  until_done 120 test -s viewer-1.png
  "$python" -c 'import struct, sys
with open("viewer-1.png", "rb") as file:
  size = struct.unpack(">II", file.read(24)[16:])
sys.exit(size != (int(sys.argv[1]), int(sys.argv[2])))' "$1" "$2"
}
"$viewer" --size 1000x620 --places places >said 2>&1 &
viewer_pid=$!
until_done 120 place_of "tab start"
xdotool search --sync --name AlexNet windowfocus >/dev/null 2>&1 || true
until_done 120 size_of 1000 620
xdotool key F11
until_done 120 size_of 1280 800
xdotool key F11
until_done 120 size_of 1000 620
# Ctrl and + make everything larger, Ctrl and - as large as before.
top_of_tabs() { # where the tabs begin, which letters above them push down
  test "$(place_of "tab start" | cut -d" " -f2)" "$@"
}
before=$(place_of "tab start" | cut -d" " -f2)
xdotool key ctrl+plus
until_done 120 top_of_tabs -gt "$before"
xdotool key ctrl+minus
until_done 120 top_of_tabs -eq "$before"
xdotool key ctrl+q
wait "$viewer_pid" || fail "the viewer did not end well"
viewer_pid=
rm -f viewer-1.png places

"$programs/alexnet" draw --out drawn --count 1 --side 112 >/dev/null 2>&1
mapfile -t photos < <(find "$work/drawn" -name '*.png' | sort)
"$viewer" --places "$work/places" --max-iterations 300 >"$work/said" 2>&1 &
viewer_pid=$!
until_done 120 place_of "train demo"
xdotool search --sync --name AlexNet windowfocus >/dev/null 2>&1 || true
picture 1-start

click "train demo"
until_done 120 place_of "chart Loss"
picture 2-training
click pause
until_done 120 place_of "continue training"
picture 3-paused
click "continue training"
until_done 120 grep -q '^140,' runs/viewer/metrics.csv
click "divide rate"
until_done 120 place_of "another run"
picture 4-trained

click "open trained"
xdotool key 1
until_done 120 place_of "kernel a 0"
click "kernel b 3"
picture 5-kernels

"$python" "$here/drop.py" AlexNet "${photos[0]}" || fail "the viewer did not take a dropped picture"
until_done 120 place_of "picture 0"
picture 6-dropped
click "own path"
mkdir mine
for i in 1 2 3 4; do cp "${photos[$((i * 5))]}" "mine/$i.png"; done
xdotool type --delay 20 "$work/mine"
click "predict own"
until_done 120 place_of "picture 3"
picture 6-predicted

# Page Down turns the page.
click "validation"
until_done 120 place_of "picture 0"
xdotool key Next
gone() { ! place_of "$1"; }
until_done 120 gone "picture 0"
xdotool key Prior
until_done 120 place_of "picture 0"

xdotool key 5
click "step conv2a"
until_done 120 place_of "window sums"
picture 7-step

xdotool key 7
click "compare now"
if "$programs/alexnet" devices | grep -q "^cuda:0"; then
  until_done 120 place_of "rung tensor_core"
fi # else the panel says why there is no device
picture 8-compare

click "tab training"
until_done 120 place_of "chart Loss"
picture 9-training-again
xdotool key ctrl+q
(sleep 60 && kill "$viewer_pid") >/dev/null 2>&1 &
closer=$!
code=0
wait "$viewer_pid" || code=$?
viewer_pid=
kill "$closer" 2>/dev/null || true
[ "$code" -eq 0 ] || fail "the viewer ended with code $code"

ls runs/viewer/checkpoint-*.safetensors >/dev/null || fail "no checkpoint was left"
grep -q "by hand" runs/viewer/log.txt || fail "the log does not say that the rate was changed"
"$programs/alexnet" predict --checkpoint runs/viewer "${photos[0]}" >/dev/null 2>&1 ||
  fail "what was trained does not predict"
# A figure to read: on a busy machine it says little, so nothing fails because of it.
grep "^while training" said || fail "the viewer does not say how smooth it was"
