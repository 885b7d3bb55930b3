#!/usr/bin/env bash
# Kills the console and its Postgres under load and counts what was lost, then takes a database of somebody else's away:
# faults.sh [kills of each]
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"
scripts/build.sh dev
export ARKAN_BIN="$CARGO_TARGET_DIR/debug/arkan" ARKAN_SITE="$ARKAN_ROOT/target/site"
node end2end/faults.mjs "${1:-10}"
exec node end2end/outage.mjs
