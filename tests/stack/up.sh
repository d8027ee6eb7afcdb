#!/bin/bash
# Starts nginx (TLS, HTTP/2, plain HTTP that answers 301) in front of uvicorn and SQLite, all on free
# loopback ports, with a fresh database and a CA made on the spot. Prints `export` lines; down.sh ends
# it. Runs as whoever calls it.
#
#   eval "$(tests/stack/up.sh)"
#   slogate smoke scenarios/go-live/suite.json --cacert "$CACERT"
#   tests/stack/down.sh
#
# --break NAME (may be given several times) breaks one thing:
#   backend-stopped    the backend is ended after the start: the proxy answers 502
#   proxy-unstripped   `location /api` that passes the prefix on: the backend answers 404
#   no-api-location    no location for the API: the start page answers with 200
#   missing-asset      the script of the page is not on the server: the start page answers instead
#   ok-false           /health says "ok": false
#   cert-expired, cert-13-days, cert-15-days   it ended a day ago, ends in 13 days, in 15
#   cert-wrong-host    the certificate is for another name
#   cert-unknown-ca    another CA than CACERT signed the certificate
#   grant-reused       a spent step-up grant is accepted again
#   every-50th-500     every 50th answer of the backend is a 500
#   no-dev-otp         the sign-in code is not in the answer
# --dir DIR keeps everything in DIR (made if missing, must be empty), not in a new temporary folder.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=/usr/bin/python3
PATH=$PATH:/usr/sbin:/sbin
breakages=" "
dir=

die() { printf 'up.sh: %s\n' "$*" >&2; exit 2; }
broken() { [[ $breakages == *" $1 "* ]]; }

while (($#)); do
  case $1 in
    --break)
      case ${2-} in
        backend-stopped | proxy-unstripped | no-api-location | missing-asset | ok-false | \
          cert-expired | cert-13-days | cert-15-days | cert-wrong-host | cert-unknown-ca | \
          grant-reused | every-50th-500 | no-dev-otp)
          breakages+="$2 " ;;
        *) die "--break ${2-}: no such breakage" ;;
      esac
      shift 2 ;;
    --dir) [[ -n ${2-} ]] || die "--dir needs a folder"; dir=$2; shift 2 ;;
    *) die "$1: unknown option" ;;
  esac
done
for tool in nginx openssl curl; do
  command -v "$tool" >/dev/null || die "$tool is not installed"
done

if [[ -n $dir ]]; then
  mkdir -p "$dir"
  [[ -z $(ls -A "$dir") ]] || die "$dir is not empty"
  dir=$(cd "$dir" && pwd)
else
  dir=$(mktemp -d "${TMPDIR:-/tmp}/slogate-stack.XXXXXX")
fi
touch "$dir/.slogate-stack"  # down.sh removes no folder without it

give_up() {
  local status=$?
  if ((status)); then
    tail -n 20 "$dir"/*.log >&2 2>/dev/null || true
    "$here/down.sh" "$dir" || true
  fi
}
trap give_up EXIT

# --- certificates
utc_after() {  # seconds from now, as `openssl ca` wants it
  date -u -d "@$(($(date +%s) + $1))" +%y%m%d%H%M%SZ
}

make_ca() {  # name, common name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=$2" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$dir/$1.key" -out "$dir/$1.pem" 2>>"$dir/openssl.log"
}

make_certificate() {  # CA's name, alternative names, seconds from now to the begin and to the end
  mkdir -p "$dir/issued"
  : >"$dir/issued/index"
  cat >"$dir/issued/ca.cnf" <<CONFIG
[ca]
default_ca = here
[here]
database = $dir/issued/index
new_certs_dir = $dir/issued
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = server
unique_subject = no
[any]
commonName = supplied
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $2
CONFIG
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=slogate test stack" \
    -keyout "$dir/server.key" -out "$dir/issued/server.csr" 2>>"$dir/openssl.log"
  openssl ca -batch -notext -config "$dir/issued/ca.cnf" -cert "$dir/$1.pem" -keyfile "$dir/$1.key" \
    -startdate "$(utc_after "$3")" -enddate "$(utc_after "$4")" \
    -in "$dir/issued/server.csr" -out "$dir/server.pem" 2>>"$dir/openssl.log"
}

day=86400
begin=-3600
end=$((60 * day))
issuer=ca
names=DNS:localhost,DNS:shop.test,IP:127.0.0.1
# Half a day more than the name says: whole days are counted.
if broken cert-13-days; then end=$((13 * day + day / 2)); fi
if broken cert-15-days; then end=$((15 * day + day / 2)); fi
if broken cert-expired; then begin=$((-30 * day)) end=-$day; fi
if broken cert-wrong-host; then names=DNS:elsewhere.example; fi
if broken cert-unknown-ca; then issuer=other-ca; make_ca other-ca "another test CA"; fi
make_ca ca "slogate test CA"
make_certificate "$issuer" "$names" "$begin" "$end"

# --- content
cp -R "$here/web" "$dir/web"
if broken missing-asset; then rm "$dir"/web/assets/*.js; fi

# --- backend and proxy
LTC_ENV=prod
LTC_SECRET_KEY=$(openssl rand -hex 32)
LTC_DEV_EXPOSE_OTP=1
STACK_OK=true STACK_REUSE_GRANTS=0 STACK_FAIL_EVERY=0
if broken no-dev-otp; then LTC_DEV_EXPOSE_OTP=0; fi
if broken ok-false; then STACK_OK=false; fi
if broken grant-reused; then STACK_REUSE_GRANTS=1; fi
if broken every-50th-500; then STACK_FAIL_EVERY=50; fi
SHOP_PASSWORD=$(openssl rand -hex 12) HOOK_KEY=$(openssl rand -hex 24) OTP_KEY=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
export SHOP_PASSWORD HOOK_KEY OTP_KEY
export LTC_ENV LTC_SECRET_KEY LTC_DEV_EXPOSE_OTP STACK_OK STACK_REUSE_GRANTS STACK_FAIL_EVERY
export PYTHONDONTWRITEBYTECODE=1
seeded=$("$python" "$here/app.py" seed "$dir")

# shellcheck disable=SC2016  # nginx's own variables, not the shell's
stripping='location /api/ { proxy_pass http://backend/; }'
unstripped='location /api { proxy_pass http://backend; }'
api_location=$stripping
if broken proxy-unstripped; then api_location=$unstripped; fi
if broken no-api-location; then api_location=; fi

# Three that are free now, below the range that outgoing connections take theirs from.
free_ports() {
  "$python" - <<'PYTHON'
import random, socket
held = []
while len(held) < 3:
    one = socket.socket()
    try:
        one.bind(("127.0.0.1", random.randrange(15000, 32000)))
        held.append(one)
    except OSError:
        one.close()
print(*(one.getsockname()[1] for one in held))
PYTHON
}

loopback6=
if "$python" -c 'import socket; socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null; then
  loopback6=1
fi

write_nginx_conf() {
  local user='' http6='' https6=''
  if ((EUID == 0)); then user='user root;'; fi  # its workers must read this folder
  if [[ -n $loopback6 ]]; then
    http6="listen [::1]:$http_port backlog=4096;"
    https6="listen [::1]:$https_port ssl http2 backlog=4096;"
  fi
  sed -e "s|@USER@|$user|" -e "s|@DIR@|$dir|g" -e "s|@API_LOCATION@|$api_location|" \
    -e "s|@HTTP_PORT@|$http_port|g" -e "s|@HTTPS_PORT@|$https_port|g" -e "s|@BACKEND_PORT@|$backend_port|g" \
    -e "s|@HTTP_LISTEN6@|$http6|" -e "s|@HTTPS_LISTEN6@|$https6|" "$here/nginx.conf.in" >"$dir/nginx.conf"
}

answers() { curl -fks -o /dev/null --max-time 2 "$1"; }

wait_until() {  # a command until it succeeds; false once the backend has ended or 30 s are over
  local deadline=$((SECONDS + 30))
  until "$@"; do
    kill -0 "$backend_pid" 2>/dev/null || return 1
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

start() {
  read -r backend_port http_port https_port <<<"$(free_ports)"
  write_nginx_conf
  setsid "$python" "$here/app.py" serve "$dir" "$backend_port" </dev/null >"$dir/backend.log" 2>&1 &
  backend_pid=$!
  echo "$backend_pid" >"$dir/backend.pid"
  wait_until answers "http://127.0.0.1:$backend_port/health" || return 1
  nginx -p "$dir" -e "$dir/nginx-error.log" -c "$dir/nginx.conf" </dev/null >"$dir/nginx.log" 2>&1 ||
    return 1
  wait_until answers "https://127.0.0.1:$https_port/" || return 1
  wait_until answers "http://127.0.0.1:$http_port/"
}

# Between the choice of a port and its use someone else may take it: then once more with others.
for attempt in 1 2 3 4 5; do
  if start; then break; fi
  ((attempt < 5)) || { echo 'up.sh: the stack did not start' >&2; exit 1; }
  "$here/down.sh" --keep "$dir"
done

if broken backend-stopped; then
  kill "$backend_pid"
  deadline=$((SECONDS + 20))
  while kill -0 "$backend_pid" 2>/dev/null; do
    ((SECONDS < deadline)) || die 'the backend does not end'
    sleep 0.05
  done
  rm "$dir/backend.pid"
fi

# Only the tests' requests are of interest to who counts. nginx writes a line when its answer is out,
# so the last probe may still be written after this: its User-Agent is curl's.
: >"$dir/access.log"

say() { printf 'export %s=%q\n' "$1" "$2"; }
while IFS='=' read -r name value; do say "$name" "$value"; done <<<"$seeded"
say BASE_URL "https://localhost:$https_port"
say HTTP_URL "http://localhost:$http_port"
if [[ -n $loopback6 ]]; then say HTTP6_URL "http://[::1]:$http_port"; fi
say UPSTREAM_URL "http://127.0.0.1:$backend_port"
say SHOP_PASSWORD "$SHOP_PASSWORD"
say HOOK_KEY "$HOOK_KEY"
say OTP_KEY "$OTP_KEY"
say CACERT "$dir/ca.pem"
say STACK_DIR "$dir"
say ACCESS_LOG "$dir/access.log"
