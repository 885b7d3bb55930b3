#!/usr/bin/env bash
# Everything: format, clippy, unit, SQL and route tests, then the browser, then faults.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"

say() { printf '\033[36m▸\033[0m %s (%s s)\n' "$*" "$SECONDS"; }

say "locales and lint"
scripts/lint.sh

say "unit, SQL and route tests"
pg="$(mktemp -d /tmp/arkan-test-XXXXXX)"
trap 'scripts/postgres.sh stop "$pg"' EXIT
DATABASE_URL="$(scripts/postgres.sh start "$pg")"
export DATABASE_URL
cargo test --locked --workspace
unset DATABASE_URL
scripts/postgres.sh stop "$pg"
trap - EXIT

say "browser tests"
scripts/e2e.sh

say "kill -9 of the console and of its Postgres, twice each; a start without the database"
scripts/faults.sh 2

say "two replicas, one killed at each step of a rollout plan"
scripts/replicas.sh
say "done"
