#!/usr/bin/env bash
# Watches the sources, builds what changed, restarts the console.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"
export ARKAN_SITE="$ARKAN_ROOT/target/site"
exec cargo leptos watch --bin-cargo-args=--locked -- serve
