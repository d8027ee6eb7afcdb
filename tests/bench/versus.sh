#!/usr/bin/env bash
# CPU time per request of `slogate load` beside wrk's: one GET with a status check against nginx on loopback, 50
# connections, both in turn. The client has core 0, nginx core 1. Needs Debian's nginx, wrk and time.
#
#   tests/bench/versus.sh [ROUNDS] [SECONDS]     (3 rounds of 5 s)
#
# Prints a line per round and the medians. It reports and judges nothing: machines differ and are rarely quiet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rounds=${1:-3}
seconds=${2:-5}
slogate=${SLOGATE:-$PWD/build/release/slogate}
PATH=$PATH:/usr/sbin
for tool in nginx wrk taskset; do
  command -v "$tool" >/dev/null || { echo "versus.sh: $tool is not installed" >&2; exit 2; }
done

dir=$(mktemp -d)
trap 'kill "$(cat "$dir/nginx.pid")" 2>/dev/null || true; rm -rf "$dir"' EXIT
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$dir/nginx.conf" <<END
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 100000000;
  server { listen 127.0.0.1:$port; location / { return 200 "a short answer\n"; } }
}
END
taskset -c 1 nginx -c "$dir/nginx.conf" 2>/dev/null
export BASE_URL=http://127.0.0.1:$port

# cpu FILE REQUESTS: microseconds of user and system time per request, from GNU time's line.
cpu() { awk -v n="$2" '{printf "%.2f", ($1 + $2) * 1e6 / n}' "$1"; }
timed() { taskset -c 0 /usr/bin/time -f '%U %S' -o "$dir/time" "$@"; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

echo "round  slogate us  wrk us  ratio"
for ((i = 1; i <= rounds; ++i)); do
  timed "$slogate" load tests/bench/one-get/suite.json --users 50 --for "${seconds}s" --out "$dir/run-$i" >"$dir/out" 2>/dev/null || true
  ours=$(cpu "$dir/time" "$(awk '$1 == "requests" {print $2; exit}' "$dir/out")")
  timed wrk -t1 -c50 -d"${seconds}s" "$BASE_URL/" >"$dir/wrk"
  theirs=$(cpu "$dir/time" "$(awk '/requests in/ {print $1}' "$dir/wrk")")
  ratio=$(awk -v a="$ours" -v b="$theirs" 'BEGIN {printf "%.2f", a / b}')
  echo "$i      $ours       $theirs    $ratio"
  echo "$ours" >>"$dir/ours"
  echo "$theirs" >>"$dir/theirs"
  echo "$ratio" >>"$dir/ratio"
done
echo "median $(median <"$dir/ours")       $(median <"$dir/theirs")    $(median <"$dir/ratio")"
