#!/bin/bash
# Ends what up.sh started, by the process ids in its folder, and removes the folder.
#
#   down.sh [--keep] [DIR]   DIR: $STACK_DIR where it is not given. --keep leaves the folder.
set -euo pipefail

keep=
if [[ ${1-} == --keep ]]; then keep=1; shift; fi
dir=${1:-${STACK_DIR:-}}
[[ -n $dir ]] || { echo 'down.sh: which folder? give it, or set STACK_DIR' >&2; exit 2; }
[[ -d $dir ]] || exit 0
[[ -e $dir/.slogate-stack ]] || { echo "down.sh: $dir is not a folder of up.sh" >&2; exit 2; }

# A process id may be someone else's by now: ours has the folder in its command line.
ours() {
  [[ -r /proc/$1/cmdline ]] || return 1
  tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$dir"
}

end() {  # a file with a process id
  local pid deadline
  [[ -s $1 ]] || return 0
  pid=$(<"$1")
  if ours "$pid"; then
    kill -TERM "$pid" 2>/dev/null || true
    deadline=$((SECONDS + 10))
    while ours "$pid"; do
      if ((SECONDS >= deadline)); then
        kill -KILL "$pid" 2>/dev/null || true
        break
      fi
      sleep 0.05
    done
  fi
  rm -f "$1"
}

end "$dir/nginx.pid"
end "$dir/backend.pid"
if [[ -z $keep ]]; then rm -rf -- "$dir"; fi
