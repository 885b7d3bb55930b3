#!/usr/bin/env bash
# Two replicas on one Postgres, killed in turn while a rollout plan moves: every step once and in order.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"
scripts/build.sh dev
export ARKAN_BIN="$CARGO_TARGET_DIR/debug/arkan" ARKAN_SITE="$ARKAN_ROOT/target/site"
pg="$(mktemp -d /tmp/arkan-replicas-XXXXXX)"
trap 'scripts/postgres.sh stop "$pg"' EXIT
DATABASE_URL="$(scripts/postgres.sh start "$pg")"
export DATABASE_URL
node end2end/replicas.mjs
