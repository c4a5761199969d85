#!/usr/bin/env bash
# A throw-away PostgreSQL for tests: `postgres.sh start | restart | stop | url`. Its data is in a temporary folder, it
# listens on 127.0.0.1 only, and fsync stays on. Installs Debian's `postgresql` where there is no server.
set -euo pipefail

# One server for each clone of the project, so that two clones do not share one.
id="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd | cksum | cut -d' ' -f1)"
folder="${TMPDIR:-/tmp}/agent-replay-postgres-$id"

bin() {
  local found
  found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
  if [ -z "$found" ] && command -v pg_ctl >/dev/null 2>&1; then found="$(dirname "$(command -v pg_ctl)")"; fi
  echo "$found"
}

# The server refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

start() {
  if [ -z "$(bin)" ]; then
    echo 'installing PostgreSQL' >&2
    apt-get update -qq >&2
    # Debian would start a server of its own, which nobody needs.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
  fi
  if [ -f "$folder/port" ] && as_owner "$(bin)/pg_ctl" -D "$folder/data" status >/dev/null 2>&1; then return; fi
  rm -rf "$folder"
  mkdir -p "$folder"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  as_owner "$(bin)/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale >/dev/null
  free_port >"$folder/port"
  as_owner "$(bin)/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-p $(cat "$folder/port") -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=200" \
    start >/dev/null
}

case "${1:-}" in
  start) start ;;
  stop)
    if [ -d "$folder/data" ]; then as_owner "$(bin)/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; fi
    rm -rf "$folder"
    ;;
  restart) as_owner "$(bin)/pg_ctl" -D "$folder/data" -m immediate -w -l "$folder/log" restart >/dev/null ;;
  url) echo "postgres://postgres@127.0.0.1:$(cat "$folder/port")/postgres" ;;
  *)
    echo 'usage: scripts/postgres.sh start | restart | stop | url' >&2
    exit 2
    ;;
esac
