#!/usr/bin/env bash
# Every script says what it does when it is asked, from whatever folder, and refuses what it does not
# know before it does anything. (Not those of scripts/reproduce, which need NumPy to say anything.)
#
#   help.sh PROJECT
set -euo pipefail
cd "$1/scripts"
failures=0
failed() {
  printf 'FAILED: %s\n%s\n' "$1" "$2"
  failures=$((failures + 1))
}
asked=0
for script in ./*; do
  [ -f "$script" ] || continue
  name=${script#./} asked=$((asked + 1))
  said=$("$script" --help 2>&1) || failed "$name --help: exit code $?" "$said"
  grep -q "scripts/$name" <<<"$said" || failed "$name --help does not show how it is called" "$said"
  code=0
  said=$("$script" --no-such-option 2>&1) || code=$?
  [ "$code" -eq 2 ] || failed "$name --no-such-option: exit code $code, expected 2" "$said"
done
echo "$asked scripts asked"
[ "$failures" -eq 0 ] && [ "$asked" -gt 0 ]
