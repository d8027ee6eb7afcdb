#!/usr/bin/env bash
# Honest time, measured: truth.py, sends.py and stopped.py one after the other, about 20 minutes on a machine without other
# work. Arguments go to all three; FOLDER gets their JSON.
#
#   tests/bench/truth.sh FOLDER [--realtime]
set -u
here=$(dirname "${BASH_SOURCE[0]}")
[[ $# -ge 1 && $1 != -* ]] || { echo "usage: tests/bench/truth.sh FOLDER [--realtime]" >&2; exit 2; }
folder=$1
shift
mkdir -p "$folder" || exit 2
status=0
for part in truth sends stopped; do
  echo "== $part"
  /usr/bin/python3 -B "$here/$part.py" --json "$folder/$part.json" "$@"
  code=$?
  ((code <= status)) || status=$code
done
exit "$status"
