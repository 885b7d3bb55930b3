#!/usr/bin/env bash
# The browser tests: a console on its own cluster in a temporary directory, walked by Chromium.
set -euo pipefail
. "$(dirname "$0")/env.sh"
cd "$ARKAN_ROOT"
scripts/build.sh dev
export ARKAN_BIN="$CARGO_TARGET_DIR/debug/arkan"
export ARKAN_SITE="$ARKAN_ROOT/target/site"
export ARKAN_PYTHON="$ARKAN_CACHE/venv/bin/python"
CHROMIUM="$(command -v chromium || command -v google-chrome)"
export CHROMIUM
exec npx playwright test -c end2end/playwright.config.ts "$@"
