#!/usr/bin/env bash
# postgres.sh start|halt|resume|stop DIR: a throwaway cluster for the tests; start prints its DATABASE_URL, halt keeps
# its data for resume, stop removes them.
set -euo pipefail
dir="$2"
bin="${ARKAN_PG_BIN:-$(ls -d /usr/lib/postgresql/1[5-8]/bin 2>/dev/null | tail -n 1)}"
[ -x "$bin/initdb" ] || bin="$(dirname "$(readlink -f "$(command -v initdb)")")"

# Postgres refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
  else
    "$@"
  fi
}

run() {
  as_owner "$bin/pg_ctl" -w -D "$dir/data" -l "$dir/log" -o "-p $(cat "$dir.port") -k $dir -c listen_addresses=127.0.0.1 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" start >>"$dir.log" 2>&1
}

case "$1" in
  start)
    mkdir -p "$dir"
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    as_owner "$bin/initdb" -D "$dir/data" -A trust -U arkan --locale=C.UTF-8 -E UTF8 >"$dir.log" 2>&1
    node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})' >"$dir.port"
    run
    echo "postgres://arkan@127.0.0.1:$(cat "$dir.port")/postgres"
    ;;
  halt) as_owner "$bin/pg_ctl" -w -D "$dir/data" -m fast stop >>"$dir.log" 2>&1 ;;
  resume) run ;;
  stop)
    as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$dir" "$dir.log" "$dir.port"
    ;;
esac
