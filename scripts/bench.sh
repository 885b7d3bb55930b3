#!/usr/bin/env bash
# Measures the release build: bench.sh [--write] [part…], see benches/run.mjs.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"
scripts/build.sh release
export ARKAN_BIN="$CARGO_TARGET_DIR/release/arkan" ARKAN_SITE="$ARKAN_ROOT/target/site"
CHROMIUM="$(command -v chromium || command -v google-chrome)"
export CHROMIUM
exec node benches/run.mjs "$@"
